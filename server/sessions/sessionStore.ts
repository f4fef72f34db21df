import { eq, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, queryRows, shareStatements } from '../../db/engine/index.ts';
import type { ConnectionRow, SessionRow } from '../../db/rows.ts';
import { modelConfigs } from '../../db/schema.ts';
import { expireSession, missingSessionError, sessionExpiredError } from './sessionEnd.ts';
import { createSessionToken, hashSessionToken } from './sessionToken.ts';

/** What a token opens, with the model that is connected in it. */
export interface Session extends SessionRow {
  /** Seconds until it expires, by the database's clock. */
  expiresInSeconds: number;
  connection: ConnectionRow;
}

/** How many sessions one address may have at once, and how long each lives unless it was chosen, and at most. */
export interface SessionBounds {
  maxSessionsPerAddress: number;
  sessionMinutes: number;
  maxSessionMinutes: number;
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
 * row. Its token is stored nowhere (docs/decisions/0004); its end never changes (docs/decisions/0030).
 * @param addressBucket from `createAddressBucket`
 * @param chosenMinutes how long it shall live; by default as long as the bounds say
 * @throws DomainError `session_limit` when the address has as many active sessions as it may have,
 *   `invalid_input` on `sessionMinutes` when that is longer than it may live
 */
export async function admitSession(
  tx: Db,
  addressBucket: string,
  bounds: SessionBounds,
  chosenMinutes?: number,
): Promise<AdmittedSession> {
  const sessionMinutes = chosenMinutes ?? bounds.sessionMinutes;
  assertSessionLength(sessionMinutes, bounds);
  const sessionToken = createSessionToken();
  // One request of an address at a time: two at once could both count one session too few.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${addressBucket}, 0))`);
  await assertBelowSessionLimit(tx, addressBucket, bounds.maxSessionsPerAddress);
  return {
    sessionToken,
    sessionHash: hashSessionToken(sessionToken) as string,
    expiresAt: await databaseTimeIn(tx, sessionMinutes),
    expiresInSeconds: sessionMinutes * 60,
  };
}

/**
 * Finds the session behind a token. One that has expired but was not purged yet is deleted first, and
 * `onExpired` is called with its hash.
 * @throws DomainError `session_not_found` or `session_expired`
 */
export type FindSession = (
  token: string,
  onExpired?: (sessionHash: string) => void,
) => Promise<Session>;

/** Nearly every request looks for its session; those of the same moment share a statement. */
export function createSessionFinder(db: Db): FindSession {
  const findStored = shareStatements((hashes: string[]) => findStoredSessions(db, hashes));
  return async (token, onExpired = () => {}) => {
    const sessionHash = hashSessionToken(token);
    const session = sessionHash && (await findStored(sessionHash));
    if (!session) throw await missingSessionError(db, sessionHash);
    if (session.expiresInSeconds <= 0) {
      // The caller gets the error in any case; what fails to be deleted here, the purge deletes.
      const expired = await expireSession(db, session.sessionHash).catch(() => null);
      expired?.forEach(onExpired);
      throw sessionExpiredError(expired !== null);
    }
    return { ...session, expiresInSeconds: Math.ceil(session.expiresInSeconds) };
  };
}

/** The session with this hash, also an expired one, whose `expiresInSeconds` is zero or negative. */
export async function findStoredSession(db: Db, sessionHash: string): Promise<Session | undefined> {
  const [session] = await findStoredSessions(db, [sessionHash]);
  return session;
}

async function findStoredSessions(
  db: Db,
  sessionHashes: string[],
): Promise<(Session | undefined)[]> {
  const rows = await db
    .select({ config: modelConfigs, expiresInSeconds: secondsLeft })
    .from(modelConfigs)
    .where(
      // One parameter, so that it is one statement however many they are.
      sql`${modelConfigs.sessionHash} in (select json_array_elements_text(${JSON.stringify(sessionHashes)}::json))`,
    );
  const sessions = new Map(
    rows.map((row) => [row.config.sessionHash, toSession(row.config, row.expiresInSeconds)]),
  );
  return sessionHashes.map((hash) => sessions.get(hash));
}

/** Splits a row into the session and its connection. */
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
    connection: { ...connection, isFurther: false },
  };
}

/**
 * Reads something of a session and checks that the session is still alive, at the cost of one short
 * query.
 * @throws DomainError `session_expired` when it ended meanwhile, else what `read` throws
 */
export async function readWhileAlive<Row>(
  db: Db,
  sessionHash: string,
  read: () => Promise<Row>,
): Promise<Row> {
  const [found] = await Promise.allSettled([read()]);
  // Checked after the read, since a session that ends deletes its rows: the caller then gets
  // `session_expired` rather than "not found".
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
 * For queries that select `secondsLeft` of a session together with something else.
 * @throws DomainError `session_expired` when the session is gone or over
 */
export function assertAlive(row: { secondsLeft: number } | undefined): void {
  if (!row || row.secondsLeft <= 0) throw sessionExpiredError();
}

/** By the database's clock, in whole milliseconds, which is all that a JavaScript `Date` can hold. */
async function databaseTimeIn(tx: Db, minutes: number): Promise<Date> {
  const [row] = await queryRows<{ now_ms: number }>(
    tx,
    sql`select floor(extract(epoch from now()) * 1000)::float8 as now_ms`,
  );
  return new Date((row?.now_ms as number) + minutes * 60_000);
}

function assertSessionLength(minutes: number, { maxSessionMinutes }: SessionBounds): void {
  if (minutes <= maxSessionMinutes) return;
  throw new DomainError(
    'invalid_input',
    `must be at most ${maxSessionMinutes} on this server. The server administrator can allow more with DEMO_MAX_SESSION_MINUTES`,
    { field: 'sessionMinutes' },
  );
}

async function assertBelowSessionLimit(
  tx: Db,
  addressBucket: string,
  limit: number,
): Promise<void> {
  const [active] = await queryRows<{ sessions: number; free_in: number | null }>(
    tx,
    sql`select count(*)::int as sessions,
               ceil(extract(epoch from min(expires_at) - now()))::int as free_in
        from ${modelConfigs} where ip_address = ${addressBucket} and expires_at > now()`,
  );
  if (!active || active.sessions < limit) return;
  const minutes = Math.ceil((active.free_in ?? 60) / 60);
  const wait = minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} hours`;
  throw new DomainError(
    'session_limit',
    `${limit === 1 ? 'A session is' : `${limit} sessions are`} already active from your network address: in another browser, in a program, or of somebody who ` +
      `shares the address. End it where it was started, or wait ${wait} until it ends by itself. ` +
      'The server administrator can allow more with DEMO_MAX_SESSIONS_PER_IP.',
    { retryAfterSeconds: active.free_in ?? 60 },
  );
}

/** Seconds until a session expires, by the database's clock. */
export const secondsLeft = sql<number>`extract(epoch from ${modelConfigs.expiresAt} - now())::float8`;
