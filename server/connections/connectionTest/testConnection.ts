/**
 * Testing a connection, as a caller sees it: the answer comes soon, the test may take as long as the model
 * takes to be loaded. Whoever tests again, on whichever node, joins the test that is going on.
 * See docs/decisions/0028.
 */
import type { ConnectionTestAnswer, PendingTest } from '../../../contract/connectionTest.ts';
import type { TestWaits } from '../../../contract/schemas/testWaits.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { assertSessionAlive, type Session } from '../../sessions/index.ts';
import type { ApiKeyCipher } from '../apiKeyCipher.ts';
import { connectionNotFound, isConnected, untilDisconnected } from '../connectionChoice.ts';
import { credentialsOf } from '../connectionSecrets.ts';
import type { ConnectedSession } from '../connectionStore.ts';
import type { LiveTests } from './liveTests.ts';
import { answerNow, finalAnswer, pendingTest } from './testAnswer.ts';
import { activeTestStatuses, beginTest, findTest, stopTest, testTopic } from './testStore.ts';

/** The audit wants an answer within ten seconds; the rest of them is for the way. */
const ANSWER_WITHIN_MS = 9_500;

/**
 * Tests the endpoint of the session's connection, or joins its test that is going on. That the endpoint fails is a finding, not
 * an error; that the model has not answered in time is told, and the test goes on.
 * @param waits hold for a test that begins; one that is joined keeps its own
 * @throws ApiKeyUnreadableError; DomainError `session_expired`, also when the session ends meanwhile
 */
export async function testConnection(
  deps: {
    db: Db;
    cipher: ApiKeyCipher;
    notifications: Notifications;
    connectionTests: LiveTests;
    /** Aborts when the process is told to stop: nobody is then kept waiting. */
    stopping: AbortSignal;
  },
  session: Session,
  waits: TestWaits = {},
): Promise<ConnectionTestAnswer> {
  const { db, cipher, notifications, connectionTests, stopping } = deps;
  const { sessionHash } = session;
  credentialsOf(cipher, session);
  const sessionLifetime = untilDisconnected(deps, session);
  const waiting = new AbortController();
  const stopWaiting = () => waiting.abort();
  const timer = setTimeout(stopWaiting, ANSWER_WITHIN_MS);
  stopping.addEventListener('abort', stopWaiting);
  sessionLifetime.signal.addEventListener('abort', stopWaiting);
  const changes = notifications.watch(testTopic(sessionHash), waiting.signal);
  const beginOrJoin = async () => {
    const testId = await beginTest(db, session);
    if (testId) connectionTests.begin(session, testId, waits);
  };
  try {
    await beginOrJoin();
    while (true) {
      const test = await findTest(db, session);
      sessionLifetime.signal.throwIfAborted();
      if (!test) throw await missingTest(db, session);
      const answer = waiting.signal.aborted ? answerNow(test) : finalAnswer(test);
      if (answer) return answer;
      if (test.isAbandoned) await beginOrJoin();
      else await changes.next();
    }
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stopWaiting);
    sessionLifetime.signal.removeEventListener('abort', stopWaiting);
    changes.end();
    sessionLifetime.release();
  }
}

/**
 * Stops the test of a connection, or those of a whole session, whose model has not answered yet, on whichever node it is made.
 * @returns whether there was one
 */
export async function stopConnectionTest(
  { db }: { db: Db },
  connected: Pick<ConnectedSession, 'sessionHash'> & Partial<ConnectedSession>,
): Promise<{ stopped: boolean }> {
  return { stopped: await stopTest(db, connected) };
}

/** The test of a connection that is going on; null where none is. */
export async function pendingTestOf(
  { db }: { db: Db },
  connected: ConnectedSession,
): Promise<PendingTest | null> {
  const test = await findTest(db, connected, activeTestStatuses);
  return test ? pendingTest(test) : null;
}

/** A test without a row went with its session or its connection, or was dropped for a fault that is in the log. */
async function missingTest(db: Db, session: Session): Promise<Error> {
  await assertSessionAlive(db, session.sessionHash);
  if (!(await isConnected(db, session))) return connectionNotFound();
  return new Error('The connection test was given up.');
}
