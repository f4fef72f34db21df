import type { RunSettings } from '../../contract/runSettings.ts';
import type { CallBounds } from '../endpoint/index.ts';

/** What the operator allows a call to take. */
export type OperatorWaits = Pick<CallBounds, 'totalTimeoutMs' | 'firstByteTimeoutMs'>;

/**
 * Settings with no wait longer than the operator allows, so that the run tells what holds. A longer one is
 * shortened rather than refused: the usual one may be too long for this operator as well.
 */
export function boundedWaits(settings: RunSettings, operator: OperatorWaits): RunSettings {
  const { timeoutMs, firstTokenTimeoutMs } = settings;
  return {
    ...settings,
    timeoutMs: Math.min(timeoutMs, operator.totalTimeoutMs),
    ...(firstTokenTimeoutMs !== undefined && {
      firstTokenTimeoutMs: Math.min(firstTokenTimeoutMs, operator.firstByteTimeoutMs),
    }),
  };
}
