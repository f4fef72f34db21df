/**
 * Keeps the first candidate of a session in the session's own row, and its baseline there where it has no candidate.
 * What moves is encrypted anew, since secrets are bound to their place. All of it is part of the caller's
 * transaction, which holds the lock on the session's row.
 * See docs/decisions/0035.
 */
import { eq } from 'drizzle-orm';
import type { Db } from '../../db/engine/index.ts';
import { furtherConnections, modelConfigs } from '../../db/schema.ts';
import { missingSessionError, type Session, toSession } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { bindingOf, credentialsOf, encryptSecrets } from './connectionSecrets.ts';
import { type Connection, listConnections } from './connectionStore.ts';

/**
 * Locks a session and reads it again: of two who change its connections, the second finds what the first did.
 * @throws DomainError `session_expired`, `session_not_found`
 */
export async function lockSession(
  tx: Db,
  { sessionHash, expiresInSeconds }: Session,
): Promise<Session> {
  const [row] = await tx
    .select()
    .from(modelConfigs)
    .where(eq(modelConfigs.sessionHash, sessionHash))
    // Not `update`, for which results that are being stored would have to wait.
    .for('no key update');
  if (!row) throw await missingSessionError(tx, sessionHash);
  return toSession(row, expiresInSeconds);
}

/** Moves connections so that the right one is first, and returns the session as it is then. */
export async function arrangeConnections(
  tx: Db,
  cipher: ApiKeyCipher,
  session: Session,
): Promise<Session> {
  const all = await listConnections(tx, session);
  const first = all.find(({ role }) => role === 'candidate') ?? all[0];
  if (!first?.isFurther) return session;
  await moveOut(tx, cipher, session);
  return moveIn(tx, cipher, { ...session, connection: first });
}

/** Puts a further connection into the session's row, over what is there. */
export async function moveIn(tx: Db, cipher: ApiKeyCipher, further: Session): Promise<Session> {
  const placed = atPlace(cipher, further, false);
  const { sessionHash, expiresInSeconds, connection } = further;
  await tx
    .delete(furtherConnections)
    .where(eq(furtherConnections.connectionId, connection.connectionId));
  const [row] = await tx
    .update(modelConfigs)
    .set(placed)
    .where(eq(modelConfigs.sessionHash, sessionHash))
    .returning();
  if (!row) throw new Error('The session was not locked.');
  return toSession(row, expiresInSeconds);
}

/** Gives the session's first connection a row of its own. */
async function moveOut(tx: Db, cipher: ApiKeyCipher, session: Session): Promise<void> {
  const { sessionHash } = session;
  await tx.insert(furtherConnections).values({ ...atPlace(cipher, session, true), sessionHash });
}

function atPlace(
  cipher: ApiKeyCipher,
  session: Session,
  isFurther: boolean,
): Omit<Connection, 'isFurther'> {
  const { isFurther: _before, ...connection } = session.connection;
  const binding = bindingOf({ ...session, connection: { ...connection, isFurther } });
  return { ...connection, ...encryptSecrets(cipher, credentialsOf(cipher, session), binding) };
}
