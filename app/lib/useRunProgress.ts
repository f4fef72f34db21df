import { useRevalidator } from '@remix-run/react';
import { useEffect, useReducer, useState } from 'react';
import { byomClient } from './byomClient.ts';
import { followRun } from './followRun.ts';
import { isOver, lastSeqOf, mergeProgress, type RunProgress } from './runProgressState.ts';

/**
 * Follows a run from what the page was loaded with, and loads the page again once it is over. The
 * caller gives each run a component of its own (a `key`), so that runs never mix.
 */
export function useRunProgress(loaded: RunProgress): { progress: RunProgress; lost: boolean } {
  const [followed, merge] = useReducer(mergeProgress, loaded);
  const [lost, setLost] = useState(false);
  const { revalidate } = useRevalidator();
  const isRunning = !isOver(loaded.run);
  const runId = loaded.run.id;

  // What was loaded is only where to begin; a later load must not restart the stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!isRunning) return;
    return followRun({
      client: byomClient(),
      testRunId: runId,
      lastSeq: lastSeqOf(loaded),
      onProgress(progress) {
        setLost(false);
        merge(progress);
        if (isOver(progress.run)) revalidate();
      },
      onLost: () => setLost(true),
      // Says why: the session may have ended, or the run may be gone.
      onRefused: revalidate,
    });
  }, [runId, isRunning]);

  return { progress: isRunning ? followed : loaded, lost: lost && isRunning };
}
