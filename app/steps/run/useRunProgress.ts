import { useRevalidator } from '@remix-run/react';
import { useEffect, useReducer, useState } from 'react';
import { isRunOver } from '../../../contract/runs.ts';
import { followRun } from '../../../sdk/followRun.ts';
import { withByomClient } from '../../lib/byomClient.ts';
import { lastKnownSeq, mergeProgress, type RunProgress } from './runProgressState.ts';

/**
 * Follows a run from what the page was loaded with, and loads the page again once it is over. The
 * caller gives each run a component of its own (a `key`), so that runs never mix.
 */
export function useRunProgress(loaded: RunProgress): {
  progress: RunProgress;
  isConnectionLost: boolean;
} {
  const [liveProgress, update] = useReducer(applyUpdate, loaded);
  const [isLost, setLost] = useState(false);
  const { revalidate } = useRevalidator();
  const isRunning = !isRunOver(loaded.run);
  const runId = loaded.run.id;
  const [connection, reconnect] = useReducer((count: number) => count + 1, 0);

  // It was resumed before the page had noticed its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded anew is the signal
  useEffect(() => {
    if (isRunning && isRunOver(liveProgress.run)) reconnect();
  }, [loaded.run]);

  // What was loaded is only where to begin; a later load must not restart the stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!isRunning) return;
    // Before it was resumed, the page may have had only some of its results, in another order.
    update({ ...loaded, isComplete: true });
    return withByomClient((client) =>
      followRun({
        client,
        testRunId: runId,
        lastSeq: lastKnownSeq(loaded),
        onProgress(progress) {
          setLost(false);
          update({ ...progress, isComplete: false });
          if (isRunOver(progress.run)) revalidate();
        },
        onLost: () => setLost(true),
        // Says why: the session may have ended, or the run may be gone.
        onRefused: revalidate,
      }),
    );
  }, [runId, isRunning, connection]);

  return { progress: isRunning ? liveProgress : loaded, isConnectionLost: isLost && isRunning };
}

/** A load of a run that goes on has everything up to then; an event has what came since. */
function applyUpdate(
  state: RunProgress,
  { isComplete: isWhole, ...update }: RunProgress & { isComplete: boolean },
) {
  return isWhole ? { run: update.run, results: update.results } : mergeProgress(state, update);
}
