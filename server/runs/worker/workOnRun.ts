import type { SuitePrompt } from '../../../contract/suites.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { type ApiKeyCipher, apiKeyOf, modelCallerOf } from '../../connections/index.ts';
import type { ModelCaller, ModelClient } from '../../endpoint/index.ts';
import type { Pacers } from '../../pacing/index.ts';
import { waitUnlessAborted } from '../../pacing/index.ts';
import { findStoredSession } from '../../sessions/index.ts';
import type { ResultWriter } from '../results/resultWriter.ts';
import type { NewResult } from '../results/storeResults.ts';
import { createActivityReport } from './activityReport.ts';
import {
  finishedSamples,
  finishRun,
  type LeasedRun,
  type SampleKey,
  stopRun,
  storeActivity,
  takeLease,
} from './leaseStore.ts';
import { acquireLease, type RunLease, type WorkSignals } from './runLease.ts';
import { QuotaUsedUpError, runSample, type SampleContext } from './runSample.ts';

export interface WorkerDeps {
  db: Db;
  notifications: Notifications;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  pacers: Pacers;
  resultWriter: ResultWriter;
  /** Hears of each result once it is stored. */
  onStored?(result: StoredResult): void;
}

type StoredResult = Pick<NewResult, 'outcome' | 'attempts'>;

/** The worker was told to stop before the run was done; the job goes back to the queue. */
export class RunReleasedError extends Error {
  override name = 'RunHandedBackError';

  constructor() {
    super('The run was handed back unfinished.');
  }
}

type Sample = SampleKey & { prompt: SuitePrompt };

/**
 * Works a run through: every prompt that has no result yet is asked, and its result stored as it
 * comes. Returns when the run is over, whoever ended it.
 * @throws RunHandedBackError when stopped by one of the signals with prompts left
 */
export async function workOnRun(
  deps: WorkerDeps,
  runId: string,
  signals: WorkSignals = {},
): Promise<void> {
  const { db } = deps;
  // Not even claimed, which would only cost the next worker's time.
  if (signals.drain?.aborted) throw new RunReleasedError();
  const run = await takeLease(db, runId);
  if (!run) return;
  const [session, finished] = await Promise.all([
    findStoredSession(db, run.sessionHash),
    finishedSamples(db, runId),
  ]);
  if (!session || session.expiresInSeconds <= 0) {
    await stopRun(db, runId, 'cancelled', 'The session expired.');
    return;
  }
  let model: ModelCaller;
  try {
    model = modelCallerOf(deps, session, runId);
  } catch (error) {
    await stopRun(db, runId, 'failed', (error as Error).message);
    return;
  }

  const pending = pendingSamples(run, finished);
  const { pacer, release } = deps.pacers.use({
    endpointUrl: model.endpoint.endpointUrl,
    apiKey: apiKeyOf(deps.cipher, session),
  });
  const { config } = run;
  const calls = { inFlight: 0, areWarmUp: false };
  const startDelay = createStartDelay(config.delayMs);
  const report = createActivityReport({
    pacer,
    config,
    calls,
    delayLeftMs: startDelay.waitMs,
    samples: pending.length,
    before: run.pace,
  });
  const { expiresInSeconds } = session;
  const lease = acquireLease(deps, run, { expiresInSeconds, signals, readActivity: report.read });
  const context: SampleContext = {
    model,
    pacer,
    config,
    signal: lease.stopped,
    drainSignal: lease.draining,
    beforeStart: () => startDelay.wait(lease.draining),
    assertLease: lease.assertLease,
    calls,
    onRetry: report.retried,
  };
  let asked: Awaited<ReturnType<typeof runSamples>>;
  try {
    const isFresh = pending.length === run.totalPrompts;
    asked = await runSamples(context, pending, {
      warmUps: isFresh ? config.warmup : 0,
      hold: lease,
      store: (result) =>
        lease.write((pace) =>
          deps.resultWriter.store(run, result, { pace, signal: lease.stopped }),
        ),
      onStored(result) {
        report.finished();
        deps.onStored?.(result);
      },
    });
  } finally {
    lease.release();
    release();
  }

  await storeActivity(db, run, report.read()).catch(() => {});
  const { stored, quota } = asked;
  if (stored === pending.length) await retryOnOutage(() => finishRun(db, run));
  else if (quota) await stopRun(db, runId, 'failed', quotaMessage(quota, run, stored, pending));
  else if (lease.hasExpired) await stopRun(db, runId, 'cancelled', 'The session expired.');
  else if (signals.abort?.aborted || !lease.stopped.aborted) throw new RunReleasedError();
}

