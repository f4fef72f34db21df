/** How much the end of a session deleted. */
export interface Deletion {
  /** Whether there was a connected model, and with it a key. */
  config: boolean;
  testRuns: number;
  results: number;
}
