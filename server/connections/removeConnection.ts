import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { activeRunStatuses } from '../../contract/runs.ts';
import { type Db, publish } from '../../db/engine/index.ts';
import {
  adapterChecks,
  batchTestRuns,
  chatMessages,
  connectionTests,
  furtherConnections,
} from '../../db/schema.ts';
import { deleteRunJobs } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { withConnection } from './connectionChoice.ts';
import { lockSession, moveIn } from './connectionPlaces.ts';
import { listConnections } from './connectionStore.ts';
import { testTopic } from './connectionTest/testStore.ts';

/**
 * Removes a connection with its key and ends its calls, on whichever node they are made. Its runs and their results
 * stay. Where it was the first, the next one takes its place.
 * @throws DomainError `connection_not_found`, `last_connection`, `session_expired`
 */
export async function removeConnection(
  { db, cipher }: { db: Db; cipher: ApiKeyCipher },
  session: Session,
  connectionId: string,
): Promise<void> {
  const { connection } = await withConnection(db, session, { connectionId });
  await db.transaction(async (tx) => {
    // Runs before sessions, the order in which workers lock them; the other order could deadlock.
    const isOfConnection = or(
      eq(batchTestRuns.connectionId, connectionId),
      connection.isFurther ? undefined : isNull(batchTestRuns.connectionId),
    );
    const cancelled = await tx
      .update(batchTestRuns)
      .set({ status: 'cancelled', completedAt: sql`now()`, error: 'The connection was removed.' })
      .where(
        and(
          eq(batchTestRuns.sessionHash, session.sessionHash),
          isOfConnection,
          inArray(batchTestRuns.status, activeRunStatuses),
        ),
      )
      .returning({ id: batchTestRuns.id, comparisonId: batchTestRuns.comparisonId });
    const locked = await lockSession(tx, session);
    const { connection: removed } = await withConnection(tx, locked, { connectionId });
    const others = (await listConnections(tx, locked)).filter(
      (each) => each.connectionId !== connectionId,
    );
    const next = others.find(({ role }) => role === 'candidate') ?? others[0];
    if (!next) {
      throw new DomainError(
        'last_connection',
        'This is the only model of the session. Connect another one first, or delete the session.',
      );
    }
    if (removed.isFurther) {
      await tx.delete(furtherConnections).where(eq(furtherConnections.connectionId, connectionId));
    } else {
      await moveIn(tx, cipher, { ...locked, connection: next });
      await stopAnswers(tx, session.sessionHash);
    }
    await tx.delete(connectionTests).where(eq(connectionTests.connectionId, connectionId));
    await tx
      .delete(adapterChecks)
      .where(
        and(
          eq(adapterChecks.status, 'running'),
          or(
            eq(adapterChecks.candidateConnectionId, connectionId),
            eq(adapterChecks.baselineConnectionId, connectionId),
          ),
        ),
      );
    // The job of a comparison is that of the other runs as well.
    const alone = cancelled.filter(({ comparisonId }) => comparisonId === null);
    await deleteRunJobs(
      tx,
      alone.map(({ id }) => id),
    );
    const topics = [
      `ended:${connectionId}` as const,
      testTopic(session.sessionHash),
      ...cancelled.flatMap(({ id }) => [`stop:${id}`, `run:${id}`] as const),
    ];
    for (const topic of topics) await tx.execute(sql`select ${publish(topic)}`);
  });
}

/** The chat asks the first connection. */
async function stopAnswers(tx: Db, sessionHash: string): Promise<void> {
  const stopped = await tx
    .update(chatMessages)
    .set({ stopRequested: true })
    .where(and(eq(chatMessages.sessionHash, sessionHash), eq(chatMessages.status, 'streaming')))
    .returning({ id: chatMessages.id });
  for (const { id } of stopped) await tx.execute(sql`select ${publish(`stop:${id}`)}`);
}
