/** States of a run. */
import type { RunActivity } from './runActivity.ts';
import type { Tone } from './tone.ts';

export const runStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** How many samples a run has, and how many of them are answered and failed. */
export interface RunCounts {
  totalPrompts: number;
  completedPrompts: number;
  failedPrompts: number;
}

/**
 * How a run stands, in words and their colour. Only a run whose every sample was answered is green: the status
 * `completed` alone says no more than that all have a result.
 */
export function runState(run: RunCounts & { status: RunStatus }): { label: string; tone: Tone } {
  switch (run.status) {
    case 'pending':
      return { label: 'Waiting', tone: 'accent' };
    case 'running':
      return { label: 'Running', tone: 'accent' };
    case 'cancelled':
      return { label: 'Cancelled', tone: 'warn' };
    case 'completed':
      if (run.failedPrompts === 0) return { label: 'Completed', tone: 'good' };
      return { label: 'Finished with errors', tone: 'warn' };
    case 'failed':
      if (run.completedPrompts === 0) return { label: 'Failed', tone: 'bad' };
      if (countRemaining(run) > 0) return { label: 'Stopped early', tone: 'warn' };
      return { label: 'Finished with errors', tone: 'warn' };
  }
}

/** Statuses of runs that are not over. */
export const activeRunStatuses = ['pending', 'running'] as const satisfies RunStatus[];

/** True when nothing more will happen to a run in this state. */
export function isRunOver({ status }: { status: RunStatus }): boolean {
  return !activeRunStatuses.some((active) => active === status);
}

/** Longest name of a run, in UTF-16 units. */
export const MAX_RUN_NAME_LENGTH = 100;

/** What a run is called: by the person or, without that, by its suite. */
export function runTitle({ name, suiteName }: { name: string | null; suiteName: string }): string {
  return name ?? suiteName;
}

/** A pause that is longer is a stop: the run was cancelled, or its process had died. It is no part of its time. */
export const MAX_PAUSE_IN_RUN_MS = 5_000;

/** How many of a run's samples have no result yet. A run that is over can be resumed for them. */
export function countRemaining(run: RunCounts): number {
  return run.totalPrompts - run.completedPrompts - run.failedPrompts;
}

/** The wall time of a run, in ms: how long it was worked on, without the time between a stop and going on. */
export function runWallMs({
  pace,
}: {
  pace: Pick<RunActivity, 'wallMs' | 'timeline'> | null;
}): number {
  // Runs of an earlier version have the timeline alone, which ends shortly before the run does.
  return Math.max(pace?.wallMs ?? 0, pace?.timeline.at(-1)?.[0] ?? 0);
}

/** True while the wall time of a run goes on: a worker has it. */
export function isWorkedOn(run: {
  status: RunStatus;
  pace: Pick<RunActivity, 'state'> | null;
}): boolean {
  return !isRunOver(run) && run.pace !== null && run.pace.state !== 'starting';
}
