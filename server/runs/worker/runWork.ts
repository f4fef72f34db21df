import { messagesOf, type SuitePrompt } from '../../../contract/suites.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { type ApiKeyCipher, credentialsOf, modelCallerOf } from '../../connections/index.ts';
import type { ModelClient } from '../../endpoint/index.ts';
import type { Grading } from '../../grading/index.ts';
import { createQuotaTries, createStartDelay, type Pacers } from '../../pacing/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { ResultWriter } from '../results/resultWriter.ts';
import type { NewResult } from '../results/storeResults.ts';
import { createActivityReport } from './activityReport.ts';
import { createAuthFailures } from './authFailures.ts';
import { findCutPrompts } from './cutPrompts.ts';
import {
  type FinishedSample,
  finishRun,
  type LeasedRun,
  markCutPrompts,
  nameOfSample,
  readInputTokens,
  type SampleKey,
  stopRun,
  storeActivity,
  storeClockDelay,
} from './leaseStore.ts';
import { acquireLease, type WorkSignals } from './runLease.ts';
import { AllRefusedError, runSample, type SampleContext } from './runSample.ts';

export interface WorkerDeps {
  db: Db;
  notifications: Notifications;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  pacers: Pacers;
  resultWriter: ResultWriter;
  grading: Grading;
  /** Called for each result once it is stored. */
  onStored?(result: Pick<NewResult, 'outcome' | 'attempts'>): void;
}

/** The process stops before the run is done; the job goes back to the queue. */
export class RunReleasedError extends Error {
  override name = 'RunReleasedError';

  constructor() {
    super('The run was released unfinished.');
  }
}

export type Sample = SampleKey & { prompt: SuitePrompt };

/** One process's work on one run, from its lease to its end. */
export interface RunWork {
  readonly run: LeasedRun;
  /** The samples without a result: the first of every prompt before the second of any. */
  readonly pending: Sample[];
  /** Nothing more may be asked: it was stopped, taken over, or every call is refused. */
  readonly isStopped: boolean;
  /**
   * Asks samples, as many at once as the settings allow, and returns when their results are stored or no more may be
   * asked. What goes wrong is kept for `end`.
   * @param turn waits until a sample may be asked; it is told how long the longest call took so far
   */
  ask<Asked extends Sample>(
    samples: Asked[],
    options?: { warmUps?: number; turn?(sample: Asked, context: TurnContext): Promise<void> },
  ): Promise<void>;
  /** From now on the run waits for another one's part, or no longer does. */
  waitForOther(isWaiting: boolean): void;
  /**
   * Ends the work, and the run where all its samples have their results.
   * @throws RunReleasedError when stopped by a signal with samples left; the first error that is a fault of ours
   */
  end(): Promise<void>;
}

interface TurnContext {
  /** Milliseconds; null before any call was answered. */
  longestCallMs: number | null;
  signal: AbortSignal;
}

/**
 * Begins to work on a run whose lease was taken.
 * @param session with the run's connection
 * @throws DomainError where its key cannot be read
 */
