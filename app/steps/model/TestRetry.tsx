import { useSubmit } from '@remix-run/react';
import { useCallback, useEffect, useRef } from 'react';
import { formatElapsed } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Time } from '../../ui/Time.tsx';

/** An endpoint that goes on refusing is left to the person after so many tests by itself. */
const MAX_TRIES = 5;

/** Counts down to when an endpoint wants to be asked again, and then tests it; without scripts it says when that is. */
export function TestRetry({
  connectionId,
  at,
  inMs,
}: {
  connectionId: string;
  at: Date;
  /** As the server counts it: the clock of a browser may be another one. */
  inMs: number;
}) {
  const tries = useRef(0);
  const submit = useSubmit();
  const isHydrated = useHydrated();
  const test = useCallback(() => {
    tries.current += 1;
    submit(
      { intent: 'test', connectionId },
      { method: 'post', action: steps.model.path, replace: true, preventScrollReset: true },
    );
  }, [connectionId, submit]);
  if (inMs === 0) return null;
  if (!isHydrated || tries.current >= MAX_TRIES) {
    return (
      <p>
        The endpoint wants to be asked again from <Time at={at} toTheSecond /> on.
      </p>
    );
  }
  // A test that was refused again comes with a time of its own.
  return <Countdown key={at.toISOString()} fromMs={inMs} onEnd={test} />;
}

function Countdown({ fromMs, onEnd }: { fromMs: number; onEnd: () => void }) {
  const leftMs = Math.max(0, -useElapsed(-fromMs, true));
  useEffect(() => {
    const timer = setTimeout(onEnd, fromMs);
    return () => clearTimeout(timer);
  }, [fromMs, onEnd]);
  return (
    <p>
      This page tests again by itself in{' '}
      <span className="figures">{formatElapsed(Math.ceil(leftMs / 1_000) * 1_000)}</span>.
    </p>
  );
}
