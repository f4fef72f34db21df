import { Form, useNavigation, useRevalidator, useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import { stillLoadingText } from '../../../contract/connectionTest.ts';
import type { PendingTest } from '../../lib/api.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** A test that waits for the model: for how long already, and the way to stop it. */
export function PendingTestNotice({
  test,
  isStopping,
}: {
  test: PendingTest;
  isStopping: boolean;
}) {
  useFollowed(test);
  const waitedMs = useElapsed(test.waitedForModelMs, !test.isAbandoned);
  if (test.isAbandoned) {
    return (
      <Notice tone="warn" title="The connection test was cut off">
        {test.message}
      </Notice>
    );
  }
  return (
    <div className="space-y-3">
      {/* Seconds are for the eye: a screen reader is told once. */}
      <Notice isLive={false} title={stillLoadingText(waitedMs)}>
        The endpoint has not answered yet. A model that is not in memory may take minutes to load;
        this page goes on by itself once it answers.
      </Notice>
      <p role="status" className="sr-only">
        The model is still loading. This page goes on by itself once it answers.
      </p>
      <Form method="post" replace preventScrollReset>
        <Button name="intent" value="stop-test" busy={isStopping}>
          Stop the test
        </Button>
      </Form>
    </div>
  );
}

const LOOK_EVERY_MS = 2_000;

/** Looks again until the test is over, and begins it anew when its process is gone. */
function useFollowed({ isAbandoned }: PendingTest): void {
  const { state } = useNavigation();
  const { revalidate } = useRevalidator();
  const submit = useSubmit();
  const isIdle = state === 'idle';
  useEffect(() => {
    if (!isIdle) return;
    if (isAbandoned) {
      submit({ intent: 'test' }, { method: 'post', replace: true, preventScrollReset: true });
      return;
    }
    const timer = setInterval(revalidate, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isIdle, isAbandoned, revalidate, submit]);
}
