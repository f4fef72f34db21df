import type { ModelCallError } from '../../endpoint/index.ts';

/** Fewer might be prompts that a gateway refuses for what they say. */
const MAX_EQUAL_FAILURES = 5;

/** How many calls of a run in a row were refused for the key, all in the same way. */
export interface AuthFailures {
  /**
   * Takes note of a failed call, in the order in which calls end.
   * @returns true when the next call would be refused as well
   */
  failed(failure: Pick<ModelCallError, 'kind' | 'reason' | 'status'>): boolean;
  /** A call was answered, so that the key is good. */
  answered(): void;
}

/** Opens the count of one worker's part of a run. */
export function createAuthFailures(): AuthFailures {
  let last = '';
  let inRow = 0;
  return {
    failed({ kind, reason, status }) {
      const failure = kind === 'auth' ? `${reason} ${status}` : '';
      inRow = failure === last ? inRow + 1 : 1;
      last = failure;
      return failure !== '' && inRow >= MAX_EQUAL_FAILURES;
    },
    answered() {
      last = '';
      inRow = 0;
    },
  };
}
