import { LoaderCircle, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { isWaiting } from '../../../contract/runActivity.ts';
import { activityText, limitText, retryText } from '../../../contract/runActivityText.ts';
import type { Run } from '../../lib/api.ts';
import { formatCount, formatElapsed, formatRate } from '../../lib/format.ts';
import { Time } from '../../ui/Time.tsx';

/**
 * Says what a run is doing just now, so that waiting never looks like hanging, and how fast it is.
 * Every figure keeps its place while it changes.
 */
export function RunActivityPanel({ run }: { run: Run }) {
  const { pace } = run;
  const isRunWaiting = isWaiting(pace);
  const Icon = isRunWaiting ? Timer : LoaderCircle;
  return (
    <div>
      <p
        className={`flex items-baseline gap-2 font-medium ${isRunWaiting ? 'text-warn' : 'text-accent'}`}
      >
        <Icon
          aria-hidden
          className={`size-4 shrink-0 self-center ${isRunWaiting ? '' : 'animate-spin'}`}
        />
        <span>
          {activityText(pace)}
          {pace?.resumesAt && (
            <>
              {', until '}
              <Time at={new Date(pace.resumesAt)} toTheSecond />
            </>
          )}
        </span>
      </p>
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
        <ActivityMetric
          name="Rate"
          unit="prompts a second"
          value={formatKnown(pace?.ratePerSecond, formatRate)}
        />
        <ActivityMetric
          name={metricLabels.eta}
          unit="at this pace"
          value={formatKnown(pace?.etaSeconds, (seconds) => formatElapsed(seconds * 1_000))}
        />
        <ActivityMetric
          name="In flight"
          unit={pace ? limitText(pace) : ''}
          value={formatKnown(pace?.inFlight, formatCount)}
        />
        <ActivityMetric
          name={metricLabels.retries}
          unit={pace?.lastRetry ? `last after ${retryText(pace.lastRetry)}` : 'no call failed yet'}
          value={formatKnown(pace?.retries, formatCount)}
        />
      </dl>
    </div>
  );
}

function ActivityMetric({
  name,
  value,
  unit,
}: {
  name: string;
  /** Null until it is known. */
  value: string | null;
  unit: ReactNode;
}) {
  return (
    <div className="min-w-0 border-t border-rule pt-2">
      <dt className="text-sm text-muted">{name}</dt>
      <dd>
        <span className="figures block text-xl/7 font-medium">
          {value ?? <span className="text-muted">–</span>}
        </span>
        <span className="block min-h-10 text-sm/5 text-muted">{unit}</span>
      </dd>
    </div>
  );
}

function formatKnown(
  value: number | null | undefined,
  format: (value: number) => string,
): string | null {
  return value === null || value === undefined ? null : format(value);
}
