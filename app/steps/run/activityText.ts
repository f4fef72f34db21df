/** What a run is doing, in words. */
import { errorReasonDefinitions } from '../../../contract/errorReasons.ts';
import type { Run } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';

type Pace = NonNullable<Run['pace']>;

/** True while something keeps the run from calling. */
export function isWaiting(pace: Run['pace']): boolean {
  return pace !== null && pace.state !== 'calling' && pace.state !== 'warming_up';
}

/** A sentence for people who wonder why nothing moves. */
export function activityText(pace: Run['pace']): string {
  if (pace === null) return 'Starting: a worker takes the test over';
  const span = pace.waitSeconds === null ? '' : ` ${plural(pace.waitSeconds, 'second')}`;
  const cause = pace.lastRetry ? retryText(pace.lastRetry) : 'a failed call';
  switch (pace.state) {
    case 'warming_up':
      return 'Warming up: these calls are not counted';
    case 'calling':
      return 'Calling the endpoint';
    case 'backing_off':
      return `Backing off${span} after ${cause}`;
    case 'paused':
      return `Waiting${span} for the endpoint’s reset after ${cause}`;
    case 'spacing':
      return `Pausing${span} between two calls, as set`;
    case 'queued':
      return 'Waiting for its turn: other tests use this endpoint';
  }
}

/** What a call was made again for: `a 429 (too many requests)`, `a lost connection`. */
export function retryText({ status, reason }: NonNullable<Pace['lastRetry']>): string {
  const { cause } = errorReasonDefinitions[reason];
  return status === null ? cause : `a ${status} (${cause.replace(/^an? /, '')})`;
}
