import type { Run } from '../../lib/api.ts';
import { formatCount, formatElapsed, plural } from '../../lib/format.ts';
import { Moment } from '../ui/Moment.tsx';

/** Says what a run is doing just now, so that waiting never looks like hanging. */
export function PaceLine({ run }: { run: Run }) {
  const { pace } = run;
  if (!pace) return null;
  const left = run.totalPrompts - run.completedPrompts - run.failedPrompts;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-[0.9375rem] text-muted">
      <span>
        {states[pace.state]}
        {pace.resumesAt && (
          <>
            {' '}
            until <Moment at={new Date(pace.resumesAt)} />
          </>
        )}
      </span>
      <span>
        <span className="figures text-ink">{pace.inFlight}</span> in flight, at most{' '}
        <span className="figures text-ink">{pace.limit}</span>
      </span>
      {pace.startsPerSecond !== null && (
        <span>the endpoint takes {formatCount(pace.startsPerSecond)} a second</span>
      )}
      {pace.ratePerSecond !== null && pace.ratePerSecond > 0 && (
        <span>
          about{' '}
          <span className="figures text-ink">
            {formatElapsed((left / pace.ratePerSecond) * 1_000)}
          </span>{' '}
          to go
        </span>
      )}
      {pace.retries > 0 && <span>{plural(pace.retries, 'call')} made again</span>}
    </p>
  );
}

const states: Record<NonNullable<Run['pace']>['state'], string> = {
  warming_up: 'Warming up',
  calling: 'Calling',
  backing_off: 'Backing off after a failed call,',
  paused: 'Waiting as the endpoint asked,',
  spacing: 'Pausing between two calls,',
  queued: 'Waiting for its turn: other runs use the endpoint',
};
