/**
 * The row of a connection's test. It belongs to the process that has the lease; what that writes is
 * fenced by the test's id and changes nothing once the test was stopped or has begun anew elsewhere.
 * See docs/decisions/0028.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ConnectionReport } from '../../../contract/connectionReport.ts';
import {
  type ConnectionTestStatus,
  connectionTestStatuses,
} from '../../../contract/connectionTest.ts';
import { type Db, publish, queryRows, type Topic } from '../../../db/engine/index.ts';
import { connectionTests, furtherConnections, modelConfigs } from '../../../db/schema.ts';
import {
  type ConnectedSession,
  recordConnectionTest,
  type TestedConnection,
} from '../connectionStore.ts';
import { leaseEnd } from '../leasedWork.ts';

export const activeTestStatuses: ConnectionTestStatus[] = ['waiting', 'answered'];
const isGoingOn = inArray(connectionTests.status, activeTestStatuses);

/** The test of a connection as it stands, by the database's clock. */
export interface StoredTest {
  status: ConnectionTestStatus;
  hasBegunAnew: boolean;
  /** Milliseconds since it began. */
  waitedMs: number;
  /** It is not over, and nobody has its lease any more. */
  isAbandoned: boolean;
  /** What was stored last, by this test or an earlier one. */
  report: ConnectionReport | null;
}

/** What changes with the tests of this session on whichever node. */
export function testTopic(sessionHash: string): Topic {
  return `test:${sessionHash}`;
}

/** The connections of all sessions, wherever they are. */
const anyConnection = sql`(
  select session_id as session, connection_id as id, connection_report as report from ${modelConfigs}
  union all
  select demo_session_id, id, connection_report from ${furtherConnections}
) as connection`;

/**
 * Begins the test of a connection and returns its id, with the lease; undefined where one is going on, which can
 * be joined, or where the connection is gone.
 */
export async function beginTest(
  db: Db,
  { sessionHash, connection }: ConnectedSession,
): Promise<string | undefined> {
  const [begun] = await queryRows<{ id: string }>(
    db,
    sql`insert into ${connectionTests} as test (connection_id, demo_session_id, leased_until)
          select id, session, ${leaseEnd} from ${anyConnection}
          where session = ${sessionHash} and connection.id = ${connection.connectionId}
        on conflict (connection_id) do update set
          id = gen_random_uuid(), status = 'waiting', started_at = now(),
          leased_until = excluded.leased_until,
          has_begun_anew = test.status in ('waiting', 'answered')
        where test.status not in ('waiting', 'answered') or test.leased_until <= now()
        returning id`,
  );
  return begun?.id;
}

/** Undefined before the first test of a connection, once that is gone, and in no other than `statuses`. */
export async function findTest(
  db: Db,
  { sessionHash, connection: { connectionId } }: ConnectedSession,
  statuses: readonly ConnectionTestStatus[] = connectionTestStatuses,
): Promise<StoredTest | undefined> {
  const [row] = await db
    .select({
      status: connectionTests.status,
      hasBegunAnew: connectionTests.hasBegunAnew,
      waitedMs: sql<number>`floor(extract(epoch from now() - ${connectionTests.startedAt}) * 1000)::float8`,
      isAbandoned: sql<boolean>`${isGoingOn} and ${connectionTests.leasedUntil} <= now()`,
      report: sql<ConnectionReport | null>`(
        select report from ${anyConnection} where connection.id = ${connectionTests.connectionId})`,
    })
    .from(connectionTests)
    .where(
      and(
        eq(connectionTests.connectionId, connectionId),
        eq(connectionTests.sessionHash, sessionHash),
        inArray(connectionTests.status, [...statuses]),
      ),
    );
  return row;
}

/** Prolongs the lease. False once the test was stopped, taken over, or deleted with its session. */
export async function renewLease(db: Db, testId: string): Promise<boolean> {
  const held = await db
    .update(connectionTests)
    .set({ leasedUntil: leaseEnd })
    .where(and(eq(connectionTests.id, testId), isGoingOn))
    .returning({ id: connectionTests.id });
  return held.length > 0;
}

/** Gives an unfinished test up, so that the next one begins anew at once. */
export async function releaseLease(db: Db, testId: string): Promise<void> {
  await db
    .update(connectionTests)
    .set({ leasedUntil: sql`now()` })
    .where(and(eq(connectionTests.id, testId), isGoingOn));
}

/**
 * Stores what a test found so far (`answered`) or in the end (`ended`), unless the test is no longer the
 * caller's.
 */
export async function recordTest(
  db: Db,
  connected: ConnectedSession,
  testId: string,
  status: 'answered' | 'ended',
  found: TestedConnection,
): Promise<void> {
  await db.transaction(async (tx) => {
    // Sessions before tests, the order in which a session's end locks them; the other order could deadlock.
    await tx
      .select({ id: modelConfigs.id })
      .from(modelConfigs)
      .where(eq(modelConfigs.sessionHash, connected.sessionHash))
      .for('update');
    const recorded = await tx
      .update(connectionTests)
      .set({ status })
      .where(and(eq(connectionTests.id, testId), isGoingOn))
      .returning({ id: connectionTests.id });
    if (recorded.length === 0) return;
    await recordConnectionTest(tx, connected, found);
    await tx.execute(sql`select ${publish(testTopic(connected.sessionHash))}`);
  });
}

/**
 * Stops the test of a connection, or those of a whole session, while it has one of `statuses`; its process notices on whichever node. False where
 * there was nothing to stop.
 */
export async function stopTest(
  db: Db,
  { sessionHash, connection }: Pick<ConnectedSession, 'sessionHash'> & Partial<ConnectedSession>,
  statuses: ConnectionTestStatus[] = ['waiting'],
): Promise<boolean> {
  const stopped = await queryRows(
    db,
    sql`with stopped as (
          update ${connectionTests} set status = 'stopped'
          where demo_session_id = ${sessionHash} and ${inArray(sql`status`, statuses)}
            and ${connection ? sql`connection_id = ${connection.connectionId}` : sql`true`}
          returning id
        )
        select ${publish(testTopic(sessionHash))} from stopped`,
  );
  return stopped.length > 0;
}

/** Forgets a test that failed for a fault of ours. */
export async function dropTest(
  db: Db,
  { sessionHash, testId }: { sessionHash: string; testId: string },
): Promise<void> {
  await queryRows(
    db,
    sql`with dropped as (delete from ${connectionTests} where id = ${testId} returning id)
        select ${publish(testTopic(sessionHash))} from dropped`,
  );
}
