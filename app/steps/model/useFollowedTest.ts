import { useNavigation, useRevalidator, useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import type { PendingTest } from '../../lib/api.ts';

const LOOK_EVERY_MS = 2_000;

/** Looks again until a test is over, and begins it anew when its process is gone. */
export function useFollowedTest(test: PendingTest | null): void {
  const { state } = useNavigation();
  const { revalidate } = useRevalidator();
  const submit = useSubmit();
  const isFollowed = test !== null && state === 'idle';
  const isAbandoned = test?.isAbandoned ?? false;
  useEffect(() => {
    if (!isFollowed) return;
    if (isAbandoned) {
      submit({ intent: 'test' }, { method: 'post', replace: true, preventScrollReset: true });
      return;
    }
    const timer = setInterval(revalidate, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isFollowed, isAbandoned, revalidate, submit]);
}
