import { useNavigation, useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import type { Connection } from '../../lib/api.ts';
import { useLookAgain } from '../../lib/useLookAgain.ts';

/** Looks again until the tests of these connections are over, and begins one anew when its process is gone. */
export function useFollowedTests(
  connections: readonly Pick<Connection, 'connectionId' | 'pendingTest'>[],
): void {
  const { state } = useNavigation();
  const submit = useSubmit();
  const abandoned = connections.find(({ pendingTest }) => pendingTest?.isAbandoned)?.connectionId;
  const isIdle = state === 'idle';
  useEffect(() => {
    if (abandoned === undefined || !isIdle) return;
    submit(
      { intent: 'test', connectionId: abandoned },
      { method: 'post', replace: true, preventScrollReset: true },
    );
  }, [isIdle, abandoned, submit]);
  useLookAgain(
    abandoned === undefined && connections.some(({ pendingTest }) => pendingTest !== null),
  );
}
