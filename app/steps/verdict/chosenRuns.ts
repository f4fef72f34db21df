/** Which runs of a session can be held against a run, and which of two is the candidate's. */
import type { Run } from '../../lib/api.ts';

type NamedRun = Pick<Run, 'id' | 'role' | 'testSuiteId' | 'suiteName'>;

/** The other runs that ask prompts of the same suite, the newest first. */
export function comparableRuns<R extends NamedRun>(run: NamedRun, runs: R[]): R[] {
  return runs.filter(
    ({ id, testSuiteId, suiteName }) =>
      id !== run.id &&
      (testSuiteId !== null && run.testSuiteId !== null
        ? testSuiteId === run.testSuiteId
        : suiteName === run.suiteName),
  );
}

/** A run against another one, unless their roles say that it is the other way round. */
export function sidesOf(run: NamedRun, other: NamedRun): { candidate: string; baseline: string } {
  const isReversed = run.role === 'baseline' && other.role === 'candidate';
  return isReversed
    ? { candidate: other.id, baseline: run.id }
    : { candidate: run.id, baseline: other.id };
}
