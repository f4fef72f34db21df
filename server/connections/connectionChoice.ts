/** Which connection of a session is meant, and for how long it is there. */
import { and, eq, sql } from 'drizzle-orm';
import type { ConnectionReference } from '../../contract/connectionRoles.ts';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, type Notifications, queryRows } from '../../db/engine/index.ts';
import { furtherConnections, modelConfigs } from '../../db/schema.ts';
import { type Session, untilSessionEnds } from '../sessions/index.ts';
import {
  type ConnectedSession,
  findFurtherConnection,
  listConnections,
} from './connectionStore.ts';

/**
 * The session with the connection that is meant in the place of its first.
 * @throws DomainError `connection_not_found`; `invalid_input` where several have the role
 */
export async function withConnection(
  db: Db,
  session: Session,
  { connectionId, role }: ConnectionReference,
): Promise<Session> {
  if (connectionId === undefined && role === undefined) return session;
  const [connection, ...others] = (await listConnections(db, session)).filter(
    (each) =>
      (connectionId === undefined || each.connectionId === connectionId) &&
      (role === undefined || each.role === role),
  );
  if (!connection) throw connectionNotFound(connectionId === undefined ? 'role' : 'connectionId');
  if (others.length > 0) {
    throw new DomainError(
      'invalid_input',
      `is that of ${others.length + 1} models in this session. Name one of them by its connection id`,
      { field: 'role' },
    );
  }
  return { ...session, connection };
}

/** As `withConnection`, by the id alone, which null leaves to the session; undefined where it is gone. */
export async function withConnectionIfThere(
  db: Db,
  session: Session,
  connectionId: string | null,
): Promise<Session | undefined> {
  if (connectionId === null || connectionId === session.connection.connectionId) return session;
  const connection = await findFurtherConnection(db, session.sessionHash, connectionId);
  return connection && { ...session, connection };
}

export function connectionNotFound(field = 'connectionId'): DomainError {
  return new DomainError(
    'connection_not_found',
    field === 'role'
      ? 'No model of this session has that role. Connect one.'
      : 'There is no such connection in this session. It was removed, or never existed.',
    { field },
  );
}

/** Whether a connection is still there. */
export async function isConnected(
  db: Db,
  { sessionHash, connection: { connectionId } }: ConnectedSession,
): Promise<boolean> {
  const of = (table: typeof modelConfigs | typeof furtherConnections) =>
    sql`exists (select from ${table} where ${and(eq(table.sessionHash, sessionHash), eq(table.connectionId, connectionId))})`;
  const [found] = await queryRows<{ there: boolean }>(
    db,
    sql`select ${of(modelConfigs)} or ${of(furtherConnections)} as there`,
  );
  return found?.there ?? false;
}

/**
 * As `untilSessionEnds`; the signal aborts also when the session's connection is removed, with
 * `connection_not_found` as the reason.
 */
export function untilDisconnected(
  deps: { db: Db; notifications: Notifications },
  session: Session,
): { signal: AbortSignal; release(): void } {
  const ended = new AbortController();
  const sessionLifetime = untilSessionEnds(deps, session);
  const endWithSession = () => ended.abort(sessionLifetime.signal.reason);
  sessionLifetime.signal.addEventListener('abort', endWithSession);
  const unsubscribe = deps.notifications.subscribe(
    `ended:${session.connection.connectionId}`,
    () => {
      isConnected(deps.db, session).then(
        (isThere) => isThere || ended.abort(connectionNotFound()),
        () => {},
      );
    },
  );
  return {
    signal: ended.signal,
    release() {
      unsubscribe();
      sessionLifetime.signal.removeEventListener('abort', endWithSession);
      sessionLifetime.release();
    },
  };
}
