import { eq, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import type { ConnectionRow, SessionRow } from '../../db/rows.ts';
import { modelConfigs } from '../../db/schema.ts';
import { expireSession, sessionExpired, whyGone } from './sessionEnd.ts';
import { createSessionToken, hashSessionToken } from './sessionToken.ts';

/** What a token opens, with the model that is connected in it. */
export interface Session extends SessionRow {
  /** Seconds until it expires, by the database's clock. */
  expiresInSeconds: number;
  connection: ConnectionRow;
}

/** How many sessions one address may have at once, and how long each lives. */
export interface SessionBounds {
  maxSessionsPerAddress: number;
  sessionMinutes: number;
}

/** A session that may be inserted: its token is stored nowhere, its hash in the row. */
export interface AdmittedSession {
  sessionToken: string;
  sessionHash: string;
  expiresAt: Date;
  expiresInSeconds: number;
}

/**
 * Admits one more session of a client address, within the caller's transaction, which must insert its
 * row. Its token is stored nowhere (docs/decisions/0004).
 * @param addressBucket from `createAddressBucket`
 * @throws DomainError `session_limit` when the address has its share of active sessions
 */
export async function admitSession(
  tx: Db,
  addressBucket: string,
  { maxSessionsPerAddress, sessionMinutes }: SessionBounds,
): Promise<AdmittedSession> {
  const sessionToken = createSessionToken();
  // Requests from one address queue here, so that two at once cannot both find a free place.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${addressBucket}, 0))`);
  await assertPlaceFree(tx, addressBucket, maxSessionsPerAddress);
  return {
    sessionToken,
    sessionHash: hashSessionToken(sessionToken) as string,
    expiresAt: await timeIn(tx, sessionMinutes),
    expiresInSeconds: sessionMinutes * 60,
  };
}

/**
 * The session behind a token. One that has expired and is still there is deleted first; `onExpired`
 * then gets its hash.
 * @throws DomainError `session_not_found` or `session_expired`
 */
export async function findSession(
  db: Db,
  token: string,
  onExpired: (sessionHash: string) => void = () => {},
): Promise<Session> {
  const sessionHash = hashSessionToken(token);
  const session = sessionHash && (await findStoredSession(db, sessionHash));
  if (!session) throw await whyGone(db, sessionHash);
  if (session.expiresInSeconds <= 0) {
    // Should it fail, the purge does it; the visitor is told all the same.
    const expired = await expireSession(db, session.sessionHash).catch(() => []);
    expired.forEach(onExpired);
    throw sessionExpired();
  }
  return { ...session, expiresInSeconds: Math.ceil(session.expiresInSeconds) };
}

/** The session under a hash, expired or not: then `expiresInSeconds` is not positive. */
export async function findStoredSession(db: Db, sessionHash: string): Promise<Session | undefined> {
  const [row] = await db
    .select({ config: modelConfigs, expiresInSeconds: secondsLeft })
    .from(modelConfigs)
    .where(eq(modelConfigs.sessionHash, sessionHash));
  return row && toSession(row.config, row.expiresInSeconds);
}

/** A row taken apart into the session and its connection. */
export function toSession(
  row: typeof modelConfigs.$inferSelect,
  expiresInSeconds: number,
): Session {
  const { id, sessionHash, createdAt, expiresAt, ipAddress, conversation, ...connection } = row;
  return {
    id,
    sessionHash,
    createdAt,
    expiresAt,
    ipAddress,
    conversation,
    expiresInSeconds,
    connection,
  };
}

/**
 * What `read` finds of a session that is still alive; cheap enough for each notification.
 * @throws DomainError `session_expired` when it ended meanwhile, else what `read` throws
 */
export async function readWhileAlive<Row>(
  db: Db,
  sessionHash: string,
  read: () => Promise<Row>,
): Promise<Row> {
  const [found] = await Promise.allSettled([read()]);
  // Asked second: a session that ends takes its rows along, and its end is what a watcher must hear.
  await assertSessionAlive(db, sessionHash);
  if (found.status === 'rejected') throw found.reason;
  return found.value;
}

/** @throws DomainError `session_expired` when the session is gone or over */
export async function assertSessionAlive(db: Db, sessionHash: string): Promise<void> {
  const [row] = await db
    .select({ secondsLeft })
    .from(modelConfigs)
    .where(eq(modelConfigs.sessionHash, sessionHash));
  assertAlive(row);
}

/**
 * Judges what a query of one's own found of a session's row.
 * @throws DomainError `session_expired` when it is gone or over
 */
export function assertAlive(row: { secondsLeft: number } | undefined): void {
  if (!row || row.secondsLeft <= 0) throw sessionExpired();
}

/** By the database's clock, in whole milliseconds, as JavaScript tells time. */
async function timeIn(tx: Db, minutes: number): Promise<Date> {
  const [row] = await queryRows<{ now_ms: number }>(
    tx,
    sql`select floor(extract(epoch from now()) * 1000)::float8 as now_ms`,
  );
  return new Date((row?.now_ms as number) + minutes * 60_000);
}

async function assertPlaceFree(tx: Db, addressBucket: string, limit: number): Promise<void> {
  const [active] = await queryRows<{ sessions: number; free_in: number | null }>(
    tx,
    sql`select count(*)::int as sessions,
               ceil(extract(epoch from min(expires_at) - now()))::int as free_in
        from ${modelConfigs} where ip_address = ${addressBucket} and expires_at > now()`,
  );
  if (!active || active.sessions < limit) return;
  const minutes = Math.ceil((active.free_in ?? 60) / 60);
  throw new DomainError(
    'session_limit',
    `${limit === 1 ? 'A session is' : `${limit} sessions are`} already active from your network address: in another browser, in a program, or of somebody who ` +
      `shares the address. End it where it was started, or wait ${minutes} min until it ends by itself. ` +
      'The server administrator can allow more with DEMO_MAX_SESSIONS_PER_IP.',
    { retryAfterSeconds: active.free_in ?? 60 },
  );
}

/** Seconds until a session expires, by the database's clock. */
export const secondsLeft = sql<number>`extract(epoch from ${modelConfigs.expiresAt} - now())::float8`;
