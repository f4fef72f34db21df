/**
 * Grades, and the statistics of comparisons, in a thread of their own (docs/decisions/0038). It owns the thread: starts
 * it when there is something to do, keeps it busy in batches, ends it when a grade takes too long, and has made again
 * what was lost with it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Grade, Judgement } from '../../../contract/grades.ts';
import type { ComparedStatistics, ComparedValues } from '../../statistics/index.ts';
import type { GradeInput } from '../gradeInput.ts';
import { notJudged } from '../judgements.ts';
import type {
  CompareTask,
  GradeTask,
  GradingThreadStart,
  MessageFromThread,
  MessageToThread,
} from './threadMessages.ts';

export interface Grading {
  /**
   * Grades answers; the grades are in the order of the inputs. One that takes longer than `MAX_GRADE_MS` has neither
   * score nor pass.
   * @throws Error when grading is closed before all are there
   */
  grade(inputs: GradeInput[]): Promise<Grade[]>;
  /**
   * Computes the statistics of a comparison, between grades.
   * @throws Error when grading is closed before, or the thread died too often
   */
  compare(values: ComparedValues): Promise<ComparedStatistics>;
  /** Ends the thread. */
  close(): Promise<void>;
}

export interface GradingOptions {
  /** Hears that the thread died by itself, or with a grade that took too long; another one is started. */
  onDeath?: (reason: string) => void;
}

export const MAX_GRADE_MS = 100;
/** Looked at so often: a grade is ended at most this much later. */
const LOOK_EVERY_MS = 20;
/** A busy machine may have kept the thread waiting, so nothing is judged by one try alone. */
const MAX_TRIES = 2;
/** A comparison is begun anew when the thread died of a grade, so often. */
const MAX_COMPARE_TRIES = 5;
/** A grader that took too long so often is not asked again for the rest of a request. */
const MAX_STRIKES = 5;
/** So much is on its way at once, that the thread has never to wait for more. */
const MAX_BATCHES = 2;
const MAX_BATCH = 100;
const MAX_BATCH_CHARACTERS = 1_000_000;
/** So that a thread that dies at once is not started without end. */
const MAX_IDLE_DEATHS = 5;
const RESTART_PAUSE_MS = 200;

const resourceLimits = {
  maxOldGenerationSizeMb: 192,
  maxYoungGenerationSizeMb: 24,
  stackSizeMb: 4,
};

/** How often each grader of a request was too slow, by its options. */
type Strikes = Map<string, number>;

interface Waiting {
  task: GradeTask;
  tries: number;
  strikes: Strikes;
  resolve(judgement: Judgement): void;
  reject(error: Error): void;
}

interface WaitingComparison {
  task: CompareTask;
  tries: number;
  resolve(statistics: ComparedStatistics): void;
  reject(error: Error): void;
}

