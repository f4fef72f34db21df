import { runSettingsChanges } from './runSettings.ts';

/** How long a connection test may wait, in the bounds of a run's settings of the same names. */
export const testWaitsFields = {
  /** For the answer, the loading of the model included, in milliseconds. */
  timeoutMs: runSettingsChanges.shape.timeoutMs,
  /** For the first token of the answer, in milliseconds. */
  firstTokenTimeoutMs: runSettingsChanges.shape.firstTokenTimeoutMs,
};

export interface TestWaits {
  timeoutMs?: number | undefined;
  firstTokenTimeoutMs?: number | undefined;
}
