import {
  type ErrorKind,
  type ErrorReason,
  errorReasonDefinitions,
} from '../../../contract/errorReasons.ts';
import type { ModelCallFailure } from '../modelCall.ts';
import type { ResponseHeaders } from '../protocol/responseHeaders.ts';
import { retryAfterMs } from '../protocol/retryAfter.ts';
import { redactSecrets, type Secrets } from '../secrets/redact.ts';
import { cluesIn, reasonOfPayload, reasonOfStatus } from './errorReason.ts';
import { extractMessage, extractProviderMessage, parsedOrText } from './providerMessage.ts';

/**
 * A call to the user's endpoint failed. `message` is for the user: what happened, what to do, and
 * the provider's own words without secrets. `toJSON` and `fromJSON` carry it through JSON and between
 * threads.
 */
export class ModelCallError extends Error implements ModelCallFailure {
  override name = 'ModelCallError';
  readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  readonly providerMessage: string;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  upstreamRequestId: string | null = null;
  partialText = '';
  partialReasoning = '';
  hasResponse = false;
  latencyMs = 0;

  constructor(reason: ErrorReason, details: ErrorDetails = {}) {
    super(messageOf(reason, details));
    this.kind = errorReasonDefinitions[reason].kind;
    this.reason = reason;
    this.providerMessage = details.providerMessage ?? '';
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  toJSON(): ModelCallFailure {
    const { reason, message, providerMessage, status, retryAfterMs } = this;
    const { upstreamRequestId, partialText, partialReasoning, hasResponse, latencyMs } = this;
    return {
      reason,
      message,
      providerMessage,
      status,
      retryAfterMs,
      upstreamRequestId,
      partialText,
      partialReasoning,
      hasResponse,
      latencyMs,
    };
  }

  static fromJSON(failure: ModelCallFailure): ModelCallError {
    const { reason, message, providerMessage, status, retryAfterMs, ...found } = failure;
    const error = new ModelCallError(reason, { providerMessage, status, retryAfterMs });
    return Object.assign(error, found, { message });
  }
}

interface ErrorDetails {
  /** In place of the usual sentence, where more is known. */
  what?: string;
  providerMessage?: string;
  status?: number | null;
  retryAfterMs?: number | null;
}

function messageOf(reason: ErrorReason, details: ErrorDetails): string {
  const { what, remedy } = errorReasonDefinitions[reason];
  const status = details.status ? `(HTTP ${details.status})` : '';
  const quoted = details.providerMessage ? `The endpoint said: ${details.providerMessage}` : '';
  return [details.what ?? what, remedy, status, quoted].filter(Boolean).join(' ');
}

/** The error for an HTTP status other than 2xx. */
export function errorFromStatus(
  status: number,
  body: string,
  secrets: Secrets,
  headers: ResponseHeaders = {},
): ModelCallError {
  const providerMessage = extractProviderMessage(body);
  const refusal = parsedOrText(body);
  const waitMs = retryAfterMs(headers, refusal);
  const hints = { clues: cluesIn(refusal), headers };
  return new ModelCallError(reasonOfStatus(status, providerMessage, waitMs, hints), {
    status,
    providerMessage: redactSecrets(providerMessage, secrets),
    retryAfterMs: waitMs,
  });
}

/** The error for an error object that arrived inside a 200 answer. */
export function errorFromPayload(payload: unknown, secrets: Secrets): ModelCallError {
  const words =
    typeof payload === 'string' ? extractProviderMessage(payload) : extractMessage(payload);
  const providerMessage = words || asJson(payload);
  const waitMs = retryAfterMs({}, payload);
  return new ModelCallError(reasonOfPayload(payload, providerMessage, waitMs), {
    providerMessage: redactSecrets(providerMessage, secrets),
    retryAfterMs: waitMs,
  });
}

/** The error for a connection that failed before or during the answer. */
export function errorFromConnection(error: unknown, secrets: Secrets): ModelCallError {
  const code = (error as { code?: unknown })?.code;
  const known = connectionFailure(String(code), error);
  if (known) return new ModelCallError(known.reason, { what: known.what });
  const detail = error instanceof Error ? redactSecrets(error.message, secrets) : '';
  const { what } = errorReasonDefinitions.unreachable;
  return new ModelCallError('unreachable', { what: detail ? `${what} (${detail})` : what });
}

interface ConnectionFailure {
  reason: ErrorReason;
  /** In place of the usual sentence, where more is known. */
  what?: string;
}

/** Of what the TLS library says, only the meaning is told. */
function connectionFailure(code: string, error: unknown): ConnectionFailure | undefined {
  const known = connectionFailures[code];
  if (known) return known;
  // All errors of the HTTP parser begin so.
  if (code.startsWith('HPE_')) return { reason: 'invalid_http' };
  const isTls = code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_');
  if (!isTls) return undefined;
  const saysHttp = /wrong.version.number|packet.length.too.long|http.request/i;
  return { reason: saysHttp.test(`${code} ${error}`) ? 'speaks_http' : 'tls_failed' };
}

const connectionFailures: Record<string, ConnectionFailure> = {
  UND_ERR_CONNECT_TIMEOUT: { reason: 'no_connection' },
  ETIMEDOUT: { reason: 'no_connection' },
  EHOSTUNREACH: { reason: 'no_connection' },
  ENETUNREACH: { reason: 'no_connection' },
  ECONNREFUSED: { reason: 'connection_refused' },
  ECONNRESET: { reason: 'connection_lost' },
  UND_ERR_SOCKET: { reason: 'connection_lost' },
  EPIPE: { reason: 'connection_lost' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { reason: 'invalid_http' },
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
  UND_ERR_HEADERS_OVERFLOW: { reason: 'too_many_headers' },
};

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // Nested too deeply to be written.
    return '';
  }
}
