import { isRunOver } from '../../../contract/runs.ts';
import { followProgress } from '../../../sdk/followProgress.ts';
import type { ByomClient } from '../../../sdk/index.ts';
import type { Run } from '../../lib/api.ts';

interface FollowedComparison {
  client: Pick<ByomClient, 'comparison'>;
  comparisonId: string;
  runs: Run[];
  /** Gets all runs each time one of them has changed. */
  onProgress(runs: Run[]): void;
  /** The server cannot be reached; polling goes on. */
  onLost(): void;
  /** The server refuses for good, as when the session has ended. */
  onRefused(): void;
}

/**
 * Follows the runs of a comparison until all are over.
 * @returns the way to end it
 */
export function followComparison({
  client: { comparison },
  comparisonId,
  onProgress,
  onLost,
  onRefused,
  ...from
}: FollowedComparison): () => void {
  let { runs } = from;
  return followProgress<Run[]>({
    subscribe: ({ onData, ...handlers }) =>
      comparison.onProgress.subscribe(
        { comparisonId },
        { ...handlers, onData: ({ run }) => onData([run]) },
      ),
    poll: async (signal) => ({
      update: (await comparison.get.query({ comparisonId }, { signal })).runs,
      isPart: false,
    }),
    onUpdate(changed) {
      runs = runs.map((run) => changed.find(({ id }) => id === run.id) ?? run);
      onProgress(runs);
      return { isOver: runs.every(isRunOver) };
    },
    onLost,
    onRefused,
  });
}
