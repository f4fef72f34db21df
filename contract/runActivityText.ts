/** What a run is doing or waits for, in words. */
import { errorReasonDefinitions } from './errorReasons.ts';
import type { AccuracySoFar, RunActivity } from './runActivity.ts';
import { shownPercentage } from './shownPercentage.ts';

const NARROW_SPACE = '\u202f';

/** A sentence for people who wonder why nothing moves; null is a run that no worker has begun. */
export function activityText(
  activity: Pick<RunActivity, 'state' | 'waitSeconds' | 'lastRetry'> | null,
): string {
  if (activity === null) return 'Starting: waiting for a worker';
  const { state, waitSeconds, lastRetry } = activity;
  const span = waitSeconds === null ? '' : ` ${spanText(waitSeconds)}`;
  const cause = lastRetry ? retryText(lastRetry) : 'a failed call';
  switch (state) {
    case 'starting':
      return activityText(null);
    case 'warming_up':
      return 'Warming up: these calls are not counted';
    case 'calling':
      return 'Calling the endpoint';
    case 'backing_off':
      return `Backing off${span} after ${cause}`;
    case 'paused':
      return `Waiting${span} for the endpoint’s reset after ${cause}`;
    case 'spacing':
      return `Pausing${span}: the delay between requests`;
    case 'queued':
      return 'Queued: other runs use this endpoint';
    case 'others_turn':
      return 'Waiting for its turn: the server loads one model at a time';
  }
}

/** What bounds the calls: what was asked for, and what was learnt of the endpoint. */
export function limitText({
  limit,
  callsAtOnce,
  callsAtOnceBy,
  startsPerSecond,
}: Pick<RunActivity, 'limit' | 'callsAtOnce' | 'callsAtOnceBy' | 'startsPerSecond'>): string {
  const isSlower = callsAtOnceBy === 'latency';
  const allowed = [
    callsAtOnce !== null && !isSlower && `${callsAtOnce} at once`,
    startsPerSecond !== null && `${startsPerSecond} requests a second`,
  ].filter((bound) => bound !== false);
  return [
    `limit ${limit}`,
    callsAtOnce !== null && isSlower && `slowed to ${callsAtOnce}: answers got slower with more`,
    allowed.length > 0 && `the endpoint allows ${allowed.join(', ')}`,
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

/** `80 % (320 of 400; 76–84 %)`; bounds to the point, since it moves. */
export function accuracySoFarText({ graded, correct, low, high }: AccuracySoFar): string {
  const share = shownPercentage((100 * correct) / graded);
  return `${share}${NARROW_SPACE}% (${correct} of ${graded}; ${Math.round(low)}–${Math.round(high)}${NARROW_SPACE}%)`;
}

/** `45 seconds`, `6 minutes 5 seconds`. */
function spanText(seconds: number): string {
  const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return counted(seconds, 'second');
  const rest = seconds % 60;
  return rest === 0
    ? counted(minutes, 'minute')
    : `${counted(minutes, 'minute')} ${counted(rest, 'second')}`;
}

/** What a call was retried for: `a 429 (too many requests)`, `a lost connection`. */
export function retryText({
  status,
  reason,
}: Pick<NonNullable<RunActivity['lastRetry']>, 'status' | 'reason'>): string {
  const { cause } = errorReasonDefinitions[reason];
  return status === null ? cause : `a ${status} (${cause.replace(/^an? /, '')})`;
}
