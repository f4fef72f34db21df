import { useRevalidator } from '@remix-run/react';
import { useEffect, useReducer, useState } from 'react';
import { isRunOver } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { withByomClient } from '../../lib/byomClient.ts';
import { REDRAW_EVERY_MS, useThrottled } from '../run/useThrottled.ts';
import { followComparison } from './followComparison.ts';

/**
 * Follows the runs of a comparison from what the page was loaded with, and loads the page again once all are over.
 * The caller gives each comparison a component of its own (a `key`).
 */
export function useComparisonProgress(
  comparisonId: string,
  loaded: Run[],
): { runs: Run[]; isConnectionLost: boolean } {
  const [live, setLive] = useState(loaded);
  const [isLost, setLost] = useState(false);
  const { revalidate } = useRevalidator();
  const isRunning = !loaded.every(isRunOver);
  const [connection, reconnect] = useReducer((count: number) => count + 1, 0);

  // It was resumed before the page had noticed its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded anew is the signal
  useEffect(() => {
    if (isRunning && live.every(isRunOver)) reconnect();
  }, [loaded]);

  // What was loaded is only where to begin; a later load must not restart the stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!isRunning) return;
    setLive(loaded);
    return withByomClient((client) =>
      followComparison({
        client,
        comparisonId,
        runs: loaded,
        onProgress(runs) {
          setLost(false);
          setLive(runs);
          if (runs.every(isRunOver)) revalidate();
        },
        onLost: () => setLost(true),
        // Says why: the session may have ended, or the comparison may be gone.
        onRefused: revalidate,
      }),
    );
  }, [comparisonId, isRunning, connection]);

  const runs = useThrottled(live, REDRAW_EVERY_MS);
  return { runs: isRunning ? runs : loaded, isConnectionLost: isLost && isRunning };
}
