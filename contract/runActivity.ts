import { type ErrorReason, errorReasonDefinitions } from './errorReasons.ts';

/** What a run is doing just now, or what keeps it from calling. */
export const runActivityStates = [
  /** It is to go on, and no worker has it yet. */
  'starting',
  'warming_up',
  'calling',
  /** After a failed call. */
  'backing_off',
  /** Until the time that the endpoint named. */
  'paused',
  /** The pause between two starts that the run was given. */
  'spacing',
  /** Other runs use what the endpoint allows. */
  'queued',
  /** The server has one model loaded at a time, and that is another one's of the comparison. */
  'others_turn',
] as const;

/** What the grades of a run say before it is over; `low` and `high` bound the accuracy in percent, with 95 % confidence. */
export interface AccuracySoFar {
  graded: number;
  correct: number;
  low: number;
  high: number;
}

/** How calls at once were bounded: more were refused, or answers only got slower with more. */
export const concurrencyBoundCauses = ['refusal', 'latency'] as const;
export type ConcurrencyBoundCause = (typeof concurrencyBoundCauses)[number];

/** How a run is getting on, as its worker last told; for people who wonder why nothing moves. */
export interface RunActivity {
  state: (typeof runActivityStates)[number];
  /** When calls go on, ISO 8601; null while they do. */
  resumesAt: string | null;
  /** The same as a span, counted down each time it is told. */
  waitSeconds: number | null;
  /** The last failure that a call was made again for; null while there was none. */
  lastRetry: { reason: ErrorReason; status: number | null; at: string } | null;
  /** How long the run was worked on so far, in ms: without the time between a stop and going on. */
  wallMs: number;
  /** The refusal for which the run was stopped early, as every other call would be refused too; null otherwise. */
  stoppedBy: { reason: ErrorReason; status: number | null } | null;
  inFlight: number;
  /** Most calls in flight at present: by what was learnt, and by the run's settings. */
  limit: number;
  /** Calls at once that the endpoint was found to take; null while no such bound was met. */
  callsAtOnce: number | null;
  /** How that bound was found; null while none was met. */
  callsAtOnceBy: ConcurrencyBoundCause | null;
  /** Starts a second that the endpoint was found to take; null while no such bound was met. */
  startsPerSecond: number | null;
  /** Prompts finished a second, of late; null until there are some. */
  ratePerSecond: number | null;
  /** Until the last prompt is finished, at this rate, with the waits to come; null while that is unknown. */
  etaSeconds: number | null;
  /** Calls that had to be made again. */
  retries: number;
  /** Null while nothing was graded. */
  accuracy: AccuracySoFar | null;
  /** Samples of `[ms since the start, calls in flight, limit]`, evenly spread. */
  timeline: [number, number, number][];
}

/** True while something keeps the run from calling. */
export function isWaiting(activity: Pick<RunActivity, 'state'> | null): boolean {
  return activity !== null && !['starting', 'calling', 'warming_up'].includes(activity.state);
}

/** True where a run was stopped early because its key is refused: with another one it can go on. */
export function isStoppedByKey(activity: Pick<RunActivity, 'stoppedBy'> | null): boolean {
  const reason = activity?.stoppedBy?.reason;
  return reason !== undefined && errorReasonDefinitions[reason].kind === 'auth';
}
