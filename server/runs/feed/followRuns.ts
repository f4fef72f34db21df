import type { RunUpdate } from './runFeed.ts';
import type { RunFeeds } from './runFeeds.ts';

/**
 * Follows several runs of a session until all are over: of each its present state, then every change, without the
 * results. Ends as well when `signal` is aborted.
 * @throws DomainError `run_not_found`, `session_expired` also while following
 */
export async function* followRuns(
  feeds: RunFeeds,
  { sessionHash, runIds }: { sessionHash: string; runIds: string[] },
  signal?: AbortSignal,
): AsyncGenerator<Pick<RunUpdate, 'run'>> {
  const followed = runIds.map((runId) =>
    // As one who has all results.
    feeds.follow({ sessionHash, runId, afterSeq: Number.MAX_SAFE_INTEGER }, signal),
  );
  const nextOf = async (updates: (typeof followed)[number]) => ({
    updates,
    next: await updates.next(),
  });
  const waiting = new Map(followed.map((updates) => [updates, nextOf(updates)]));
  try {
    while (waiting.size > 0) {
      const { updates, next } = await Promise.race(waiting.values());
      if (next.done) waiting.delete(updates);
      else {
        waiting.set(updates, nextOf(updates));
        yield { run: next.value.run };
      }
    }
  } finally {
    for (const late of waiting.values()) late.catch(() => {});
    for (const updates of followed) void updates.return(undefined);
  }
}
