/** States of a run. */

export const runStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** True when nothing more will happen to a run in this state. */
export function isRunOver({ status }: { status: RunStatus }): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
