import { useNavigation, useRevalidator, useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import { problemOf } from '../../../sdk/index.ts';
import type { Connection } from '../../lib/api.ts';
import { byomClient } from '../../lib/byomClient.ts';

const LOOK_EVERY_MS = 2_000;

/**
 * Looks again until the tests of these connections are over, and begins one anew when its process is gone. While
 * nobody answers, such as when the server is restarted, the page stays as it is.
 */
export function useFollowedTests(
  connections: readonly Pick<Connection, 'connectionId' | 'pendingTest'>[],
): void {
  const { state } = useNavigation();
  const { revalidate } = useRevalidator();
  const submit = useSubmit();
  const isFollowed = connections.some(({ pendingTest }) => pendingTest) && state === 'idle';
  const abandoned = connections.find(({ pendingTest }) => pendingTest?.isAbandoned)?.connectionId;
  useEffect(() => {
    if (!isFollowed) return;
    if (abandoned !== undefined) {
      submit(
        { intent: 'test', connectionId: abandoned },
        { method: 'post', replace: true, preventScrollReset: true },
      );
      return;
    }
    let isLooking = true;
    const look = async () => {
      if ((await isServed()) && isLooking) revalidate();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      isLooking = false;
      clearInterval(timer);
    };
  }, [isFollowed, abandoned, revalidate, submit]);
}

/** A page that is loaded while nobody answers gives way to an error, so that this is asked first. */
async function isServed(): Promise<boolean> {
  try {
    await byomClient().session.current.query();
    return true;
  } catch (error) {
    const problem = problemOf(error);
    // The page says what became of the session.
    return problem !== null && problem.status < 500;
  }
}
