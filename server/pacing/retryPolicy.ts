/** Whether and when a failed call of a run is made again. */
import { type ErrorReason, isQuotaWait, isRetryableReason } from '../../contract/errorReasons.ts';
import type { Permit } from './pacer.ts';

/** What the policy wants to know of a failure. */
export interface FailedCall {
  reason: ErrorReason;
  /** HTTP status; null where there was no answer. */
  status: number | null;
  /** How long the endpoint asks us to wait, in milliseconds; null when it does not say. */
  retryAfterMs: number | null;
  /** Whether anything at all came back. */
  hasResponse: boolean;
}

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/** True for what may pass by itself; everything else fails again in the same way. */
export function isRetryable({ reason, status }: FailedCall): boolean {
  return isRetryableReason(reason) || status === 409;
}

/** True when the key's quota is used up and comes back too late to wait for. */
export function isQuotaUsedUp({ reason, retryAfterMs }: FailedCall): boolean {
  return reason === 'quota_used_up' || isQuotaWait(retryAfterMs);
}

/**
 * How long to wait before attempt number `attempts + 1`, in milliseconds: exponential, with full jitter
 * over its upper half. A pause that the endpoint named is kept by the pacer, for all calls; nothing is
 * added to it here.
 */
export function backoffMs({ retryAfterMs }: FailedCall, attempts: number): number {
  if (retryAfterMs !== null) return 0;
  const most = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS);
  return Math.round(most * (0.5 + Math.random() / 2));
}

/** Tells the pacer how a call failed. An overloaded endpoint wants less, as one with a limit does. */
export function settleFailed(
  permit: Permit,
  { reason, retryAfterMs, hasResponse }: FailedCall,
): void {
  if (reason === 'too_fast' || reason === 'too_many_at_once') {
    permit.rateLimited(reason, retryAfterMs);
  } else if (reason === 'overloaded') permit.rateLimited('too_fast', retryAfterMs);
  else if (hasResponse) permit.succeeded();
  else permit.release();
}
