import { DomainError } from '../../../contract/domainError.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { type ApiKeyCipher, credentialsOf, modelCallerOf } from '../../connections/index.ts';
import type { ModelCaller, ModelClient } from '../../endpoint/index.ts';
import type { Pacers } from '../../pacing/index.ts';
import { createQuotaTries, createStartDelay } from '../../pacing/index.ts';
import { findStoredSession, type Session } from '../../sessions/index.ts';
import type { ResultWriter } from '../results/resultWriter.ts';
import type { NewResult } from '../results/storeResults.ts';
import { sessionOfRun } from '../sessionOfRun.ts';
import { createActivityReport } from './activityReport.ts';
import { findCutPrompts } from './cutPrompts.ts';
import {
  finishedSamples,
  finishRun,
  type LeasedRun,
  markCutPrompts,
  readInputTokens,
  type SampleKey,
  stopRun,
  storeActivity,
  storeClockDelay,
  takeLease,
} from './leaseStore.ts';
import { acquireLease, type WorkSignals } from './runLease.ts';
import { QuotaUsedUpError, runSample, type SampleContext } from './runSample.ts';

export interface WorkerDeps {
  db: Db;
  notifications: Notifications;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  pacers: Pacers;
  resultWriter: ResultWriter;
  /** Called for each result once it is stored. */
  onStored?(result: StoredResult): void;
}

type StoredResult = Pick<NewResult, 'outcome' | 'attempts'>;

/** The process stops before the run is done; the job goes back to the queue. */
export class RunReleasedError extends Error {
  override name = 'RunReleasedError';

  constructor() {
    super('The run was released unfinished.');
  }
}

type Sample = SampleKey & { prompt: SuitePrompt };

/**
 * Works on a run: runs every sample that has no result yet and stores each result as it comes. Returns
 * when the run is over, also when it was cancelled or taken over meanwhile.
 * @throws RunReleasedError when stopped by one of the signals with prompts left
 */
