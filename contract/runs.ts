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

/** Statuses of runs that are not over. */
export const activeRunStatuses = ['pending', 'running'] as const satisfies RunStatus[];

/** True when nothing more will happen to a run in this state. */
export function isRunOver({ status }: { status: RunStatus }): boolean {
  return !activeRunStatuses.some((active) => active === status);
}

/** A pause that is longer is a stop: the run was cancelled, or its process had died. It is no part of its time. */
export const MAX_PAUSE_IN_RUN_MS = 5_000;

/** How many of a run's samples have no result yet. A run that is over can be resumed for them. */
export function countRemaining(run: {
  totalPrompts: number;
  completedPrompts: number;
  failedPrompts: number;
}): number {
  return run.totalPrompts - run.completedPrompts - run.failedPrompts;
}
