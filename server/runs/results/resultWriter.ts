import type { RunActivity } from '../../../contract/runActivity.ts';
import { type Db, retryOnOutage, shareStatements } from '../../../db/engine/index.ts';
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

interface AskedResult {
  run: RunBatch['run'];
  result: NewResult;
  pace: RunActivity | null;
}

/**
 * Creates the writer of a process. Results that arrive while a statement is being executed go into the
 * next one, so that busy runs share statements and a single result never waits for others. What is wrong
 * with one run's results must not fail the others: then each run has a statement of its own.
 * @param store for tests; stores all batches or throws
 */
export function createResultWriter(
  db: Db,
  store: typeof storeResults = storeResults,
): ResultWriter {
  async function storeAll(asked: AskedResult[]): Promise<boolean[]> {
    const batches = batchesOf(asked);
    const stored = await retryOnOutage(() => store(db, [...batches.values()]));
    return asked.map(({ run }) => stored.includes(batches.get(run) as RunBatch));
  }

  const storeShared = shareStatements(storeAll, {
    // One after the other: they would wait for each other's runs.
    maxAtWork: 1,
    maxWeight: MAX_GROUP_CHARACTERS,
    weightOf: ({ result }) => (result.response?.length ?? 0) + (result.reasoning?.length ?? 0),
    partOf: ({ run }) => run,
  });

  return {
    store: (run, result, { pace, signal }) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(signal.reason);
        signal.addEventListener('abort', giveUp);
        storeShared({ run, result, pace })
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', giveUp));
      }),
  };
}

/** By lease, not by id: a run that was lost and taken again by the same process is two. */
function batchesOf(asked: AskedResult[]): Map<RunBatch['run'], RunBatch> {
  const batches = new Map<RunBatch['run'], RunBatch>();
  for (const [run, ofRun] of Map.groupBy(asked, (one) => one.run)) {
    const pace = ofRun.findLast((one) => one.pace)?.pace ?? null;
    batches.set(run, { run, results: ofRun.map(({ result }) => result), pace });
  }
  return batches;
}
