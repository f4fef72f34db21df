/**
 * How sessions end. All that one owns goes in one transaction: rows, jobs, counts of limits. Of an expired
 * one the hash of its token is kept for a day, so that whoever comes late is told that it expired and
 * not that it never was (docs/decisions/0020).
 */
import { and, eq, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { publish, type Topic } from '../../db/engine/index.ts';
import {
  batchTestResults,
  batchTestRuns,
  chatMessages,
  endedSessions,
  modelConfigs,
  rateLimits,
} from '../../db/schema.ts';
import { deleteRunJobs } from '../jobs/index.ts';

/** As long as the wizard's cookie. */
const REMEMBERED_HOURS = 24;

export interface Deletion {
  config: boolean;
  testRuns: number;
  results: number;
}

/** Deletes a session and all it owns, and says how much that was. */
export async function deleteSession(db: Db, sessionHash: string): Promise<Deletion> {
  return db.transaction(async (tx) => {
    const [counts] = await tx
      .select({
        testRuns: sql<number>`(select count(*)::int from ${batchTestRuns} where ${batchTestRuns.sessionHash} = ${sessionHash})`,
        results: sql<number>`(select count(*)::int from ${batchTestResults} where ${batchTestResults.sessionHash} = ${sessionHash})`,
      })
      .from(sql`(select 1) as one`);
    const deleted = await deleteSessions(tx, eq(modelConfigs.sessionHash, sessionHash));
    return {
      config: deleted.length > 0,
      testRuns: counts?.testRuns ?? 0,
      results: counts?.results ?? 0,
    };
  });
}

/** Deletes every expired session with all it owns; returns the stored ids of those there were. */
export async function purgeExpiredSessions(db: Db): Promise<string[]> {
  await db
    .delete(endedSessions)
    .where(lt(endedSessions.expiredAt, sql`now() - make_interval(hours => ${REMEMBERED_HOURS})`));
  return expire(db);
}

/** The same for one session, if it is still there. */
export function expireSession(db: Db, sessionHash: string): Promise<string[]> {
  return expire(db, eq(modelConfigs.sessionHash, sessionHash));
}

/** Why there is no session under a stored id. */
export async function whyGone(db: Db, sessionHash: string | undefined): Promise<DomainError> {
  const [ended] =
    sessionHash === undefined
      ? []
      : await db.select().from(endedSessions).where(eq(endedSessions.sessionHash, sessionHash));
  if (ended) return sessionExpired();
  return new DomainError(
    'session_not_found',
    'There is no such session. It was deleted or never existed; connect your model again.',
  );
}

export function sessionExpired(): DomainError {
  return new DomainError(
    'session_expired',
    'This session has expired, and its key and results are gone. Connect your model again to start a new one.',
  );
}

function expire(db: Db, which?: SQL): Promise<string[]> {
  return db.transaction(async (tx) => {
    const expired = lte(modelConfigs.expiresAt, sql`now()`);
    const gone = await deleteSessions(tx, which ? (and(expired, which) as SQL) : expired);
    if (gone.length > 0) await tx.insert(endedSessions).values(gone).onConflictDoNothing();
    return gone.map(({ sessionHash }) => sessionHash);
  });
}

/** Deletes sessions with all they own, and notifies whoever works for them or watches them, on every node. */
async function deleteSessions(
  tx: Db,
  which: SQL,
): Promise<{ sessionHash: string; expiredAt: Date }[]> {
  const sessions = tx
    .select({ sessionHash: modelConfigs.sessionHash, expiredAt: modelConfigs.expiresAt })
    .from(modelConfigs)
    .where(which);
  const theirs = inArray(
    batchTestRuns.sessionHash,
    tx.select({ id: modelConfigs.sessionHash }).from(modelConfigs).where(which),
  );
  // Runs before sessions, the order in which workers lock them: the other way round both could wait for ever.
  await tx
    .update(batchTestRuns)
    .set({ status: 'cancelled' })
    .where(and(theirs, inArray(batchTestRuns.status, ['pending', 'running'])));
  // From here on no run can be added.
  const ending = await sessions.for('update');
  const ids = ending.map(({ sessionHash }) => sessionHash);
  if (ids.length === 0) return [];
  const runs = await tx.select({ id: batchTestRuns.id }).from(batchTestRuns).where(theirs);
  const answers = await tx
    .select({ id: chatMessages.id })
    .from(chatMessages)
    .where(and(inArray(chatMessages.sessionHash, ids), eq(chatMessages.status, 'streaming')));
  await deleteRunJobs(
    tx,
    runs.map(({ id }) => id),
  );
  await publishAll(tx, [
    ...ids.map((id) => `ended:${id}` as const),
    ...runs.flatMap(({ id }) => [`stop:${id}`, `run:${id}`] as const),
    ...answers.flatMap(({ id }) => [`stop:${id}`, `chat:${id}`] as const),
  ]);
  await tx.delete(rateLimits).where(inArray(sql`split_part(${rateLimits.key}, ' ', 1)`, ids));
  await tx.delete(modelConfigs).where(inArray(modelConfigs.sessionHash, ids));
  return ending;
}

async function publishAll(tx: Db, topics: Topic[]): Promise<void> {
  await tx.execute(
    sql`select ${publish(sql`topic`)} from jsonb_array_elements_text(${JSON.stringify(topics)}::jsonb) as topic`,
  );
}
