import type { RunOutput } from '../server/api/index.ts';
import { errorFrom } from './errorFrom.ts';
import { type EventQueue, eventQueue } from './eventQueue.ts';
import type { FollowingConnection } from './followingConnection.ts';
import { followRun, type RunUpdate } from './followRun.ts';
import { untilAborted } from './untilAborted.ts';

/**
 * A run that goes on, or several that were started together. Iterate over it for each result as it comes, or wait for
 * its end with `finished`. Leaving the loop leaves the run alone: it goes on, and can be followed again.
 */
export class Run implements AsyncIterable<RunUpdate> {
  /** Ids of the runs, in the order of the models that were named; there once they are started. */
  readonly testRunIds: Promise<string[]>;
  readonly #connection: FollowingConnection<'batch'>;
  /** Number of the last result that was told, by run. */
  readonly #lastSeqs = new Map<string, number>();

  /** @internal */
  constructor(
    connection: FollowingConnection<'batch'>,
    testRunIds: Promise<string[]>,
    afterSeq: Record<string, number> = {},
  ) {
    this.#connection = connection;
    this.testRunIds = testRunIds;
    for (const [id, seq] of Object.entries(afterSeq)) this.#lastSeqs.set(id, seq);
    // Whoever uses the run hears of it.
    testRunIds.catch(() => {});
  }

  /**
   * Updates as they come until all runs are over, each result once. A lost connection is taken up where it broke off; a
   * second loop goes on behind what the first one was told.
   * @throws ByomError what kept the run from starting; `unreachable` where the server stays away for `timeoutMs`;
   * `session_expired` and its like
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunUpdate, undefined> {
    const { signal } = this.#connection;
    const ids = await this.testRunIds;
    signal?.throwIfAborted();
    const queue = eventQueue<RunUpdate>(signal);
    const stops = this.#followAll(ids, queue);
    try {
      for await (const { run, results } of queue) {
        const last = this.#lastSeqs.get(run.id) ?? 0;
        const fresh = results.filter(({ seq }) => seq > last);
        this.#lastSeqs.set(run.id, fresh.at(-1)?.seq ?? last);
        yield { run, results: fresh };
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  /**
   * Waits until all runs are over.
   * @returns them as they ended, in the order of `testRunIds`; one that failed or was cancelled is told by its `status`
   * @throws ByomError as iterating does
   */
  async finished(): Promise<RunOutput[]> {
    const runs = new Map<string, RunOutput>();
    for await (const { run } of this) runs.set(run.id, run);
    const ids = await this.testRunIds;
    return ids.flatMap((id) => runs.get(id) ?? []);
  }

  /**
   * Stops the runs; what was answered stays.
   * @throws ByomError `run_not_active` where they are over
   */
  async cancel(): Promise<void> {
    const [testRunId] = await this.testRunIds;
    const { batch } = this.#connection.client;
    if (testRunId) await untilAborted(undefined, batch.cancel.mutate({ testRunId }));
  }

  #followAll(ids: string[], queue: EventQueue<RunUpdate>): (() => void)[] {
    const { client, timeoutMs } = this.#connection;
    let going = ids.length;
    let lostAt: number | undefined;
    return ids.map((testRunId) =>
      followRun({
        client,
        testRunId,
        lastSeq: this.#lastSeqs.get(testRunId) ?? 0,
        onProgress(update) {
          lostAt = undefined;
          queue.push(update);
        },
        onLost(error) {
          lostAt ??= Date.now();
          if (Date.now() - lostAt >= timeoutMs) queue.fail(errorFrom(error));
        },
        onRefused: (error) => queue.fail(errorFrom(error)),
        onEnd() {
          going -= 1;
          if (going === 0) queue.end();
        },
      }),
    );
  }
}
