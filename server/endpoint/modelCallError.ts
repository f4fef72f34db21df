import type { ErrorKind } from '../../db/vocabulary.ts';
import { redactSecrets } from './redact.ts';

/**
 * A call to the user's endpoint failed. `message` is for the user: what happened, what to do, and
 * the provider's own words without secrets.
 */
export class ModelCallError extends Error {
  override name = 'ModelCallError';
  readonly kind: ErrorKind;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What had arrived of the answer before it broke off. */
  partialText = '';
  /** Request written to failure noticed, in milliseconds. */
  latencyMs = 0;

  constructor(kind: ErrorKind, message: string, status?: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

/** The error for an HTTP status other than 2xx. */
export function errorFromStatus(status: number, body: string, apiKey: string): ModelCallError {
  const words = redactSecrets(providerWords(body), apiKey);
  const kind = kindOfStatus(status, words);
  return new ModelCallError(kind, withWords(`${remedies[kind]} (HTTP ${status})`, words), status);
}

/** The error for an error object that arrived inside a 200 answer. */
export function errorFromPayload(payload: unknown, apiKey: string): ModelCallError {
  const words = redactSecrets(wordsIn(payload) || asJson(payload), apiKey);
  const code = Number((payload as { code?: unknown } | null)?.code);
  const kind = Number.isInteger(code) && code >= 400 ? kindOfStatus(code, words) : 'api_error';
  return new ModelCallError(kind, withWords(remedies[kind], words));
}

/** The error for a connection that failed before or during the answer. */
export function errorFromConnection(error: unknown, apiKey: string): ModelCallError {
  const code = (error as { code?: unknown })?.code;
  const known = typeof code === 'string' ? connectionFailures[code] : undefined;
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new ModelCallError('timeout', 'The endpoint did not accept a connection within 10 s.');
  }
  if (known) return new ModelCallError('network', known);
  const words = error instanceof Error ? redactSecrets(error.message, apiKey) : '';
  return new ModelCallError('network', words ? `${remedies.network} (${words})` : remedies.network);
}

function withWords(remedy: string, words: string): string {
  return words === '' ? remedy : `${remedy} The endpoint said: ${words}`;
}

const remedies: Record<ErrorKind, string> = {
  auth: 'The endpoint refused the key. Check your API key and that it may use this model.',
  model_not_found:
    'The endpoint does not know this model or this path. Check the model id and the address.',
  rate_limit: 'The endpoint is limiting requests. Slow down requests or wait a moment.',
  timeout: 'Request exceeded timeout.',
  network: 'Connection failed. Check the address and that the server is running and reachable.',
  api_error: 'The endpoint answered with an error.',
  unknown: 'Unexpected error.',
};

const connectionFailures: Record<string, string> = {
  ECONNREFUSED: 'Connection refused: nothing is listening at this address and port.',
  ENOTFOUND: 'This host name does not exist. Check the spelling of the address.',
  EAI_AGAIN: 'The host name could not be looked up just now. Check the address or try again.',
  ECONNRESET: 'The endpoint closed the connection in the middle of the call.',
  UND_ERR_SOCKET: 'The endpoint closed the connection in the middle of the call.',
  EPIPE: 'The endpoint closed the connection in the middle of the call.',
  CERT_HAS_EXPIRED: 'The certificate of the endpoint has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the endpoint is self-signed and not trusted.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the endpoint is self-signed and not trusted.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The certificate of the endpoint could not be verified.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the endpoint could not be verified.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the endpoint is for another host name.',
  UND_ERR_HEADERS_OVERFLOW: 'The endpoint sent more headers than we accept.',
};

const MAX_DEPTH = 5;

function kindOfStatus(status: number, words: string): ErrorKind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 404) return 'model_not_found';
  if (status === 429) return 'rate_limit';
  if (status === 408 || status === 504) return 'timeout';
  // Several servers answer an unknown model with 400 and say so in words only.
  if (status === 400 && /model.{0,80}(not found|not exist|unknown)|unknown model/i.test(words)) {
    return 'model_not_found';
  }
  return 'api_error';
}

/**
 * What the provider wrote, out of the body shapes in use: `{error:{message}}`, `{error:"…"}`,
 * `{message}`, `{detail}` (a text or FastAPI's list), plain text, or an HTML page from a proxy.
 */
function providerWords(body: string): string {
  const text = body.trim();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return text.startsWith('<') ? htmlTitle(text) : text;
  }
  return wordsIn(parsed) || text;
}

/** Empty when there are none in the places where providers put them. */
function wordsIn(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value.trim();
  // Nobody nests a message deeper, except to exhaust whoever looks for it.
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return '';
  const { error, message, detail, msg } = value as Record<string, unknown>;
  const nested = Array.isArray(value) ? value : [error, message, detail, msg];
  const found = nested.map((item) => wordsIn(item, depth + 1)).filter((words) => words !== '');
  return Array.isArray(value) ? found.join('; ') : (found[0] ?? '');
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deeply to be written.
    return '';
  }
}

function htmlTitle(html: string): string {
  return /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() || 'an HTML page instead of JSON';
}
