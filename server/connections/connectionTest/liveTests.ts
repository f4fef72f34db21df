/**
 * The connection tests that this process makes. A test goes on behind the answers that tell of it, for as
 * long as the process has its lease. See docs/decisions/0028.
 */
import type { TestWaits } from '../../../contract/schemas/testWaits.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import type { Session } from '../../sessions/index.ts';
import { untilDisconnected } from '../connectionChoice.ts';
import { type RunTestDeps, runTest } from './runTest.ts';
import { dropTest, RENEW_EVERY_MS, releaseLease, renewLease, testTopic } from './testStore.ts';

export interface LiveTests {
  /** Makes a test whose row `beginTest` has just inserted. */
  begin(session: Session, testId: string, waits: TestWaits): void;
  /** Lets tests finish, then gives up those that take longer: the next test begins anew elsewhere. */
  close(withinMs: number): Promise<void>;
}

/** Why a test ends without a report. */
type EndReason = 'lost' | 'shutdown';

/** @param onFault hears of a fault of ours, which costs the test */
export function createLiveTests(deps: RunTestDeps & { onFault(error: unknown): void }): LiveTests {
  const { db, notifications, onFault } = deps;
  const tests = new Map<string, { stop: AbortController; done: Promise<void> }>();

  async function work(
    session: Session,
    { testId, waits }: { testId: string; waits: TestWaits },
    stop: AbortController,
  ): Promise<void> {
    const { sessionHash } = session;
    const sessionLifetime = untilDisconnected(deps, session);
    const endWithSession = () => stop.abort('lost' satisfies EndReason);
    sessionLifetime.signal.addEventListener('abort', endWithSession);
    // While the database does not answer, the test may still be ours: only an answer ends it.
    const confirm = () =>
      void renewLease(db, testId).then(
        (isOurs) => isOurs || stop.abort('lost' satisfies EndReason),
        () => {},
      );
    const renewing = setInterval(confirm, RENEW_EVERY_MS);
    const stopListening = notifications.subscribe(testTopic(sessionHash), confirm);
    try {
      await runTest(deps, session, { testId, signal: stop.signal, waits });
    } catch (error) {
      if (stop.signal.reason === ('shutdown' satisfies EndReason)) {
        await releaseLease(db, testId).catch(() => {});
      } else if (!stop.signal.aborted) {
        onFault(error);
        await retryOnOutage(() => dropTest(db, { sessionHash, testId }), stop.signal).catch(
          onFault,
        );
      }
    } finally {
      clearInterval(renewing);
      stopListening();
      sessionLifetime.signal.removeEventListener('abort', endWithSession);
      sessionLifetime.release();
      // Those who wait in this process need not wait for the database to tell them.
      notifications.publishLocally(testTopic(sessionHash));
    }
  }

  return {
    begin(session, testId, waits) {
      const stop = new AbortController();
      const done = work(session, { testId, waits }, stop).finally(() => tests.delete(testId));
      tests.set(testId, { stop, done });
    },
    async close(withinMs) {
      const overdue = setTimeout(() => {
        for (const { stop } of tests.values()) stop.abort('shutdown' satisfies EndReason);
      }, withinMs);
      await Promise.allSettled([...tests.values()].map(({ done }) => done));
      clearTimeout(overdue);
    },
  };
}
