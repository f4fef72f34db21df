import type { AppLoadContext } from '@remix-run/node';
import { displayName } from '../../../contract/displayName.ts';
import type { Session } from '../../lib/api.ts';
import { listed } from '../../lib/format.ts';
import { modelsOf } from '../run/runLabels.ts';

/** What a session holds, and what its end therefore deletes. */
export async function loadSessionContents({ api }: AppLoadContext, { connections }: Session) {
  const runs = await api.batch.list();
  return {
    runs,
    keys: connections.length,
    /** Those that were asked; where no run names one, those that are connected. */
    modelNames: modelsOf(runs) || listed(connections.map(displayName)),
    results: runs.reduce((sum, run) => sum + run.completedPrompts + run.failedPrompts, 0),
  };
}
