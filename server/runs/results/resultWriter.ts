import type { RunActivity } from '../../../contract/runActivity.ts';
import type { Db } from '../../../db/engine/index.ts';
import { isDatabaseOutage, retryOnOutage } from '../../../db/engine/index.ts';
import { type NewResult, type RunBatch, storeResults } from './storeResults.ts';

/** Stores the results of all runs of the process, one group after the other (docs/decisions/0015). */
export interface ResultWriter {
  /**
   * Resolves once the result is durable; with false when the run is no longer ours, and nothing was
   * stored.
   * @param options `pace` is told along; `signal` ends the waiting
   * @throws what its run's part of the write fails with, or the reason of `signal`
   */
  store(
    run: RunBatch['run'],
    result: NewResult,
    options: { pace: RunActivity | null; signal: AbortSignal },
  ): Promise<boolean>;
}

/** Longer answers are written in smaller groups, so that no statement grows without bound. */
const MAX_GROUP_CHARACTERS = 4_000_000;

interface PendingResult {
  run: RunBatch['run'];
  result: NewResult;
  pace: RunActivity | null;
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
}

/**
 * Opens the writer of a process. What arrives while a statement is on its way goes with the next one,
 * so that busy runs share statements and a slow one waits for nobody: the group commit of databases, one
 * level higher.
 * @param store for tests; stores all shares or throws
 */
export function createResultWriter(
  db: Db,
  store: typeof storeResults = storeResults,
): ResultWriter {
  let waiting: PendingResult[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) await write(takeGroup());
    isWriting = false;
  }

  function takeGroup(): PendingResult[] {
    let characters = 0;
    const tooMany = waiting.findIndex(({ result }, place) => {
      characters += (result.response?.length ?? 0) + (result.reasoning?.length ?? 0);
      return place > 0 && characters > MAX_GROUP_CHARACTERS;
    });
    const group = tooMany === -1 ? waiting : waiting.slice(0, tooMany);
    waiting = waiting.slice(group.length);
    return group;
  }

  async function write(group: PendingResult[]): Promise<void> {
    const shares = groupByRun(group);
    try {
      const stored = await retryOnOutage(() => store(db, [...shares.keys()]));
      for (const [share, parts] of shares) {
        for (const { resolve } of parts) resolve(stored.includes(share));
      }
    } catch (error) {
      if (shares.size === 1 || isDatabaseOutage(error)) {
        for (const { reject } of group) reject(error);
      } else {
        // What is wrong with one run's results is not the others' affair.
        for (const parts of shares.values()) await write(parts);
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
        waiting.push({ run, result, pace, resolve: settled(resolve), reject: settled(reject) });
        if (isWriting) return;
        isWriting = true;
        // Not at once: answers that arrived together are told one after the other.
        setImmediate(() => void writeAll());
      }),
  };
}

/** By lease: a run that was lost and taken again by the same process is two. */
function groupByRun(group: PendingResult[]): Map<RunBatch, PendingResult[]> {
  const shares = new Map<RunBatch, PendingResult[]>();
  for (const [, parts] of Map.groupBy(group, ({ run }) => run)) {
    const [{ run }] = parts as [PendingResult];
    const pace = parts.findLast((part) => part.pace)?.pace ?? null;
    shares.set({ run, results: parts.map(({ result }) => result), pace }, parts);
  }
  return shares;
}
