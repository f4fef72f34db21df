/**
 * How sessions end. All that a session owns is deleted in one transaction: rows, jobs, rate-limit counts.
 * The hash of an expired one is kept for a day, so that a late request gets `session_expired` and not
 * `session_not_found` (docs/decisions/0020).
 */

import { and, eq, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { Deletion } from '../../contract/deletion.ts';
import { DomainError } from '../../contract/domainError.ts';
import { activeRunStatuses } from '../../contract/runs.ts';
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

/** As long as the wizard's cookie lives. */
const REMEMBERED_HOURS = 24;

/** Deletes a session and all it owns; returns how much was deleted, which is nothing where it was gone already. */
export async function deleteSession(db: Db, sessionHash: string): Promise<Deletion> {
  return db.transaction(async (tx) => {
    const ending = await lockSessions(tx, eq(modelConfigs.sessionHash, sessionHash));
    // Counted under the lock: of two who delete at once, one deletes.
    const [counts] = await tx
      .select({
        testRuns: sql<number>`(select count(*)::int from ${batchTestRuns} where ${batchTestRuns.sessionHash} = ${sessionHash})`,
        results: sql<number>`(select count(*)::int from ${batchTestResults} where ${batchTestResults.sessionHash} = ${sessionHash})`,
      })
      .from(sql`(select 1) as one`);
    await deleteLocked(tx, ending);
    return {
      config: ending.length > 0,
      testRuns: counts?.testRuns ?? 0,
      results: counts?.results ?? 0,
    };
  });
}

/** Deletes every expired session with all it owns; returns their hashes. */
export async function purgeExpiredSessions(db: Db): Promise<string[]> {
  await db
    .delete(endedSessions)
    .where(lt(endedSessions.expiredAt, sql`now() - make_interval(hours => ${REMEMBERED_HOURS})`));
  return expire(db);
}

/** Deletes one session if it has expired; returns its hash, or nothing when it was gone already. */
export function expireSession(db: Db, sessionHash: string): Promise<string[]> {
  return expire(db, eq(modelConfigs.sessionHash, sessionHash));
}

/** The error for a session that is not there: it expired within the last day, or it never was. */
export async function missingSessionError(
  db: Db,
  sessionHash: string | undefined,
): Promise<DomainError> {
  const [ended] =
    sessionHash === undefined
      ? []
      : await db.select().from(endedSessions).where(eq(endedSessions.sessionHash, sessionHash));
  if (ended) return sessionExpiredError();
  return new DomainError(
    'session_not_found',
    'There is no such session. It was deleted or never existed; connect your model again.',
  );
}

/** @param isDeleted whether what it held is deleted, or is yet to be */
export function sessionExpiredError(isDeleted = true): DomainError {
  const held = isDeleted
    ? 'and its key and results are gone'
    : 'and its key and results will be deleted within minutes';
  return new DomainError(
    'session_expired',
    `This session has expired, ${held}. Connect your model again to start a new one.`,
  );
}

function expire(db: Db, which?: SQL): Promise<string[]> {
  return db.transaction(async (tx) => {
    const expired = lte(modelConfigs.expiresAt, sql`now()`);
    const ending = await lockSessions(tx, which ? (and(expired, which) as SQL) : expired);
    await deleteLocked(tx, ending);
    if (ending.length > 0) await tx.insert(endedSessions).values(ending).onConflictDoNothing();
    return ending.map(({ sessionHash }) => sessionHash);
  });
}

interface EndingSession {
  sessionHash: string;
  expiredAt: Date;
}

/** Locks sessions that are about to be deleted, and ends their runs. */
async function lockSessions(tx: Db, which: SQL): Promise<EndingSession[]> {
  const sessions = tx
    .select({ sessionHash: modelConfigs.sessionHash, expiredAt: modelConfigs.expiresAt })
    .from(modelConfigs)
    .where(which);
  const ofTheseSessions = inArray(
    batchTestRuns.sessionHash,
    tx.select({ id: modelConfigs.sessionHash }).from(modelConfigs).where(which),
  );
  // Runs before sessions, the order in which workers lock them; the other order could deadlock.
  await tx
    .update(batchTestRuns)
    .set({ status: 'cancelled' })
    .where(and(ofTheseSessions, inArray(batchTestRuns.status, activeRunStatuses)));
  // The lock keeps new runs from being added.
  return sessions.for('update');
}

/** Deletes sessions with all they own, and notifies their workers and watchers on every node. */
async function deleteLocked(tx: Db, ending: EndingSession[]): Promise<void> {
  const hashes = ending.map(({ sessionHash }) => sessionHash);
  if (hashes.length === 0) return;
  const runs = await tx
    .select({ id: batchTestRuns.id })
    .from(batchTestRuns)
    .where(inArray(batchTestRuns.sessionHash, hashes));
  const answers = await tx
    .select({ id: chatMessages.id })
    .from(chatMessages)
    .where(and(inArray(chatMessages.sessionHash, hashes), eq(chatMessages.status, 'streaming')));
  await deleteRunJobs(
    tx,
    runs.map(({ id }) => id),
  );
  await publishAll(tx, [
    ...hashes.map((id) => `ended:${id}` as const),
    ...runs.flatMap(({ id }) => [`stop:${id}`, `run:${id}`] as const),
    ...answers.flatMap(({ id }) => [`stop:${id}`, `chat:${id}`] as const),
  ]);
  await tx.delete(rateLimits).where(inArray(sql`split_part(${rateLimits.key}, ' ', 1)`, hashes));
  await tx.delete(modelConfigs).where(inArray(modelConfigs.sessionHash, hashes));
}

async function publishAll(tx: Db, topics: Topic[]): Promise<void> {
  await tx.execute(
    sql`select ${publish(sql`topic`)} from jsonb_array_elements_text(${JSON.stringify(topics)}::jsonb) as topic`,
  );
}
