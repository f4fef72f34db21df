import { countRemaining, isRunOver } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';

/** How many prompts of a run are finished, and how. */
export function RunCounters({ run }: { run: Run }) {
  const finished = run.completedPrompts + run.failedPrompts;
  const left = countRemaining(run);
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-[0.9375rem]">
      <Counter
        name="finished"
        value={`${formatCount(finished)} of ${formatCount(run.totalPrompts)}`}
      />
      <Counter name="answered" value={formatCount(run.completedPrompts)} />
      <Counter name="failed" value={formatCount(run.failedPrompts)} isBad={run.failedPrompts > 0} />
      {left > 0 && (
        <Counter name={isRunOver(run) ? 'not run' : 'remaining'} value={formatCount(left)} />
      )}
    </dl>
  );
}

function Counter({ name, value, isBad }: { name: string; value: string; isBad?: boolean }) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className={`figures font-medium ${isBad ? 'text-bad' : ''}`}>{value}</dd>
    </div>
  );
}
