/** The connection tests that this process makes. See docs/decisions/0028. */
import type { TestWaits } from '../../../contract/schemas/testWaits.ts';
import type { Session } from '../../sessions/index.ts';
import { createLeasedWork, type LeasedWork } from '../leasedWork.ts';
import { type RunTestDeps, runTest } from './runTest.ts';
import { dropTest, releaseLease, renewLease, testTopic } from './testStore.ts';

export interface LiveTests extends Pick<LeasedWork, 'close'> {
  /** Makes a test whose row `beginTest` has just inserted. */
  begin(session: Session, testId: string, waits: TestWaits): void;
}

/** @param onFault hears of a fault of ours, which costs the test */
export function createLiveTests(deps: RunTestDeps & { onFault(error: unknown): void }): LiveTests {
  const { db } = deps;
  const tests = createLeasedWork(deps);
  return {
    begin(session, testId, waits) {
      const { sessionHash } = session;
      const lease = {
        key: testId,
        topic: testTopic(sessionHash),
        renew: () => renewLease(db, testId),
        release: () => releaseLease(db, testId),
        drop: () => dropTest(db, { sessionHash, testId }),
      };
      tests.begin(lease, [session], (signal) => runTest(deps, session, { testId, signal, waits }));
    },
    close: tests.close,
  };
}
