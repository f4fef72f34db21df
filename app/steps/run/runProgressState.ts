import type { Run, RunResult } from '../../lib/api.ts';

/** A run as far as this tab knows it. */
export interface RunProgress {
  run: Run;
  /** In the order they were stored, without doubles. */
  results: RunResult[];
}

/** Adds what an event brought. Events may overlap what is known, or each other. */
export function mergeProgress(state: RunProgress, event: RunProgress): RunProgress {
  const lastSeq = lastKnownSeq(state);
  const fresh = event.results.filter((result) => result.seq > lastSeq);
  return {
    run: event.run,
    results: fresh.length === 0 ? state.results : [...state.results, ...fresh],
  };
}

/** Number of the last result known; a subscription resumes from here. */
export function lastKnownSeq({ results }: Pick<RunProgress, 'results'>): number {
  return results.at(-1)?.seq ?? 0;
}
