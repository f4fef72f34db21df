/**
 * Why a call to an endpoint failed: the kinds, their finer reasons, and for each reason what people
 * read. Statuses and provider messages are matched to a reason in `server/endpoint/failure/errorReason.ts`.
 */

import { outcomeDefinitions } from './outcomes.ts';

export const errorKinds = [
  'auth',
  'model_not_found',
  'rate_limit',
  'timeout',
  'network',
  'api_error',
  'unknown',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

interface ErrorReasonDefinition {
  kind: ErrorKind;
  /** What happened, as a sentence. */
  what: string;
  /** What a person can do about it, as a sentence. */
  remedy: string;
  /** The same as `what` in a few words, as they follow "after": "Backing off after a lost connection". */
  cause: string;
  /** May pass by itself, so that the call is made again. Everything else fails again in the same way. */
  retryable?: boolean;
}

export const errorReasonDefinitions = {
  key_refused: {
    kind: 'auth',
    what: 'The endpoint refused the key.',
    remedy: 'Check your API key: copied whole, still valid, and made for this provider.',
    cause: 'a refused key',
  },
  not_permitted: {
    kind: 'auth',
    what: 'The endpoint does not permit this call.',
    remedy: 'Check that your API key may use this model, and whether its terms must be accepted.',
    cause: 'a missing permission',
  },
  unknown_model: {
    kind: 'model_not_found',
    what: 'The endpoint does not know this model.',
    remedy: 'Check the model id, letter by letter, as the provider lists it.',
    cause: 'an unknown model',
  },
  wrong_path: {
    kind: 'model_not_found',
    what: 'There is no chat route at this URL.',
    remedy: 'Check the path of the URL; it usually ends in /v1 or /v1/chat/completions.',
    cause: 'a wrong path',
  },
  too_fast: {
    kind: 'rate_limit',
    what: 'The endpoint is limiting requests.',
    remedy: 'Slow down: raise the delay between requests, or lower the concurrency.',
    cause: 'too many requests',
    retryable: true,
  },
  too_many_at_once: {
    kind: 'rate_limit',
    what: 'The endpoint is limiting concurrent requests.',
    remedy: 'Lower the concurrency; waiting alone does not help.',
    cause: 'too many concurrent requests',
    retryable: true,
  },
  request_over_rate: {
    kind: 'rate_limit',
    what: 'This request alone has more tokens than the endpoint allows in a minute.',
    remedy:
      'Send a shorter prompt, lower max output tokens, or choose a plan with a higher rate limit.',
    cause: 'a request above the rate limit',
  },
  quota_exceeded: {
    kind: 'rate_limit',
    what: 'The endpoint says that a quota is exceeded, but not for how long.',
    remedy: 'Check your plan and billing with the provider, or wait until the quota resets.',
    cause: 'an exceeded quota',
    retryable: true,
  },
  quota_used_up: {
    kind: 'rate_limit',
    what: 'The quota of this key is used up.',
    remedy: 'Wait until it resets, or raise it with the provider.',
    cause: 'a used-up quota',
  },
  no_connection: {
    kind: 'timeout',
    what: 'The endpoint did not accept a connection in time.',
    remedy: 'Check the URL, and that the server is running and reachable from here.',
    cause: 'a connection timeout',
    retryable: true,
  },
  no_first_byte: {
    kind: 'timeout',
    what: 'The endpoint accepted the request and then sent nothing.',
    remedy: 'The model may be starting up; try again, or allow more time.',
    cause: 'a missing response',
  },
  stalled: {
    kind: 'timeout',
    what: 'The answer stalled.',
    remedy: 'Try again; if it happens often, the server is overloaded or a proxy cuts streams.',
    cause: 'a stalled answer',
  },
  too_slow: {
    kind: 'timeout',
    what: 'Request exceeded timeout.',
    remedy: 'Allow more time, or lower max output tokens.',
    cause: 'a request timeout',
  },
  upstream_timeout: {
    kind: 'timeout',
    what: 'The endpoint, or a proxy in front of it, gave up waiting for the model.',
    remedy:
      'Try again with a lower concurrency or fewer output tokens, or raise the time limit of the proxy.',
    cause: 'a timeout behind the endpoint',
    retryable: true,
  },
  address_blocked: {
    kind: 'network',
    what: 'We may not connect to this address.',
    remedy: 'Use a public address, or ask the server administrator to allow it.',
    cause: 'a blocked address',
  },
  name_not_resolved: {
    kind: 'network',
    what: 'This host name does not lead to a public address: it does not exist, or its address is private or reserved.',
    remedy:
      'Check the spelling of the URL; the server administrator can admit a private address with DEMO_ALLOWED_ENDPOINTS.',
    cause: 'a host name that leads nowhere',
    retryable: true,
  },
  name_lookup_timeout: {
    kind: 'network',
    what: 'No name server told the address of this host in time.',
    remedy: 'Try again; if it happens often, check the name servers of its domain.',
    cause: 'a slow name server',
    retryable: true,
  },
  connection_refused: {
    kind: 'network',
    what: 'Connection refused: nothing is listening at this address and port.',
    remedy: 'Check that the server is running, and the port.',
    cause: 'a refused connection',
    retryable: true,
  },
  connection_lost: {
    kind: 'network',
    what: 'The endpoint closed the connection in the middle of the call.',
    remedy: 'Try again; if it happens often, look at the log of the server or of its proxy.',
    cause: 'a lost connection',
    retryable: true,
  },
  certificate: {
    kind: 'network',
    what: 'The certificate of the endpoint could not be verified.',
    remedy:
      'Install a certificate that browsers accept; for a private certificate authority, the server administrator can set DEMO_EXTRA_CA_FILE.',
    cause: 'an unverified certificate',
  },
  tls_failed: {
    kind: 'network',
    what: 'No secure connection could be made: the handshake failed.',
    remedy: 'Check that this is the port for https, and that the server speaks TLS 1.2 or newer.',
    cause: 'a failed TLS handshake',
  },
  speaks_http: {
    kind: 'network',
    what: 'The server speaks http and not https at this port.',
    remedy: 'Enter the URL with http:// in place of https://.',
    cause: 'a server without https',
  },
  speaks_https: {
    kind: 'network',
    what: 'The server speaks https and not http at this port.',
    remedy: 'Enter the URL with https:// in place of http://.',
    cause: 'a server without http',
  },
  unreachable: {
    kind: 'network',
    what: 'Connection failed.',
    remedy: 'Check the URL, and that the server is running and reachable.',
    cause: 'an unreachable endpoint',
    retryable: true,
  },
  invalid_http: {
    kind: 'network',
    what: 'The response of the endpoint breaks the rules of HTTP.',
    remedy:
      'Look at the server, or at the proxy in front of it: length and framing of its responses contradict each other.',
    cause: 'an invalid HTTP response',
  },
  overloaded: {
    kind: 'api_error',
    what: 'The endpoint is overloaded.',
    remedy: 'Try again in a moment, with a lower concurrency.',
    cause: 'an overloaded endpoint',
    retryable: true,
  },
  model_loading: {
    kind: 'api_error',
    what: 'The endpoint is still loading the model.',
    remedy: 'Wait until it is loaded and try again.',
    cause: 'a model still loading',
  },
  context_too_long: {
    kind: 'api_error',
    what: 'The request exceeds the context window of the model.',
    remedy:
      'Shorten the prompt, lower max output tokens, or serve the model with a larger context window.',
    cause: 'an exceeded context window',
  },
  out_of_credit: {
    kind: 'api_error',
    what: 'The account has no credit left.',
    remedy: 'Add credit with the provider, or use another key.',
    cause: 'a lack of credit',
  },
  content_filter: {
    kind: 'api_error',
    what: 'A content filter of the endpoint blocked the request or the answer.',
    remedy: 'Rephrase the prompt, or adjust the filter with the provider.',
    cause: 'a content filter',
  },
  invalid_request: {
    kind: 'api_error',
    what: 'The endpoint does not accept this request.',
    remedy: 'The provider message says which setting to change.',
    cause: 'an invalid request',
  },
  headers_refused: {
    kind: 'api_error',
    what: 'The endpoint refuses the headers of the request as too large.',
    remedy: 'Send fewer or shorter headers of your own, and check that the API key is only a key.',
    cause: 'oversized request headers',
  },
  too_many_headers: {
    kind: 'api_error',
    what: 'The endpoint sent more response headers than we accept.',
    remedy:
      'Have the server or its gateway send fewer headers; the server administrator can raise DEMO_MAX_HEADER_BYTES.',
    cause: 'oversized response headers',
  },
  bot_check: {
    kind: 'api_error',
    what: 'A bot check stands in front of the endpoint and let the call not pass.',
    remedy: 'Ask its operator to exempt API calls from the check, or use another URL of the API.',
    cause: 'a bot check',
  },
  redirected: {
    kind: 'api_error',
    what: 'The endpoint redirects to another URL, which is not followed.',
    remedy: 'Enter the final URL.',
    cause: 'a redirect',
  },
  truncated_stream: {
    kind: 'api_error',
    what: 'The answer was interrupted: the stream ended without a finish reason.',
    remedy: 'Try again; a proxy between us and the model may cut long answers.',
    cause: 'an interrupted stream',
  },
  damaged_stream: {
    kind: 'api_error',
    what: 'A part of the answer was no valid JSON, so that some of its text may be missing.',
    remedy: 'Run it again; if it stays, report it to whoever makes the server.',
    cause: 'a damaged stream',
  },
  no_answer: {
    kind: 'api_error',
    what: outcomeDefinitions.empty.meaning,
    remedy: 'Check that this is a chat model and that its chat template is set.',
    cause: 'an empty answer',
  },
  tool_call: {
    kind: 'api_error',
    what: 'The model called a tool instead of answering in text.',
    remedy: 'Choose a model, or a setting of the server, that answers without tools.',
    cause: 'a tool call',
  },
  unreadable: {
    kind: 'api_error',
    what: 'What the endpoint sent is not a chat completion.',
    remedy: 'Check that the URL is right.',
    cause: 'an unreadable answer',
  },
  too_large: {
    kind: 'api_error',
    what: 'The endpoint sent more than we accept, so the call was ended.',
    remedy: 'Lower max output tokens; the server administrator can raise the size limit.',
    cause: 'an oversized answer',
  },
  server_error: {
    kind: 'api_error',
    what: 'The endpoint answered with an error.',
    remedy: 'Try again; if it stays, ask the provider or look at the log of the server.',
    cause: 'a server error',
    retryable: true,
  },
  unexpected: {
    kind: 'unknown',
    what: 'Unexpected error.',
    remedy: 'Try again; if it stays, please report it.',
    cause: 'an unexpected error',
  },
} as const satisfies Record<string, ErrorReasonDefinition>;

export type ErrorReason = keyof typeof errorReasonDefinitions;
export const errorReasons = Object.keys(errorReasonDefinitions) as [ErrorReason, ...ErrorReason[]];

/** Whether a call that failed for this reason is made again. */
export function isRetryableReason(reason: ErrorReason): boolean {
  const { retryable = false }: ErrorReasonDefinition = errorReasonDefinitions[reason];
  return retryable;
}

/** From here on a wait is that for a quota, and nobody waits for it; in milliseconds. */
export const QUOTA_WAIT_MS = 15 * 60_000;

/**
 * Whether an endpoint that asks to wait for so many milliseconds is out of quota, so that nobody waits for
 * it: from 15 minutes on.
 */
export function isQuotaWait(waitMs: number | null): boolean {
  return waitMs !== null && waitMs >= QUOTA_WAIT_MS;
}
