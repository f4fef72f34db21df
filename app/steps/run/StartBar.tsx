import type { RunEstimate } from '../../lib/api.ts';
import { formatApproximate, formatCount, formatDuration, plural } from '../../lib/format.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';

/** Stays in view: what the run will take, and the button that starts it. */
export function StartBar({
  estimate,
  isStarting,
}: {
  estimate: RunEstimate | null;
  isStarting: boolean;
}) {
  const isHydrated = useHydrated();
  return (
    <div className="sticky-foot sticky bottom-0 z-[1] -mx-4 mt-8 flex items-center justify-between gap-x-4 border-t border-rule bg-paper px-4 py-3 sm:mx-0 sm:px-0">
      <p className="figures min-w-0 text-sm">
        {estimate ? (
          <>
            {inShort(estimate)}
            <span className="hidden sm:inline"> · {outputTokens(estimate)}</span>
          </>
        ) : (
          <span className="text-muted">
            There is nothing to estimate yet: look at the prompts and the settings.
          </span>
        )}
        {estimate && isOverLimit(estimate) && (
          <span className="block text-warn">
            More than the endpoint had left: it will wait for its limits by itself.
          </span>
        )}
      </p>
      <div className="flex shrink-0 flex-wrap justify-end gap-3">
        {!isHydrated && (
          <Button name="intent" value="estimate">
            Estimate
          </Button>
        )}
        <Button variant="primary" busy={isStarting} name="intent" value="start">
          Start the run
        </Button>
      </div>
    </div>
  );
}

/** `10 calls · about 15 s`. */
function inShort({ calls, likelyMs }: RunEstimate): string {
  const time = likelyMs === null ? 'time unknown' : `about ${formatDuration(likelyMs)}`;
  return `${plural(calls, 'call')} · ${time}`;
}

function outputTokens({ likelyAnswerTokens, mostAnswerTokens }: RunEstimate): string {
  return likelyAnswerTokens === null
    ? `up to ${formatCount(mostAnswerTokens)} output tokens`
    : `about ${formatApproximate(likelyAnswerTokens)} output tokens`;
}

function isOverLimit({ limits }: RunEstimate): boolean {
  return limits.some(({ needed, remaining, limit }) => needed > (remaining ?? limit ?? 0));
}
