import { isRunOver } from '../../../contract/runs.ts';
import type { ByomClient } from '../../../sdk/index.ts';
import { followProgress } from './followProgress.ts';
import { lastKnownSeq, type RunProgress } from './runProgressState.ts';

interface FollowedRun {
  client: Pick<ByomClient, 'batch'>;
  testRunId: string;
  /** Number of the last result that is known. */
  lastSeq: number;
  /** Gets updates as they come; results may overlap those of the update before. */
  onProgress(progress: RunProgress): void;
  /** The server cannot be reached; polling goes on. */
  onLost(): void;
  /** The server refuses for good, as when the session has ended. */
  onRefused(): void;
}

/**
 * Follows a run and its results until it is over.
 * @returns the way to end it
 */
export function followRun({
  client: { batch },
  testRunId,
  onProgress,
  onLost,
  onRefused,
  ...from
}: FollowedRun): () => void {
  let { lastSeq } = from;
  return followProgress<RunProgress>({
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
    onUpdate(progress) {
      lastSeq = Math.max(lastSeq, lastKnownSeq(progress));
      onProgress(progress);
      return { isOver: isRunOver(progress.run) };
    },
    onLost,
    onRefused,
  });
}
