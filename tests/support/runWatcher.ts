import type { ByomClient } from '../../sdk/index.ts';

/** What a watcher of a run was told, over however many connections. */
export interface RunWatcher {
  /** Every result event, in the order of arrival. */
  results: { seq: number; promptIndex: number; sample: number; response: string | null }[];
  /** Every state of the counters that was told. */
  counters: { completed: number; failed: number; status: string }[];
  /** Resolves when the watcher is told that the run is over; rejects with what ended it otherwise. */
  ended: Promise<void>;
  unsubscribe(): void;
}

/** Follows a run as the pages do: the client reconnects by itself and says what it has seen. */
export function watchRunOf(client: ByomClient, testRunId: string): RunWatcher {
  const results: RunWatcher['results'] = [];
  const counters: RunWatcher['counters'] = [];
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  ended.catch(() => {});
  const subscription = client.batch.onProgress.subscribe(
    { testRunId },
    {
      onData({ data }) {
        results.push(...data.results);
        const { completedPrompts: completed, failedPrompts: failed, status } = data.run;
        counters.push({ completed, failed, status });
      },
      onComplete: resolve,
      onError: reject,
    },
  );
  return { results, counters, ended, unsubscribe: () => subscription.unsubscribe() };
}
