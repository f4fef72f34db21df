import { stillLoadingText } from '../../../contract/connectionTest.ts';
import type { PendingTest } from '../../lib/api.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { Notice } from '../../ui/Notice.tsx';

/** A test that waits for the model, and for how long already. */
export function PendingTestNotice({ test }: { test: PendingTest }) {
  const waitedMs = useElapsed(test.waitedForModelMs, !test.isAbandoned);
  if (test.isAbandoned) {
    return (
      <Notice tone="warn" title="The connection test was cut off">
        {test.message}
      </Notice>
    );
  }
  return (
    <>
      {/* Seconds are for the eye: a screen reader is told once. */}
      <Notice isLive={false} title={stillLoadingText(waitedMs)}>
        The endpoint has not answered yet. A model that is not in memory may take minutes to load;
        this page goes on by itself once it answers.
      </Notice>
      <p role="status" className="sr-only">
        The model is still loading. This page goes on by itself once it answers.
      </p>
    </>
  );
}
