/** Whether and when a failed call of a run is made again. */
import {
  type ErrorReason,
  isQuotaWait,
  isRetryableReason,
  QUOTA_WAIT_MS,
} from '../../contract/errorReasons.ts';
import type { Permit, RateLimitReason } from './pacer.ts';
import type { QuotaTries } from './quotaTries.ts';

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

/** What follows a failed call. */
export type NextStep =
  /** `backoffMs` is for this sample; `pauseAllMs` for all calls of the endpoint, null for none. */
  | { kind: 'call_again'; backoffMs: number; pauseAllMs: number | null }
  | { kind: 'give_up' }
  /** The key's quota is used up, so that every other call of the run would fail as well. */
  | { kind: 'end_run' };

/** The calls of one sample that are still to be made if they fail. */
export interface SampleRetries {
  /**
   * Takes note of a failure.
   * @param startedAt when the call was made, by `performance.now()`
   */
  next(failure: FailedCall, startedAt: number): NextStep;
}

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** From here on a wait that an endpoint names is its window; keeping to it costs no retry. */
const FREE_WAIT_FROM_MS = 30_000;

/**
 * The retries of one sample. A wait of half a minute or more that the endpoint names is kept and costs
 * none, until those of the sample add up to a quota's wait; refusals for a quota are counted for the
 * whole run instead.
 * @param maxRetries 0 turns retries off, however long the endpoint asks to wait
 */
export function createSampleRetries(maxRetries: number, quotaTries: QuotaTries): SampleRetries {
  let made = 0;
  let freeWaitsMs = 0;

  function costsRetry(failure: FailedCall): boolean {
    const namedMs = failure.retryAfterMs ?? 0;
    if (!isLimit(failure) || namedMs < FREE_WAIT_FROM_MS) return true;
    freeWaitsMs += namedMs;
    return freeWaitsMs > QUOTA_WAIT_MS;
  }

  return {
    next(failure, startedAt) {
      const { reason, retryAfterMs } = failure;
      if (isQuotaUsedUp(failure)) return { kind: 'end_run' };
      if (reason === 'quota_exceeded') {
        const pauseAllMs =
          maxRetries === 0 ? null : quotaTries.refused({ startedAt, retryAfterMs });
        if (pauseAllMs === null) return { kind: 'end_run' };
        return { kind: 'call_again', backoffMs: 0, pauseAllMs };
      }
      if (maxRetries === 0 || !isRetryable(failure)) return { kind: 'give_up' };
      if (!costsRetry(failure)) {
        return { kind: 'call_again', backoffMs: 0, pauseAllMs: retryAfterMs };
      }
      if (made >= maxRetries) return { kind: 'give_up' };
      made += 1;
      return { kind: 'call_again', backoffMs: backoffMs(failure, made), pauseAllMs: retryAfterMs };
    },
  };
}

/** True for what may pass by itself; everything else fails again in the same way. */
function isRetryable({ reason, status }: FailedCall): boolean {
  return isRetryableReason(reason) || status === 409;
}

/** True when the key's quota is used up and comes back too late to wait for. */
export function isQuotaUsedUp({ reason, retryAfterMs }: FailedCall): boolean {
  return reason === 'quota_used_up' || isQuotaWait(retryAfterMs);
}

/**
 * How long to wait before retry number `made`, in milliseconds: exponential, with full jitter over its
 * upper half, and not shorter than what the endpoint names. The named pause of a limit is kept by the
 * pacer, for all calls; nothing is added to it here, unless it is too short to mean anything.
 */
function backoffMs(failure: FailedCall, made: number): number {
  const most = Math.min(FIRST_BACKOFF_MS * 2 ** (made - 1), MAX_BACKOFF_MS);
  const ownMs = Math.round(most * (0.5 + Math.random() / 2));
  const namedMs = failure.retryAfterMs ?? 0;
  if (namedMs < FIRST_BACKOFF_MS) return ownMs;
  return isLimit(failure) ? 0 : Math.max(ownMs, namedMs);
}

/** Reasons for which the endpoint wants less from everybody, not only from this call. */
const limits: Partial<Record<ErrorReason, RateLimitReason>> = {
  too_fast: 'too_fast',
  too_many_at_once: 'too_many_at_once',
  quota_exceeded: 'too_fast',
  overloaded: 'too_fast',
};

function isLimit({ reason }: Pick<FailedCall, 'reason'>): boolean {
  return limits[reason] !== undefined;
}

/**
 * Tells the pacer how a call failed.
 * @param pauseAllMs how long all calls of the endpoint have to pause; null when nobody said
 */
export function settleFailed(
  permit: Permit,
  { reason, hasResponse }: FailedCall,
  pauseAllMs: number | null,
): void {
  const limit = limits[reason];
  if (limit) permit.rateLimited(limit, pauseAllMs);
  else if (hasResponse) permit.succeeded();
  else permit.release();
}
