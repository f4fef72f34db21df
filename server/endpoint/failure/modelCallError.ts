import {
  type ErrorKind,
  type ErrorReason,
  errorReasonTable,
} from '../../../contract/errorReasons.ts';
import { retryAfterMs } from '../protocol/retryAfter.ts';
import { redactSecrets } from '../secrets/redact.ts';
import { causeOfPayload, causeOfStatus } from './errorCause.ts';
import { extractMessage, extractProviderMessage, parsedOrText } from './providerMessage.ts';

/**
 * A call to the user's endpoint failed. `message` is for the user: what happened, what to do, and
 * the provider's own words without secrets.
 */
export class ModelCallError extends Error {
  override name = 'ModelCallError';
  readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  /** The provider's own words, without secrets; empty when there were none. */
  readonly providerMessage: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** How long the endpoint asks us to wait; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** What had arrived of the answer before it broke off. */
  partialText = '';
  partialReasoning = '';
  /** Whether anything at all came back; only where nothing did is asking again harmless. */
  hasResponse = false;
  /** Request written to failure noticed, in milliseconds. */
  latencyMs = 0;

  constructor(reason: ErrorReason, details: ErrorDetails = {}) {
    const { kind, what, remedy } = errorReasonTable[reason];
    const said = details.providerMessage ? `The endpoint said: ${details.providerMessage}` : '';
    const status = details.status ? `(HTTP ${details.status})` : '';
    super([details.what ?? what, remedy, status, said].filter(Boolean).join(' '));
    this.kind = kind;
    this.reason = reason;
    this.providerMessage = details.providerMessage ?? '';
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

interface ErrorDetails {
  /** In place of the usual sentence, where more is known. */
  what?: string;
  providerMessage?: string;
  status?: number;
  retryAfterMs?: number | null;
}

/** The error for an HTTP status other than 2xx. */
export function errorFromStatus(
  status: number,
  body: string,
  apiKey: string,
  headers: Record<string, string | string[] | undefined> = {},
): ModelCallError {
  const words = extractProviderMessage(body);
  const parsed = parsedOrText(body);
  const wait = retryAfterMs(headers, parsed);
  return new ModelCallError(causeOfStatus(status, words, wait), {
    status,
    providerMessage: redactSecrets(words, apiKey),
    retryAfterMs: wait,
  });
}

/** The error for an error object that arrived inside a 200 answer. */
export function errorFromPayload(payload: unknown, apiKey: string): ModelCallError {
  const words = extractMessage(payload) || asJson(payload);
  const wait = retryAfterMs({}, { error: payload });
  return new ModelCallError(causeOfPayload(payload, words, wait), {
    providerMessage: redactSecrets(words, apiKey),
    retryAfterMs: wait,
  });
}

/** The error for a connection that failed before or during the answer. */
export function errorFromConnection(error: unknown, apiKey: string): ModelCallError {
  const code = (error as { code?: unknown })?.code;
  const known = typeof code === 'string' ? connectionFailures[code] : undefined;
  if (known) return new ModelCallError(known.reason, { what: known.what });
  const words = error instanceof Error ? redactSecrets(error.message, apiKey) : '';
  const { what } = errorReasonTable.unreachable;
  return new ModelCallError('unreachable', { what: words ? `${what} (${words})` : what });
}

const connectionFailures: Record<string, { reason: ErrorReason; what?: string }> = {
  UND_ERR_CONNECT_TIMEOUT: { reason: 'no_connection' },
  ETIMEDOUT: { reason: 'no_connection' },
  EHOSTUNREACH: { reason: 'no_connection' },
  ENETUNREACH: { reason: 'no_connection' },
  ECONNREFUSED: { reason: 'connection_refused' },
  ECONNRESET: { reason: 'connection_lost' },
  UND_ERR_SOCKET: { reason: 'connection_lost' },
  EPIPE: { reason: 'connection_lost' },
  CERT_HAS_EXPIRED: {
    reason: 'certificate',
    what: 'The certificate of the endpoint has expired.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    reason: 'certificate',
    what: 'The certificate of the endpoint is self-signed and not trusted.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    reason: 'certificate',
    what: 'The certificate of the endpoint is self-signed and not trusted.',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { reason: 'certificate' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { reason: 'certificate' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    reason: 'certificate',
    what: 'The certificate of the endpoint is for another host name.',
  },
  UND_ERR_HEADERS_OVERFLOW: {
    reason: 'too_large',
    what: 'The endpoint sent more headers than we accept.',
  },
};

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested too deeply to be written.
    return '';
  }
}
