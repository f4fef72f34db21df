import type { Db } from '../../db/client.ts';
import type { SuitePrompt } from '../../db/vocabulary.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import type { ModelClient, ModelEndpoint } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, findStoredSession } from '../session/index.ts';
import { waitUnlessAborted } from '../waitUnlessAborted.ts';
import { type Asking, askPrompt, QuotaUsedUpError } from './askPrompt.ts';
import { createPaceReport } from './paceReport.ts';
import type { Pacers } from './pacers.ts';
import { persistently } from './persistently.ts';
import {
  type ClaimedRun,
  claimRun,
  finishedTasks,
  finishRun,
  holdsClaim,
  stopRun,
  storePace,
  storeResult,
  type Task,
} from './runStore.ts';

export interface WorkerDeps {
  db: Db;
  wakeups: Wakeups;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  pacers: Pacers;
}

/** How often watchers hear how the run is getting on, besides each result. */
const TELL_EVERY_MS = 500;

/** The worker was told to stop before the run was done; the job goes back to the queue. */
export class RunHandedBackError extends Error {
  override name = 'RunHandedBackError';

  constructor() {
    super('The run was handed back unfinished.');
  }
}

/**
 * Works a run through: every prompt that has no result yet is asked, and its result stored as it
 * comes. Returns when the run is over, whoever ended it.
 * @param handBack aborts to stop taking prompts; calls in flight may still finish
 * @throws RunHandedBackError when stopped by `handBack` with prompts left
 */
export async function workOnRun(
  deps: WorkerDeps,
  runId: string,
  handBack?: AbortSignal,
): Promise<void> {
  const run = await claimRun(deps.db, runId);
  if (!run) return;
  const session = await findStoredSession(deps.db, run.demoSessionId);
  if (!session || session.expiresInSeconds <= 0) {
    await stopRun(deps.db, runId, 'cancelled', 'The session expired.');
    return;
  }
  let endpoint: ModelEndpoint;
  try {
    endpoint = endpointOf(deps, session);
  } catch (error) {
    await stopRun(deps.db, runId, 'failed', (error as Error).message);
    return;
  }

  const { config } = run;
  const remaining = tasksOf(run, await finishedTasks(deps.db, runId));
  const { pacer, release } = deps.pacers.use(endpoint);
  const report = createPaceReport(pacer, run.pace);
  const stopped = new AbortController();
  const noMoreCalls = new AbortController();
  for (const signal of [stopped.signal, handBack]) {
    if (signal?.aborted) noMoreCalls.abort();
    signal?.addEventListener('abort', () => noMoreCalls.abort());
  }
  let failure: unknown;
  let quota: QuotaUsedUpError | undefined;
  const fail = (error: unknown) => {
    // Somebody who only waited to call, and was told not to.
    if (error === noMoreCalls.signal.reason) return;
    if (error instanceof QuotaUsedUpError) {
      quota ??= error;
      // Calls in flight were let in before; what they bring stays.
      noMoreCalls.abort();
      return;
    }
    if (!stopped.signal.aborted) failure ??= error;
    stopped.abort();
  };
  const stopListening = deps.wakeups.onWake(`stop:${runId}`, () => {
    // A wake-up is only a hint; a reconnected listener wakes everyone.
    holdsClaim(deps.db, run).then(
      (holds) => holds || stopped.abort(),
      () => {},
    );
  });
  let expired = false;
  const expiry = setTimeout(() => {
    expired = true;
    stopped.abort();
  }, session.expiresInSeconds * 1000);

  const calls = { inFlight: 0 };
  let isWarmingUp = false;
  let told = '';
  const teller = setInterval(() => {
    const pace = report.read(calls.inFlight, isWarmingUp);
    const news = JSON.stringify(pace);
    const isNews = news !== told;
    told = news;
    // Also a look whether the run is still ours: the wake-up that says so may be lost.
    const held = isNews ? storePace(deps.db, run, pace) : holdsClaim(deps.db, run);
    held.then(
      (holds) => holds || stopped.abort(),
      () => {},
    );
  }, TELL_EVERY_MS);
  const asking: Asking = {
    modelClient: deps.modelClient,
    endpoint,
    pacer,
    config,
    signal: stopped.signal,
    waitSignal: noMoreCalls.signal,
    beforeStart: spacing(config.delayMs, noMoreCalls.signal),
    calls,
    onRetry: report.retried,
  };

  let stored = 0;
  const queue = remaining.values();
  const takeNext = async (): Promise<void> => {
    for (const { promptIndex, sample, prompt } of queue) {
      const result = await askPrompt(asking, prompt);
      const isStored = await persistently(
        () => storeResult(deps.db, run, { ...result, promptIndex, sample }),
        stopped.signal,
      );
      if (!isStored) return stopped.abort();
      stored += 1;
      report.finished();
      if (noMoreCalls.signal.aborted) return;
    }
  };
  try {
    if (remaining.length === run.totalPrompts && config.warmup > 0) {
      isWarmingUp = true;
      for (const { prompt } of remaining.slice(0, config.warmup)) await askPrompt(asking, prompt);
      isWarmingUp = false;
    }
    if (!noMoreCalls.signal.aborted) {
      const workers = Math.min(config.concurrency, remaining.length);
      await Promise.all(Array.from({ length: workers }, () => takeNext().catch(fail)));
    }
  } catch (error) {
    fail(error);
  } finally {
    clearTimeout(expiry);
    clearInterval(teller);
    stopListening();
    release();
  }

  if (failure) throw failure;
  await storePace(deps.db, run, report.read(0, false)).catch(() => {});
  if (stored === remaining.length) await persistently(() => finishRun(deps.db, run));
  else if (quota)
    await stopRun(deps.db, runId, 'failed', quotaMessage(quota, run, stored, remaining));
  else if (expired) await stopRun(deps.db, runId, 'cancelled', 'The session expired.');
  else if (!stopped.signal.aborted) throw new RunHandedBackError();
}

/** What is left to ask, all first samples before the second ones. */
function tasksOf(run: ClaimedRun, finished: Task[]): (Task & { prompt: SuitePrompt })[] {
  const isFinished = new Set(finished.map(({ promptIndex, sample }) => `${promptIndex} ${sample}`));
  return Array.from({ length: run.config.samples }, (_, sample) =>
    run.prompts.map((prompt, promptIndex) => ({ promptIndex, sample, prompt })),
  )
    .flat()
    .filter(({ promptIndex, sample }) => !isFinished.has(`${promptIndex} ${sample}`));
}

/** Keeps `delayMs` between two starts of a run. */
function spacing(delayMs: number, signal: AbortSignal): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    if (delayMs === 0) return;
    const now = performance.now();
    const startAt = Math.max(now, nextAt);
    nextAt = startAt + delayMs;
    if (startAt > now) {
      await waitUnlessAborted(startAt - now, signal);
    }
  };
}

function quotaMessage(
  { message }: QuotaUsedUpError,
  run: ClaimedRun,
  stored: number,
  remaining: unknown[],
): string {
  const finished = run.totalPrompts - remaining.length + stored;
  return `Stopped after ${finished} of ${run.totalPrompts} prompts; resume the test later. ${message}`;
}
