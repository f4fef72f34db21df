import { byomError } from './byomError.ts';

/** How a client reaches a server. */
export interface ConnectionOptions {
  /** Address of the BYOM server, for example `http://127.0.0.1:3000`. */
  baseUrl: string;
  /**
   * The capability that `session.create` returned. Left out in the wizard's own pages, where an HttpOnly cookie
   * identifies the session. A function is called for each request.
   */
  sessionId?: string | (() => string | undefined);
  /** In place of the global `fetch`, as for a proxy or a certificate of one's own. */
  fetch?: typeof globalThis.fetch;
  /** Sent with every request beside the client's own, as a gateway in front of the server may want. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** Longest wait for an answer, in ms; 90,000 unless given. Streams of events and files are not cut by it. */
  timeoutMs?: number;
  /**
   * How often a request is sent again that is safe to repeat, when the server cannot be reached, restarts or asks to
   * come back in a moment; 2 unless given, 0 for never.
   */
  retries?: number;
}

/** The options with what they leave out filled in. */
export interface Connection {
  origin: string;
  fetch: typeof globalThis.fetch;
  /** Of each request: who asks, and what the caller adds. */
  headers(): Record<string, string>;
  timeoutMs: number;
  retries: number;
}

const DEFAULT_TIMEOUT_MS = 90_000;
const DEFAULT_RETRIES = 2;

/** @throws InvalidInputError where `baseUrl` is no address */
export function connectionFrom(options: ConnectionOptions): Connection {
  checkAddress(options.baseUrl);
  const { sessionId, headers, timeoutMs = DEFAULT_TIMEOUT_MS, retries = DEFAULT_RETRIES } = options;
  return {
    origin: options.baseUrl.replace(/\/+$/, ''),
    // Looked up with each call, and called as a function: browsers refuse it as a method of something else.
    fetch: (input, init) => (options.fetch ?? globalThis.fetch)(input, init),
    headers() {
      const id = typeof sessionId === 'function' ? sessionId() : sessionId;
      return {
        ...(typeof headers === 'function' ? headers() : headers),
        ...(id && { authorization: `Bearer ${id}` }),
      };
    },
    timeoutMs,
    retries,
  };
}

function checkAddress(baseUrl: string): void {
  if (/^https?:\/\//i.test(baseUrl)) return;
  const said = `baseUrl is “${baseUrl}”, which is no address with http:// or https://, such as http://127.0.0.1:3000.`;
  throw byomError('invalid_input', said, { status: null, field: 'baseUrl' });
}