export async function workOnRun(
  deps: WorkerDeps,
  runId: string,
  signals: WorkSignals = {},
): Promise<void> {
  const { db } = deps;
  // Before the lease is taken: to take it would only delay the next worker.
  if (signals.drain?.aborted) throw new RunReleasedError();
  const run = await takeLease(db, runId);
  if (!run) return;
  const [found, finished] = await Promise.all([
    findStoredSession(db, run.sessionHash),
    finishedSamples(db, runId),
  ]);
  if (!found || found.expiresInSeconds <= 0) {
    await stopRun(db, runId, 'cancelled', 'The session expired.');
    return;
  }
  let session: Session;
  let model: ModelCaller;
  try {
    session = await sessionOfRun(db, found, run);
    model = modelCallerOf(deps, session, runId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await stopRun(db, runId, 'failed', error.message);
    return;
  }

  const pending = pendingSamples(run, finished);
  const { pacer, release } = deps.pacers.use({
    endpointUrl: model.endpoint.endpointUrl,
    ...credentialsOf(deps.cipher, session),
  });
  const settings = run.config;
  const startDelay = createStartDelay(settings.delayMs);
  const activity = createActivityReport({
    pacer,
    settings,
    delayLeftMs: startDelay.leftMs,
    samples: pending.length,
    previous: run.pace,
  });
  const { expiresInSeconds } = session;
  const lease = acquireLease(deps, run, { expiresInSeconds, signals, readActivity: activity.read });
  const quotaTries = createQuotaTries();
  const context: SampleContext = {
    model,
    pacer,
    startDelay,
    quotaTries,
    settings,
    lease,
    activity,
  };
  const clock = deps.modelClient.measureClock();
  let finishedWork: Awaited<ReturnType<typeof runSamples>>;
  try {
    const isFresh = pending.length === run.totalPrompts;
    finishedWork = await runSamples(context, pending, {
      warmUps: isFresh ? settings.warmup : 0,
      store: (result) =>
        lease.write((pace) =>
          deps.resultWriter.store(run, result, { pace, signal: lease.stopped }),
        ),
      onStored(result) {
        activity.sampleFinished();
        deps.onStored?.(result);
      },
    });
  } finally {
    lease.release();
    release();
    // Before the run's end is told: nobody looks at it again afterwards.
    await storeMeasuredClock(db, runId, clock).catch(() => {});
  }

  await storeActivity(db, run, activity.read()).catch(() => {});
  if (!lease.stopped.aborted) await retryOnOutage(() => markThoseCut(db, run));
  const { stored, quotaError } = finishedWork;
  if (stored === pending.length) await retryOnOutage(() => finishRun(db, run));
  else if (quotaError)
    await stopRun(db, runId, 'failed', quotaMessage(quotaError, run, stored, pending));
  else if (lease.hasExpired) await stopRun(db, runId, 'cancelled', 'The session expired.');
  else if (signals.abort?.aborted || !lease.stopped.aborted) throw new RunReleasedError();
}

/** Only the whole run tells how its endpoint counts. */
async function markThoseCut(db: Db, run: LeasedRun): Promise<void> {
  const counts = await readInputTokens(db, run.id);
  const counted = counts.map((count) => ({
    ...count,
    prompt: run.prompts[count.promptIndex]?.prompt ?? '',
  }));
  const cut = findCutPrompts(counted).map(({ promptIndex }) => promptIndex);
  if (cut.length > 0) await markCutPrompts(db, run, cut);
}

/** What cannot be told or stored stays unknown; it is no reason to fail a run. */
async function storeMeasuredClock(
  db: Db,
  runId: string,
  clock: ReturnType<ModelClient['measureClock']>,
): Promise<void> {
  const delay = await clock.end();
  if (delay) await storeClockDelay(db, runId, delay.p99Ms);
}

/** The samples without a result: the first of every prompt before the second of any. */
function pendingSamples(run: LeasedRun, finished: SampleKey[]): Sample[] {
  const isFinished = new Set(finished.map(({ promptIndex, sample }) => `${promptIndex} ${sample}`));
  return Array.from({ length: run.config.samples }, (_, sample) =>
    run.prompts.map((prompt, promptIndex) => ({ promptIndex, sample, prompt })),
  )
    .flat()
    .filter(({ promptIndex, sample }) => !isFinished.has(`${promptIndex} ${sample}`));
}

/**
 * Runs samples, as many at once as the settings allow, and counts the results that it stored. A slot is
 * free again only once its result is durable, so that a crash costs no more than what was in flight.
 * @throws the first error that is a fault of ours
 */
async function runSamples(
  context: SampleContext,
  samples: Sample[],
  {
    warmUps,
    store,
    onStored,
  }: {
    warmUps: number;
    store(result: NewResult): Promise<boolean>;
    onStored(result: StoredResult): void;
  },
): Promise<{ stored: number; quotaError: QuotaUsedUpError | undefined }> {
  const { lease, activity, settings } = context;
  let stored = 0;
  let quotaError: QuotaUsedUpError | undefined;
  let failure: unknown;
  const queue = samples.values();
  const warmUp = async () => {
    activity.warmUp(true);
    for (const { prompt } of samples.slice(0, warmUps)) await runSample(context, prompt);
    activity.warmUp(false);
  };
  const work = async () => {
    for (const { promptIndex, sample, prompt } of queue) {
      const result = await runSample(context, prompt);
      if (!(await store({ ...result, promptIndex, sample }))) return lease.stop();
      stored += 1;
      onStored(result);
      if (lease.draining.aborted) return;
    }
  };
  const fail = (error: unknown) => {
    // Not a failure: the sample was waiting for its turn when the lease was drained.
    if (error === lease.draining.reason) return;
    if (error instanceof QuotaUsedUpError) {
      quotaError ??= error;
      // Calls that are in flight may still succeed.
      return lease.drain();
    }
    if (!lease.stopped.aborted) failure ??= error;
    lease.stop();
  };
  if (!lease.draining.aborted) await warmUp().catch(fail);
  if (!lease.draining.aborted) {
    const slots = Math.min(settings.concurrency, samples.length);
    await Promise.all(Array.from({ length: slots }, () => work().catch(fail)));
  }
  if (failure) throw failure;
  return { stored, quotaError };
}

function quotaMessage(
  { message, upstreamRequestId }: QuotaUsedUpError,
  run: LeasedRun,
  stored: number,
  pending: unknown[],
): string {
  const finished = run.totalPrompts - pending.length + stored;
  const stopped = `Stopped after ${finished} of ${run.totalPrompts} prompts; resume the run later.`;
  // A run has no result to keep the id with.
  const requestId = upstreamRequestId && `Request ID of the provider: ${upstreamRequestId}`;
  return [stopped, message, requestId].filter(Boolean).join(' ');
}
