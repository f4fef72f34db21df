import { isRetryableReason, QUOTA_WAIT_MS } from '../../../contract/errorReasons.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import { ModelCallError, type ModelCaller } from '../../endpoint/index.ts';
import type { Pacer, Permit } from '../../pacing/index.ts';
import { waitUnlessAborted } from '../../pacing/index.ts';
import { messagesFor } from '../messages.ts';
import type { NewResult } from '../results/storeResults.ts';
import { gradeResult } from './gradeResult.ts';
import { toFailedResultRow, toResultRow } from './resultRow.ts';

/** The key's quota is used up and comes back too late to wait for. */
export class QuotaUsedUpError extends Error {
  override name = 'QuotaUsedUpError';
}

export interface SampleContext {
  model: ModelCaller;
  pacer: Pacer;
  config: RunSettings;
  /** Aborts calls in flight: the run was stopped. */
  signal: AbortSignal;
  /** Aborts what only waits to call, also when the run is handed back to the queue. */
  drainSignal: AbortSignal;
  /** Waits for this run's own pause between two starts. */
  beforeStart(): Promise<void>;
  /** Rejects when the run may have become another worker's. */
  assertLease(): Promise<void>;
  /** The calls of the run that are out now; waiting ones are not. */
  calls: { inFlight: number; areWarmUp: boolean };
  /** Hears that a call failed and will be made again after `backoffMs`. */
  onRetry(backoffMs: number, error: ModelCallError): void;
}

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * Asks one prompt, again where a failure may pass, and resolves with what to store of it. Waiting is
 * kept apart from the latency of the call that counts, which is the last one.
 * @throws the reason of the signal that aborted; QuotaUsedUpError
 */
export async function runSample(
  context: SampleContext,
  question: SuitePrompt,
): Promise<Omit<NewResult, 'promptIndex' | 'sample'>> {
  const { model, pacer, config, signal, drainSignal: waitSignal, calls } = context;
  const { prompt } = question;
  const expectedAnswer = question.expected_answer ?? null;
  const asked = {
    prompt,
    category: question.category ?? null,
    expectedAnswer,
    modelId: model.endpoint.modelId,
  };
  const request = {
    ...config,
    messages: messagesFor(config, prompt),
    connectionRetries: 0,
  };
  let queuedMs = 0;
  let backoffMs = 0;
  for (let attempts = 1; ; attempts += 1) {
    const queuedAt = performance.now();
    await context.beforeStart();
    const permit = await pacer.acquire({
      adaptive: config.adaptive,
      signal: waitSignal,
    });
    await context.assertLease().catch((error) => {
      permit.release();
      throw error;
    });
    const startedAt = performance.now();
    queuedMs += startedAt - queuedAt;
    calls.inFlight += 1;
    try {
      const answer = await model.call(request, { signal }).finally(() => (calls.inFlight -= 1));
      permit.succeeded(answer.firstByteMs);
      return {
        ...asked,
        ...(await gradeResult(toResultRow(answer, config), question)),
        ...waits(queuedMs + answer.connectMs, backoffMs + answer.waitedForModelMs, attempts),
      };
    } catch (error) {
      if (!(error instanceof ModelCallError)) {
        permit.release();
        throw error;
      }
      settlePermit(permit, error);
      if (isQuotaUsedUp(error)) throw new QuotaUsedUpError(error.message);
      if (attempts > config.maxRetries || !isRetryable(error)) {
        return { ...asked, ...toFailedResultRow(error), ...waits(queuedMs, backoffMs, attempts) };
      }
      const backoff = backoffFor(error, attempts);
      context.onRetry(backoff, error);
      await waitUnlessAborted(backoff, waitSignal);
      backoffMs += performance.now() - startedAt;
    }
  }
}

/** Tells the pacer how the call ended. An overloaded endpoint wants less, as one with a limit does. */
function settlePermit(admission: Permit, error: ModelCallError): void {
  const { reason, retryAfterMs } = error;
  if (reason === 'too_fast' || reason === 'too_many_at_once') {
    admission.rateLimited(reason, retryAfterMs);
  } else if (reason === 'overloaded') admission.rateLimited('too_fast', retryAfterMs);
  else if (error.hasResponse) admission.succeeded();
  else admission.release();
}

function isQuotaUsedUp({ reason, retryAfterMs }: ModelCallError): boolean {
  return reason === 'quota_used_up' || (retryAfterMs !== null && retryAfterMs > QUOTA_WAIT_MS);
}

function isRetryable({ reason, status }: ModelCallError): boolean {
  return isRetryableReason(reason) || status === 409;
}

/**
 * Exponential with full jitter over its upper half. A pause that the endpoint named is kept by the
 * pacer, for all calls; nothing is added to it here.
 */
function backoffFor({ retryAfterMs }: ModelCallError, attempts: number): number {
  if (retryAfterMs !== null) return 0;
  const most = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS);
  return Math.round(most * (0.5 + Math.random() / 2));
}

function waits(queuedMs: number, backoffMs: number, attempts: number) {
  return { queuedMs: Math.round(queuedMs), backoffMs: Math.round(backoffMs), attempts };
}
