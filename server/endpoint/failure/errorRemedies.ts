import type { ErrorReason } from '../../../contract/errorReasons.ts';

/** For each cause of a failed call: what happened, and what a person can do about it. */
export const errorRemedies: Record<ErrorReason, { what: string; remedy: string }> = {
  key_refused: {
    what: 'The endpoint refused the key.',
    remedy: 'Check your API key: copied whole, still valid, and made for this provider.',
  },
  not_permitted: {
    what: 'The endpoint accepts the key but does not permit this.',
    remedy: 'Check that your API key may use this model, and whether its terms must be accepted.',
  },
  unknown_model: {
    what: 'The endpoint does not know this model.',
    remedy: 'Check the model id, letter by letter, as the provider lists it.',
  },
  wrong_path: {
    what: 'There is no chat route at this address.',
    remedy: 'Check the path of the address; it usually ends in /v1 or /v1/chat/completions.',
  },
  too_fast: {
    what: 'The endpoint is limiting requests.',
    remedy: 'Slow down: a longer pause between starts, or fewer at once.',
  },
  too_many_at_once: {
    what: 'The endpoint is limiting how many requests run at once.',
    remedy: 'Lower the concurrency; waiting alone does not cure this.',
  },
  quota_used_up: {
    what: 'The quota of this key is used up.',
    remedy: 'Wait until it is renewed, or raise it with the provider.',
  },
  no_connection: {
    what: 'The endpoint did not accept a connection in time.',
    remedy: 'Check the address, and that the server is running and reachable from here.',
  },
  no_first_byte: {
    what: 'The endpoint took the request and then sent nothing.',
    remedy: 'The model may be starting up; try again, or allow more time.',
  },
  stalled: {
    what: 'The answer stalled.',
    remedy: 'Try again; if it happens often, the server is overloaded or a proxy cuts streams.',
  },
  too_slow: {
    what: 'Request exceeded timeout.',
    remedy: 'Allow more time, or ask for fewer tokens.',
  },
  upstream_timeout: {
    what: 'The endpoint gave up waiting for the model.',
    remedy: 'Try again, with fewer requests at once or fewer tokens.',
  },
  address_blocked: {
    what: 'We may not connect to this address.',
    remedy: 'Use a public address, or ask whoever runs this server to allow it.',
  },
  connection_refused: {
    what: 'Connection refused: nothing is listening at this address and port.',
    remedy: 'Check that the server is running, and the port.',
  },
  connection_lost: {
    what: 'The endpoint closed the connection in the middle of the call.',
    remedy: 'Try again; if it happens often, look at the log of the server or of its proxy.',
  },
  certificate: {
    what: 'The certificate of the endpoint could not be verified.',
    remedy:
      'Install a certificate that browsers accept; for a private authority, whoever runs this server can set DEMO_EXTRA_CA_FILE.',
  },
  unreachable: {
    what: 'Connection failed.',
    remedy: 'Check the address and that the server is running and reachable.',
  },
  overloaded: {
    what: 'The endpoint is overloaded.',
    remedy: 'Try again in a moment, with fewer requests at once.',
  },
  model_loading: {
    what: 'The endpoint is still loading the model.',
    remedy: 'Wait until it is loaded and try again.',
  },
  context_too_long: {
    what: 'The request is longer than the context of the model.',
    remedy: 'Shorten the prompt, lower the token limit, or serve the model with a longer context.',
  },
  out_of_credit: {
    what: 'The account has no credit left.',
    remedy: 'Add credit with the provider, or use another key.',
  },
  content_filter: {
    what: 'A content filter of the endpoint stepped in.',
    remedy: 'Rephrase the prompt, or adjust the filter with the provider.',
  },
  invalid_request: {
    what: 'The endpoint does not accept this request.',
    remedy: 'Its own words tell which setting to change.',
  },
  redirected: {
    what: 'The endpoint redirects to another address, which is not followed.',
    remedy: 'Enter the final address.',
  },
  truncated_stream: {
    what: 'The answer broke off: the stream ended without a finish reason.',
    remedy: 'Try again; a proxy between us and the model may cut long answers.',
  },
  no_answer: {
    what: 'The endpoint answered without any text.',
    remedy: 'Check that this is a chat model and that its chat template is set.',
  },
  unreadable: {
    what: 'What the endpoint sent is not a chat completion.',
    remedy: 'Check that the address is right.',
  },
  too_large: {
    what: 'The endpoint sent more than we accept and was cut off.',
    remedy: 'Ask for fewer tokens; whoever runs this server can raise the limit.',
  },
  server_error: {
    what: 'The endpoint answered with an error.',
    remedy: 'Try again; if it stays, ask the provider or look at the log of the server.',
  },
  unexpected: {
    what: 'Unexpected error.',
    remedy: 'Try again; if it stays, please report it.',
  },
};
