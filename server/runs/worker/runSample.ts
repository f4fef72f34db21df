import type { ErrorKind, ErrorReason } from '../../../contract/errorReasons.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import {
  ModelCallError,
  type ModelCallEvent,
  type ModelCaller,
  sentParameters,
} from '../../endpoint/index.ts';
import type { Grading } from '../../grading/index.ts';
import {
  createSampleRetries,
  type Pacer,
  type QuotaTries,
  type StartDelay,
  settleFailed,
  waitUnlessAborted,
} from '../../pacing/index.ts';
import { gradeResults } from '../grades/gradeResult.ts';
import { messagesFor } from '../promptMessages.ts';
import type { NewResult } from '../results/storeResults.ts';
import type { ActivityReport } from './activityReport.ts';
import type { AuthFailures } from './authFailures.ts';
import { toFailedResultRow, toResultRow } from './resultRow.ts';
import type { RunLease } from './runLease.ts';

/** Every other call of the run would be refused as well: the quota of its key is used up, or the key is refused. */
export class AllRefusedError extends Error {
  override name = 'AllRefusedError';
  readonly kind: ErrorKind;
  readonly reason: ErrorReason;
  /** HTTP status of the refusal; null where there was none. */
  readonly status: number | null;
  /** The id under which the provider's support finds the refused call; null where none was told. */
  readonly upstreamRequestId: string | null;

  constructor({ message, kind, reason, status, upstreamRequestId }: ModelCallError) {
    super(message);
    this.kind = kind;
    this.reason = reason;
    this.status = status;
    this.upstreamRequestId = upstreamRequestId;
  }
}

/** What all samples of a run share. */
export interface SampleContext {
  /** The run, which takes turns with others at the same pacer. */
  owner: string;
  model: ModelCaller;
  pacer: Pacer;
  startDelay: StartDelay;
  quotaTries: QuotaTries;
  authFailures: AuthFailures;
  settings: RunSettings;
  lease: RunLease;
  activity: ActivityReport;
  grading: Grading;
}

/**
 * Runs one sample: asks its prompt, retries transient failures, and resolves with the graded result to
 * store. The last call is measured; waiting and failed attempts are kept apart from its latency
 * (docs/decisions/0009).
 * @throws AllRefusedError; the lease's abort reason
 */
export async function runSample(
  context: SampleContext,
  prompt: SuitePrompt,
): Promise<Omit<NewResult, 'promptIndex' | 'sample'>> {
  const result = await askPrompt(context, prompt);
  const [grade = null] = await gradeResults(context.grading, [{ result, prompt }]);
  return { ...result, grade, correct: grade?.pass ?? null };
}

async function askPrompt(
  context: SampleContext,
  prompt: SuitePrompt,
): Promise<Omit<NewResult, 'promptIndex' | 'sample'>> {
  const { owner, model, pacer, startDelay, settings, lease, activity } = context;
  const { quotaTries, authFailures } = context;
  const promptFields = {
    prompt: prompt.prompt,
    category: prompt.category ?? null,
    expectedAnswer: prompt.expected_answer ?? null,
    modelId: model.endpoint.modelId,
  };
  const request = {
    ...settings,
    messages: messagesFor(settings, prompt),
    // Retries of a run are counted and shown, so they are made here.
    connectionRetries: 0,
  };
  const retries = createSampleRetries(settings.maxRetries, quotaTries);
  let queuedMs = 0;
  let backoffMs = 0;
  for (let attempts = 1; ; attempts += 1) {
    const queuedAt = performance.now();
    await startDelay.wait(lease.draining);
    const permit = await pacer.acquire({
      adaptive: settings.adaptive,
      owner,
      signal: lease.draining,
    });
    await lease.assertLease().catch((error) => {
      permit.release();
      throw error;
    });
    let startedAt = performance.now();
    queuedMs += startedAt - queuedAt;
    activity.callStarted();
    const onEvent = ({ type }: ModelCallEvent) => {
      if (type !== 'repeated') return;
      attempts += 1;
      backoffMs += performance.now() - startedAt;
      startedAt = performance.now();
      activity.retried(0, { reason: 'connection_lost', status: null });
    };
    try {
      const answer = await model
        .call(request, { signal: lease.stopped, onEvent })
        .finally(() => activity.callEnded());
      permit.succeeded(answer.firstByteMs);
      quotaTries.answered();
      authFailures.answered();
      return {
        ...promptFields,
        ...toResultRow(answer, tokenLimitOf(model, request)),
        ...waitingFields(
          queuedMs + answer.connectMs,
          backoffMs + answer.waitedForModelMs,
          attempts,
        ),
      };
    } catch (error) {
      if (!(error instanceof ModelCallError)) {
        permit.release();
        throw error;
      }
      const step = retries.next(error, startedAt);
      const pauseAllMs = step.kind === 'call_again' ? step.pauseAllMs : error.retryAfterMs;
      settleFailed(permit, error, pauseAllMs);
      const isKeyBad = authFailures.failed(error);
      if (step.kind === 'end_run' || isKeyBad) throw new AllRefusedError(error);
      if (step.kind === 'give_up') {
        return {
          ...promptFields,
          ...toFailedResultRow(error),
          ...waitingFields(queuedMs, backoffMs, attempts),
        };
      }
      activity.retried(step.backoffMs, error);
      await waitUnlessAborted(step.backoffMs, lease.draining);
      backoffMs += performance.now() - startedAt;
    }
  }
}

function waitingFields(queuedMs: number, backoffMs: number, attempts: number) {
  return { queuedMs: Math.round(queuedMs), backoffMs: Math.round(backoffMs), attempts };
}

/** The limit of tokens that the calls were made with, whoever chose it; null when none was sent. */
function tokenLimitOf({ endpoint }: ModelCaller, request: RunSettings): number | null {
  const { max_tokens: limit, max_completion_tokens: newer = limit } = sentParameters(
    endpoint,
    request,
  );
  return typeof newer === 'number' ? newer : null;
}