/** What is left to ask, all first samples before the second ones. */
function pendingSamples(run: LeasedRun, finished: SampleKey[]): Sample[] {
  const isFinished = new Set(finished.map(({ promptIndex, sample }) => `${promptIndex} ${sample}`));
  return Array.from({ length: run.config.samples }, (_, sample) =>
    run.prompts.map((prompt, promptIndex) => ({ promptIndex, sample, prompt })),
  )
    .flat()
    .filter(({ promptIndex, sample }) => !isFinished.has(`${promptIndex} ${sample}`));
}

/**
 * Asks all tasks, as many at once as the run may, and tells how many results it stored. A place is
 * free again only once its result is durable, so that a crash costs no more than what was in flight.
 * @throws what went wrong on our side
 */
async function runSamples(
  asking: SampleContext,
  tasks: Sample[],
  {
    warmUps,
    hold,
    store,
    onStored,
  }: {
    warmUps: number;
    hold: RunLease;
    store(result: NewResult): Promise<boolean>;
    onStored(result: StoredResult): void;
  },
): Promise<{ stored: number; quota: QuotaUsedUpError | undefined }> {
  let stored = 0;
  let quota: QuotaUsedUpError | undefined;
  let failure: unknown;
  const queue = tasks.values();
  const warmUp = async () => {
    asking.calls.areWarmUp = true;
    for (const { prompt } of tasks.slice(0, warmUps)) await runSample(asking, prompt);
    asking.calls.areWarmUp = false;
  };
  const work = async () => {
    for (const { promptIndex, sample, prompt } of queue) {
      const result = await runSample(asking, prompt);
      if (!(await store({ ...result, promptIndex, sample }))) return hold.stop();
      stored += 1;
      onStored(result);
      if (hold.draining.aborted) return;
    }
  };
  const fail = (error: unknown) => {
    // Somebody who only waited to call, and was told not to.
    if (error === hold.draining.reason) return;
    if (error instanceof QuotaUsedUpError) {
      quota ??= error;
      // Calls in flight were let in before; what they bring stays.
      return hold.drain();
    }
    if (!hold.stopped.aborted) failure ??= error;
    hold.stop();
  };
  if (!hold.draining.aborted) await warmUp().catch(fail);
  if (!hold.draining.aborted) {
    const places = Math.min(asking.config.concurrency, tasks.length);
    await Promise.all(Array.from({ length: places }, () => work().catch(fail)));
  }
  if (failure) throw failure;
  return { stored, quota };
}

/** Keeps `delayMs` between two starts of a run. */
function createStartDelay(delayMs: number) {
  let nextAt = 0;
  const ahead = new Set<number>();
  return {
    async wait(signal: AbortSignal): Promise<void> {
      if (delayMs === 0) return;
      const now = performance.now();
      const startAt = Math.max(now, nextAt);
      nextAt = startAt + delayMs;
      if (startAt <= now) return;
      ahead.add(startAt);
      await waitUnlessAborted(startAt - now, signal).finally(() => ahead.delete(startAt));
    },
    /** Until the next of those that wait may start. */
    waitMs: () => (ahead.size === 0 ? 0 : Math.max(0, Math.min(...ahead) - performance.now())),
  };
}

function quotaMessage(
  { message }: QuotaUsedUpError,
  run: LeasedRun,
  stored: number,
  remaining: unknown[],
): string {
  const finished = run.totalPrompts - remaining.length + stored;
  return `Stopped after ${finished} of ${run.totalPrompts} prompts; resume the test later. ${message}`;
}
