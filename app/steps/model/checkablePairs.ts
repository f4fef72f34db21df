import type { AdapterCheck, Connection } from '../../lib/api.ts';

/** A candidate and the baseline, with the latest check of just these two models. */
export interface CheckablePair {
  candidate: Connection;
  baseline: Connection;
  check: AdapterCheck | null;
}

/** Every candidate against the baseline; none without a baseline. `checks` has the newest first. */
export function checkablePairs(
  connections: readonly Connection[],
  checks: readonly AdapterCheck[],
): CheckablePair[] {
  const baseline = connections.find(({ role }) => role === 'baseline');
  if (!baseline) return [];
  const isOf = (model: AdapterCheck['candidate'], { connectionId, modelId }: Connection) =>
    model.connectionId === connectionId && model.modelId === modelId;
  return connections
    .filter(({ role }) => role === 'candidate')
    .map((candidate) => ({
      candidate,
      baseline,
      check:
        checks.find(
          (check) => isOf(check.candidate, candidate) && isOf(check.baseline, baseline),
        ) ?? null,
    }));
}

export function isRunning({ status, isAbandoned }: AdapterCheck): boolean {
  return status === 'running' && !isAbandoned;
}