/** Makes grades ready to be asked for; the thread is started with the first. */
export function openGrading({ onDeath = () => {} }: GradingOptions = {}): Grading {
  /** What no thread has yet, in the order in which it was asked. */
  let queue: Waiting[] = [];
  /** What the thread has, in its order. */
  const sent = new Map<number, Waiting>();
  /** All that are not computed; the thread has them as soon as it is ready. */
  const comparing = new Map<number, WaitingComparison>();
  /** What the thread says of where it is; one that is being ended may still write into its own. */
  let current = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let thread: Worker | null = null;
  let state: 'idle' | 'starting' | 'ready' | 'resting' | 'closed' = 'idle';
  let idleDeaths = 0;
  let lastId = 0;
  let seen = { id: 0, at: 0 };
  let watch: NodeJS.Timeout | undefined;

  function start(): void {
    state = 'starting';
    current = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const worker = new Worker(new URL('./gradingThread.main.ts', import.meta.url), {
      name: 'grading',
      workerData: { current: current.buffer } satisfies GradingThreadStart,
      // No key of ours, no address of a database.
      env: {},
      execArgv: [],
      resourceLimits,
    });
    thread = worker;
    worker.on('message', (message: MessageFromThread) => {
      if (worker === thread) hear(message);
    });
    worker.on('error', (error) => died(worker, (error as Error).message));
    worker.on('exit', (code) => died(worker, `it ended with code ${code}`));
  }

  function hear(message: MessageFromThread): void {
    if (message.type === 'ready') {
      state = 'ready';
      seen = { id: 0, at: performance.now() };
      watch = setInterval(look, LOOK_EVERY_MS).unref();
      for (const { task } of comparing.values()) tell({ type: 'compare', task });
    } else if (message.type === 'judged') {
      for (const { id, judgement } of message.judged) settle(id, judgement);
    } else {
      settleComparison(message);
    }
    feed();
  }

  function settleComparison(
    message: Extract<MessageFromThread, { type: 'compared' | 'not_compared' }>,
  ): void {
    const waiting = comparing.get(message.id);
    comparing.delete(message.id);
    if (message.type === 'compared') waiting?.resolve(message.statistics);
    else waiting?.reject(new Error(`The comparison failed: ${message.reason}`));
  }

  function tell(message: MessageToThread): void {
    thread?.postMessage(message);
  }

  function settle(id: number, judgement: Judgement): void {
    const waiting = sent.get(id);
    sent.delete(id);
    idleDeaths = 0;
    waiting?.resolve(judgement);
  }

  /** Keeps the thread busy, and lets the process end where there is nothing to wait for. */
  function feed(): void {
    if (state === 'idle' && queue.length + comparing.size > 0) start();
    if (state !== 'ready' || !thread) return;
    while (queue.length > 0 && sent.size <= (MAX_BATCHES - 1) * MAX_BATCH) {
      const batch = nextBatch(queue);
      queue = queue.slice(batch.length);
      for (const waiting of batch) sent.set(waiting.task.id, waiting);
      tell({ type: 'grade', tasks: batch.map(({ task }) => task) });
    }
    if (sent.size + comparing.size > 0) thread.ref();
    else thread.unref();
  }

  /** Ends the thread where it has been at one grade for too long. */
  function look(): void {
    const id = Atomics.load(current, 0);
    const now = performance.now();
    if (id === 0 || id !== seen.id) seen = { id, at: now };
    else if (now - seen.at > MAX_GRADE_MS && thread) {
      void thread.terminate();
      died(thread, `a grade took more than ${MAX_GRADE_MS} ms`);
    }
  }

  /** What the thread was at has had a try; all that it had is graded by the next one. */
  function died(worker: Worker, reason: string): void {
    // `error` is followed by `exit`.
    if (worker !== thread || state === 'closed') return;
    onDeath(reason);
    clearInterval(watch);
    thread = null;
    const culprit = sent.get(Atomics.load(current, 0));
    if (culprit) culprit.tries += 1;
    else idleDeaths += 1;
    if (culprit?.tries === MAX_TRIES) {
      culprit.strikes.set(keyOf(culprit), (culprit.strikes.get(keyOf(culprit)) ?? 0) + 1);
    }
    const all = [...sent.values(), ...queue];
    sent.clear();
    queue = all.filter((waiting) => {
      const { tries, strikes } = waiting;
      const count = strikes.size === 0 ? 0 : (strikes.get(keyOf(waiting)) ?? 0);
      if (tries < MAX_TRIES && count < MAX_STRIKES) return true;
      waiting.resolve(notJudged(reasonOf(reason)));
      return false;
    });
    for (const waiting of comparing.values()) waiting.tries += 1;
    giveUpComparisons(reason, ({ tries }) => tries === MAX_COMPARE_TRIES);
    if (culprit) state = 'idle';
    else rest(reason);
    feed();
  }

  function giveUpComparisons(
    reason: string,
    isGivenUp: (waiting: WaitingComparison) => boolean = () => true,
  ): void {
    for (const [id, waiting] of comparing) {
      if (!isGivenUp(waiting)) continue;
      comparing.delete(id);
      waiting.reject(new Error(`The comparison could not be computed: ${reason}`));
    }
  }

  /** A thread that dies without being at a grade is no grade's fault, and may do so again. */
  function rest(reason: string): void {
    if (idleDeaths > MAX_IDLE_DEATHS) {
      state = 'idle';
      for (const waiting of queue.splice(0)) waiting.resolve(notJudged(reasonOf(reason)));
      giveUpComparisons(reason);
      return;
    }
    state = 'resting';
    void pause(RESTART_PAUSE_MS).then(() => {
      if (state !== 'resting') return;
      state = 'idle';
      feed();
    });
  }

  return {
    async grade(inputs) {
      if (state === 'closed') throw closed();
      const strikes: Strikes = new Map();
      const judgements = inputs.map((input) => {
        lastId += 1;
        const task = { id: lastId, input: onlyInput(input) };
        return new Promise<Judgement>((resolve, reject) => {
          queue.push({ task, tries: 0, strikes, resolve, reject });
        });
      });
      feed();
      return (await Promise.all(judgements)).map((judgement, index) => {
        const { name, ...options } = (inputs[index] as GradeInput).grader;
        return { grader: name, options, ...judgement, graded_at: new Date().toISOString() };
      });
    },
    compare(values) {
      if (state === 'closed') return Promise.reject(closed());
      lastId += 1;
      const task = { id: lastId, values };
      return new Promise((resolve, reject) => {
        comparing.set(task.id, { task, tries: 0, resolve, reject });
        if (state === 'ready') tell({ type: 'compare', task });
        feed();
      });
    },
    async close() {
      if (state === 'closed') return;
      state = 'closed';
      clearInterval(watch);
      for (const waiting of [...sent.values(), ...queue]) waiting.reject(closed());
      for (const waiting of comparing.values()) waiting.reject(closed());
      comparing.clear();
      sent.clear();
      queue = [];
      await thread?.terminate();
    },
  };
}

function nextBatch(queue: Waiting[]): Waiting[] {
  let characters = 0;
  const end = queue.findIndex(({ task: { input } }, index) => {
    characters += input.answer.length + input.prompt.length;
    return index > 0 && (index === MAX_BATCH || characters > MAX_BATCH_CHARACTERS);
  });
  return end === -1 ? queue.slice() : queue.slice(0, end);
}

/** Callers may hand in more than a grade is about; only what is needed crosses over. */
function onlyInput({ answer, prompt, expected, grader }: GradeInput): GradeInput {
  return { answer, prompt, expected, grader };
}

function keyOf({ task }: Waiting): string {
  return JSON.stringify(task.input.grader);
}

function reasonOf(reason: string): string {
  return `It could not be graded: ${reason}.`;
}

function closed(): Error {
  return new Error('Grading is closed.');
}
