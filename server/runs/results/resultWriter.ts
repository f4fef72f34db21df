import type { RunActivity } from '../../../contract/runActivity.ts';
import type { Db } from '../../../db/engine/index.ts';
import { isDatabaseOutage, retryOnOutage } from '../../../db/engine/index.ts';
import { type NewResult, type RunBatch, storeResults } from './storeResults.ts';

/** Stores the results of all runs of a process, group after group (docs/decisions/0015). */
export interface ResultWriter {
  /**
   * Resolves with true once the result is durable, with false when the lease was lost and nothing was
   * stored.
   * @param options `pace` is stored with the result; `signal` ends the waiting
   * @throws what the write of this run's results fails with, or the reason of `signal`
   */
  store(
    run: RunBatch['run'],
    result: NewResult,
    options: { pace: RunActivity | null; signal: AbortSignal },
  ): Promise<boolean>;
}

/** Fewer long answers go into a group, so that no statement grows without bound. */
const MAX_GROUP_CHARACTERS = 4_000_000;

interface PendingResult {
  run: RunBatch['run'];
  result: NewResult;
  pace: RunActivity | null;
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
}

/**
 * Creates the writer of a process. Results that arrive while a statement is being executed go into the
 * next one, so that busy runs share statements and a single result never waits for others: group commit,
 * as databases do it, one level higher.
 * @param store for tests; stores all batches or throws
 */
export function createResultWriter(
  db: Db,
  store: typeof storeResults = storeResults,
): ResultWriter {
  let queued: PendingResult[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    while (queued.length > 0) await write(takeGroup());
    isWriting = false;
  }

  function takeGroup(): PendingResult[] {
    let characters = 0;
    const tooMany = queued.findIndex(({ result }, index) => {
      characters += (result.response?.length ?? 0) + (result.reasoning?.length ?? 0);
      return index > 0 && characters > MAX_GROUP_CHARACTERS;
    });
    const group = tooMany === -1 ? queued : queued.slice(0, tooMany);
    queued = queued.slice(group.length);
    return group;
  }

  async function write(group: PendingResult[]): Promise<void> {
    const batches = groupByRun(group);
    try {
      const stored = await retryOnOutage(() => store(db, [...batches.keys()]));
      for (const [batch, pending] of batches) {
        for (const { resolve } of pending) resolve(stored.includes(batch));
      }
    } catch (error) {
      if (batches.size === 1 || isDatabaseOutage(error)) {
        for (const { reject } of group) reject(error);
      } else {
        // A fault in one run's results must not fail the others: each run on its own.
        for (const pending of batches.values()) await write(pending);
      }
    }
  }

  return {
    store: (run, result, { pace, signal }) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(signal.reason);
        signal.addEventListener('abort', giveUp);
        const settled = <Outcome>(settle: (outcome: Outcome) => void) => {
          return (outcome: Outcome) => {
            signal.removeEventListener('abort', giveUp);
            settle(outcome);
          };
        };
        queued.push({ run, result, pace, resolve: settled(resolve), reject: settled(reject) });
        if (isWriting) return;
        isWriting = true;
        // In the next turn, so that answers that arrived together share the first statement.
        setImmediate(() => void writeAll());
      }),
  };
}

/** Groups by lease, not by id: a run that was lost and taken again by the same process is two. */
function groupByRun(group: PendingResult[]): Map<RunBatch, PendingResult[]> {
  const batches = new Map<RunBatch, PendingResult[]>();
  for (const [, pending] of Map.groupBy(group, ({ run }) => run)) {
    const [{ run }] = pending as [PendingResult];
    const pace = pending.findLast((result) => result.pace)?.pace ?? null;
    batches.set({ run, results: pending.map(({ result }) => result), pace }, pending);
  }
  return batches;
}