export function openRunWork(
  deps: WorkerDeps,
  session: Session,
  { run, finished, signals }: { run: LeasedRun; finished: FinishedSample[]; signals: WorkSignals },
): RunWork {
  const { db } = deps;
  const model = modelCallerOf(deps, session, run.id);
  const settings = run.config;
  const pending = pendingSamples(run, finished);
  const { pacer, release } = deps.pacers.use({
    endpointUrl: model.endpoint.endpointUrl,
    ...credentialsOf(deps.cipher, session),
  });
  const startDelay = createStartDelay(settings.delayMs);
  const activity = createActivityReport({
    pacer,
    settings,
    delayLeftMs: startDelay.leftMs,
    samples: pending.length,
    finished,
    previous: run.pace,
  });
  const { expiresInSeconds } = session;
  const lease = acquireLease(deps, run, { expiresInSeconds, signals, readActivity: activity.read });
  const context: SampleContext = {
    owner: run.id,
    model,
    pacer,
    startDelay,
    quotaTries: createQuotaTries(),
    authFailures: createAuthFailures(),
    settings,
    lease,
    activity,
    grading: deps.grading,
  };
  const clock = deps.modelClient.measureClock();

  /** Refused for the key, and not stored before that is known to be right: with the right one they are asked again. */
  let heldBack: NewResult[] = [];
  let stored = 0;
  let longestCallMs: number | null = null;
  let refusal: AllRefusedError | undefined;
  let failure: unknown;

  function fail(error: unknown): void {
    // Not a failure: the sample was waiting for its turn when the lease was drained.
    if (error === lease.draining.reason) return;
    if (error instanceof AllRefusedError) {
      refusal ??= error;
      // Calls that are in flight may still succeed.
      lease.drain();
      return;
    }
    if (!lease.stopped.aborted) failure ??= error;
    lease.stop();
  }

  async function warmUp(samples: Sample[]): Promise<void> {
    activity.warmUp(true);
    for (const { prompt } of samples) await runSample(context, prompt);
    activity.warmUp(false);
  }

  /** False once the run is another worker's, or over. */
  async function store(result: NewResult): Promise<boolean> {
    const isStored = await lease.write((pace) =>
      deps.resultWriter.store(run, result, { pace, signal: lease.stopped }),
    );
    if (!isStored) return false;
    stored += 1;
    deps.onStored?.(result);
    return true;
  }

  async function storeHeldBack(): Promise<boolean> {
    const results = heldBack;
    heldBack = [];
    const areStored = await Promise.all(results.map(store));
    return areStored.every(Boolean);
  }

  return {
    run,
    pending,
    get isStopped() {
      return lease.draining.aborted;
    },
    async ask(samples, { warmUps = 0, turn } = {}) {
      if (lease.draining.aborted) return;
      await warmUp(samples.slice(0, warmUps)).catch(fail);
      if (lease.draining.aborted) return;
      const queue = samples.values();
      const work = async () => {
        for (const sample of queue) {
          if (turn) {
            activity.inStep(true);
            await turn(sample, { longestCallMs, signal: lease.draining }).finally(() =>
              activity.inStep(false),
            );
          }
          const result = await runSample(context, sample.prompt);
          longestCallMs = Math.max(longestCallMs ?? 0, result.latencyMs ?? 0);
          const { promptIndex, sample: asking } = sample;
          const row = { ...result, promptIndex, sample: asking };
          if (result.errorKind === 'auth') heldBack.push(row);
          else if (!(await storeHeldBack()) || !(await store(row))) return lease.stop();
          activity.sampleFinished(row);
          // A slot is free again only once its result is durable: a crash costs no more than what was in flight.
          if (lease.draining.aborted) return;
        }
      };
      const slots = Math.min(settings.concurrency, samples.length);
      await Promise.all(Array.from({ length: slots }, () => work().catch(fail)));
    },
    waitForOther: activity.waitForOther,
    async end() {
      if (!refusal && !(await storeHeldBack().catch(fail))) lease.stop();
      lease.release();
      release();
      // Before the run's end is told: nobody looks at it again afterwards.
      await storeMeasuredClock(deps, run, clock).catch(() => {});
      if (failure) throw failure;
      const stoppedBy = refusal ? { reason: refusal.reason, status: refusal.status } : null;
      await storeActivity(db, run, { ...activity.read(), stoppedBy }).catch(() => {});
      if (!lease.stopped.aborted) await retryOnOutage(() => markThoseCut(deps, run));
      if (stored === pending.length) await retryOnOutage(() => finishRun(db, run));
      else if (refusal)
        await stopRun(db, run.id, 'failed', refusalMessage(refusal, run, stored, pending));
      else if (lease.hasExpired) await stopRun(db, run.id, 'cancelled', 'The session expired.');
      else if (signals.abort?.aborted || !lease.stopped.aborted) throw new RunReleasedError();
    },
  };
}

function pendingSamples(run: LeasedRun, finished: SampleKey[]): Sample[] {
  const isFinished = new Set(finished.map(nameOfSample));
  return Array.from({ length: run.config.samples }, (_, sample) =>
    run.prompts.map((prompt, promptIndex) => ({ promptIndex, sample, prompt })),
  )
    .flat()
    .filter((sample) => !isFinished.has(nameOfSample(sample)));
}

/** Only the whole run tells how its endpoint counts. */
async function markThoseCut({ db }: WorkerDeps, run: LeasedRun): Promise<void> {
  const counts = await readInputTokens(db, run.id);
  const counted = counts.map((count) => ({
    ...count,
    prompt: textOf(run.prompts[count.promptIndex]),
  }));
  const cut = findCutPrompts(counted).map(({ promptIndex }) => promptIndex);
  if (cut.length > 0) await markCutPrompts(db, run, cut);
}

function textOf(prompt: SuitePrompt | undefined): string {
  return prompt
    ? messagesOf(prompt)
        .map(({ content }) => content)
        .join('\n')
    : '';
}

/** What cannot be told or stored stays unknown; it is no reason to fail a run. */
async function storeMeasuredClock(
  { db }: WorkerDeps,
  { id }: LeasedRun,
  clock: ReturnType<ModelClient['measureClock']>,
): Promise<void> {
  const delay = await clock.end();
  if (delay) await storeClockDelay(db, id, delay.p99Ms);
}

function refusalMessage(
  { kind, message, upstreamRequestId }: AllRefusedError,
  run: LeasedRun,
  stored: number,
  pending: unknown[],
): string {
  const finished = run.totalPrompts - pending.length + stored;
  const after = `Stopped after ${finished} of ${run.totalPrompts} prompts`;
  const stopped =
    kind === 'auth'
      ? `${after}, as call after call was refused; resume the run with a key that works.`
      : `${after}; resume the run later.`;
  // A run has no result to keep the id with.
  const requestId = upstreamRequestId && `Request ID of the provider: ${upstreamRequestId}`;
  return [stopped, message, requestId].filter(Boolean).join(' ');
}
