/**
 * The thread in which answers are graded (docs/decisions/0038) and comparisons are computed: whatever an answer, a
 * pattern or a schema makes a grader do, the process goes on, and may end this thread at any moment.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Judgement } from '../../../contract/grades.ts';
import { compareValues } from '../../statistics/index.ts';
import type { GradeInput } from '../gradeInput.ts';
import { notJudged } from '../judgements.ts';
import { judge } from '../registry.ts';
import type {
  CompareTask,
  GradeTask,
  GradingThreadStart,
  MessageFromThread,
  MessageToThread,
} from './threadMessages.ts';
import { warmUp } from './warmUp.ts';

/** How long finished grades are kept back to be sent together: what is lost should the thread be ended. */
const SEND_EVERY_MS = 5;
/** On Linux each thread has one; elsewhere it is the process's. */
const LOW_PRIORITY = 5;

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
const current = new Int32Array((workerData as GradingThreadStart).current);
// Who measures goes first.
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

warmUp();
say({ type: 'ready' });

port.on('message', (message: MessageToThread) => {
  if (message.type === 'grade') gradeAll(message.tasks);
  else compare(message.task);
});

function gradeAll(tasks: GradeTask[]): void {
  let judged: { id: number; judgement: Judgement }[] = [];
  let sentAt = performance.now();
  for (const { id, input } of tasks) {
    Atomics.store(current, 0, id);
    judged.push({ id, judgement: judgeSafely(input) });
    if (performance.now() - sentAt < SEND_EVERY_MS) continue;
    say({ type: 'judged', judged });
    judged = [];
    sentAt = performance.now();
  }
  Atomics.store(current, 0, 0);
  say({ type: 'judged', judged });
}

/** A little at a time, so that no grade has to wait for it. */
function compare({ id, values }: CompareTask): void {
  const steps = compareValues(values);
  const goOn = () => {
    try {
      const { done, value } = steps.next();
      if (done) say({ type: 'compared', id, statistics: value });
      else setImmediate(goOn);
    } catch (error) {
      say({ type: 'not_compared', id, reason: (error as Error).message });
    }
  };
  goOn();
}

/** A grader that throws is a fault of ours, and no reason to lose the other grades. */
function judgeSafely(input: GradeInput): Judgement {
  try {
    return judge(input);
  } catch (error) {
    return notJudged(`The grader failed: ${(error as Error).message.slice(0, 200)}.`);
  }
}

function say(message: MessageFromThread): void {
  port.postMessage(message);
}
