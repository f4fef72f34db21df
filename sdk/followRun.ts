import { isRunOver } from '../contract/runs.ts';
import type { ResultOutput, RunOutput } from '../server/api/index.ts';
import type { ByomClient } from './createByomClient.ts';
import { type FollowedProgress, followProgress } from './followProgress.ts';

/** A run as it is now, and results of it. */
export interface RunUpdate {
  run: RunOutput;
  /** In the order they were stored. */
  results: ResultOutput[];
}

export interface FollowedRun
  extends Pick<FollowedProgress<RunUpdate>, 'onLost' | 'onRefused' | 'onEnd'> {
  client: Pick<ByomClient, 'batch'>;
  testRunId: string;
  /** Number of the last result that is known (`seq`); 0 for none. */
  lastSeq: number;
  /** Gets updates as they come; results may overlap those of the update before. */
  onProgress(update: RunUpdate): void;
}

/**
 * Follows a run and its results until it is over.
 * @returns the way to end it
 */
export function followRun(followed: FollowedRun): () => void {
  const { client, testRunId, onProgress, lastSeq: from, ...listeners } = followed;
  const { batch } = client;
  let lastSeq = from;
  return followProgress<RunUpdate>({
    ...listeners,
    subscribe: ({ onData, ...handlers }) =>
      batch.onProgress.subscribe(
        { testRunId, lastEventId: lastSeq },
        { ...handlers, onData: ({ data }) => onData(data) },
      ),
    async poll(signal) {
      const { nextAfterSeq, ...update } = await batch.get.query(
        { testRunId, afterSeq: lastSeq },
        { signal },
      );
      return { update, isPart: nextAfterSeq !== null };
    },
    onUpdate(update) {
      lastSeq = Math.max(lastSeq, update.results.at(-1)?.seq ?? 0);
      onProgress(update);
      return { isOver: isRunOver(update.run) };
    },
  });
}
