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
import type { NewResult } from './resultStore.ts';
import type { ResultWriter } from './resultWriter.ts';
import { holdRun, type RunHold, type WorkSignals } from './runHold.ts';
import {
  type ClaimedRun,
  claimRun,
  finishedTasks,
  finishRun,
  stopRun,
  storePace,
  type Task,
} from './runStore.ts';

export interface WorkerDeps {
  db: Db;
  wakeups: Wakeups;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  pacers: Pacers;
  resultWriter: ResultWriter;
  /** Hears of each result once it is stored. */
  onStored?(result: StoredResult): void;
}

type StoredResult = Pick<NewResult, 'outcome' | 'attempts'>;

/** The worker was told to stop before the run was done; the job goes back to the queue. */
export class RunHandedBackError extends Error {
  override name = 'RunHandedBackError';

  constructor() {
    super('The run was handed back unfinished.');
  }
}

type AskedTask = Task & { prompt: SuitePrompt };

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
  if (signals.noNewCalls?.aborted) throw new RunHandedBackError();
  const run = await claimRun(db, runId);
  if (!run) return;
  const [session, finished] = await Promise.all([
    findStoredSession(db, run.demoSessionId),
    finishedTasks(db, runId),
  ]);
  if (!session || session.expiresInSeconds <= 0) {
    await stopRun(db, runId, 'cancelled', 'The session expired.');
    return;
  }
  let endpoint: ModelEndpoint;
  try {
    endpoint = endpointOf(deps, session);
  } catch (error) {
    await stopRun(db, runId, 'failed', (error as Error).message);
    return;
  }

  const remaining = tasksOf(run, finished);
  const { pacer, release } = deps.pacers.use(endpoint);
  const { config } = run;
  const calls = { inFlight: 0, areWarmUp: false };
  const spacing = createSpacing(config.delayMs);
  const report = createPaceReport({
    pacer,
    config,
    calls,
    spacingMs: spacing.waitMs,
    tasks: remaining.length,
    before: run.pace,
  });
  const { expiresInSeconds } = session;
  const hold = holdRun(deps, run, { expiresInSeconds, signals, readPace: report.read });
  const asking: Asking = {
    modelClient: deps.modelClient,
    endpoint,
    pacer,
    config,
    signal: hold.stopped,
    waitSignal: hold.noMoreCalls,
    beforeStart: () => spacing.wait(hold.noMoreCalls),
    mayCall: hold.mayCall,
    calls,
    onRetry: report.retried,
  };
  let asked: Awaited<ReturnType<typeof askAll>>;
  try {
    const isFresh = remaining.length === run.totalPrompts;
    asked = await askAll(asking, remaining, {
      warmUps: isFresh ? config.warmup : 0,
      hold,
      store: (result) =>
        hold.write((pace) => deps.resultWriter.store(run, result, { pace, signal: hold.stopped })),
      onStored(result) {
        report.finished();
        deps.onStored?.(result);
      },
    });
  } finally {
    hold.release();
    release();
  }

  await storePace(db, run, report.read()).catch(() => {});
  const { stored, quota } = asked;
  if (stored === remaining.length) await persistently(() => finishRun(db, run));
  else if (quota) await stopRun(db, runId, 'failed', quotaMessage(quota, run, stored, remaining));
  else if (hold.hasExpired) await stopRun(db, runId, 'cancelled', 'The session expired.');
  else if (signals.noCalls?.aborted || !hold.stopped.aborted) throw new RunHandedBackError();
}

/** What is left to ask, all first samples before the second ones. */
function tasksOf(run: ClaimedRun, finished: Task[]): AskedTask[] {
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
async function askAll(
  asking: Asking,
  tasks: AskedTask[],
  {
    warmUps,
    hold,
    store,
    onStored,
  }: {
    warmUps: number;
    hold: RunHold;
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
    for (const { prompt } of tasks.slice(0, warmUps)) await askPrompt(asking, prompt);
    asking.calls.areWarmUp = false;
  };
  const work = async () => {
    for (const { promptIndex, sample, prompt } of queue) {
      const result = await askPrompt(asking, prompt);
      if (!(await store({ ...result, promptIndex, sample }))) return hold.stop();
      stored += 1;
      onStored(result);
      if (hold.noMoreCalls.aborted) return;
    }
  };
  const fail = (error: unknown) => {
    // Somebody who only waited to call, and was told not to.
    if (error === hold.noMoreCalls.reason) return;
    if (error instanceof QuotaUsedUpError) {
      quota ??= error;
      // Calls in flight were let in before; what they bring stays.
      return hold.takeNoMore();
    }
    if (!hold.stopped.aborted) failure ??= error;
    hold.stop();
  };
  if (!hold.noMoreCalls.aborted) await warmUp().catch(fail);
  if (!hold.noMoreCalls.aborted) {
    const places = Math.min(asking.config.concurrency, tasks.length);
    await Promise.all(Array.from({ length: places }, () => work().catch(fail)));
  }
  if (failure) throw failure;
  return { stored, quota };
}

/** Keeps `delayMs` between two starts of a run. */
function createSpacing(delayMs: number) {
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
  run: ClaimedRun,
  stored: number,
  remaining: unknown[],
): string {
  const finished = run.totalPrompts - remaining.length + stored;
  return `Stopped after ${finished} of ${run.totalPrompts} prompts; resume the test later. ${message}`;
}
