/** States of a run. */
import type { Tone } from './tone.ts';

export const runStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const runStatusLabels = {
  pending: { label: 'Waiting', tone: 'accent' },
  running: { label: 'Running', tone: 'accent' },
  completed: { label: 'Completed', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
} as const satisfies Record<RunStatus, { label: string; tone: Tone }>;

/** True when nothing more will happen to a run in this state. */
export function isRunOver({ status }: { status: RunStatus }): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
