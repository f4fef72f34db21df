import type { Db } from '../../db/client.ts';
import { isDatabaseOutage } from '../../db/outage.ts';
import type { RunPace } from '../../db/runPace.ts';
import { persistently } from './persistently.ts';
import { type NewResult, type RunShare, storeResults } from './resultStore.ts';

/** Stores the results of all runs of the process, one group after the other. */
export interface ResultWriter {
  /**
   * Resolves once the result is durable; with false when the run is no longer ours, and nothing was
   * stored.
   * @param options `pace` is told along; `signal` ends the waiting
   * @throws what its run's part of the write fails with, or the reason of `signal`
   */
  store(
    run: RunShare['run'],
    result: NewResult,
    options: { pace: RunPace | null; signal: AbortSignal },
  ): Promise<boolean>;
}

/** Longer answers are written in smaller groups, so that no statement grows without bound. */
const MOST_CHARACTERS_A_GROUP = 4_000_000;

interface Waiting {
  run: RunShare['run'];
  result: NewResult;
  pace: RunPace | null;
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
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) await write(takeGroup());
    isWriting = false;
  }

  function takeGroup(): Waiting[] {
    let characters = 0;
    const tooMany = waiting.findIndex(({ result }, place) => {
      characters += (result.response?.length ?? 0) + (result.reasoning?.length ?? 0);
      return place > 0 && characters > MOST_CHARACTERS_A_GROUP;
    });
    const group = tooMany === -1 ? waiting : waiting.slice(0, tooMany);
    waiting = waiting.slice(group.length);
    return group;
  }

  async function write(group: Waiting[]): Promise<void> {
    const shares = sharesOf(group);
    try {
      const stored = await persistently(() => store(db, [...shares.keys()]));
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

/** By claim: a run that was lost and taken again by the same process is two. */
function sharesOf(group: Waiting[]): Map<RunShare, Waiting[]> {
  const shares = new Map<RunShare, Waiting[]>();
  for (const [, parts] of Map.groupBy(group, ({ run }) => run)) {
    const [{ run }] = parts as [Waiting];
    const pace = parts.findLast((part) => part.pace)?.pace ?? null;
    shares.set({ run, results: parts.map(({ result }) => result), pace }, parts);
  }
  return shares;
}
