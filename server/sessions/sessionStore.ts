import { eq, sql } from 'drizzle-orm';
import type {
  AdaptableFeature,
  Adaptation,
  ConnectionReport,
  Probe,
} from '../../contract/connectionReport.ts';
import { DomainError } from '../../contract/domainError.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { modelConfigs } from '../../db/schema.ts';
import type { ApiKeyCipher } from '../connections/index.ts';
import { expireSession, sessionExpired, whyGone } from './sessionEnd.ts';
import { createSessionToken, hashSessionToken } from './sessionToken.ts';

/** A session's row with what only the database's clock can say. */
export type Session = typeof modelConfigs.$inferSelect & {
  /** Seconds until it expires, by the database's clock. */
  expiresInSeconds: number;
};

export interface SessionDeps {
  db: Db;
  cipher: ApiKeyCipher;
  addressBucket: (address: string) => string;
  sessionBounds: { maxSessionsPerAddress: number; sessionMinutes: number };
}

export interface NewSession {
  /** Normalised and already found allowed. */
  endpointUrl: string;
  alternativeUrls: string[];
  apiKey: string;
  modelId: string;
  modelName: string | null;
  /** The client's IP address. */
  clientAddress: string;
}

/**
 * Inserts a session and returns its token, which is stored nowhere (docs/decisions/0004).
 * @throws DomainError `session_limit` when the address has its share of active sessions
 */
export async function insertSession(
  { db, cipher, addressBucket, sessionBounds: limits }: SessionDeps,
  input: NewSession,
): Promise<{ sessionToken: string; session: Session }> {
  const sessionToken = createSessionToken();
  const sessionHash = hashSessionToken(sessionToken) as string;
  const bucket = addressBucket(input.clientAddress);
  const { endpointUrl, alternativeUrls, modelId, modelName } = input;

  const session = await db.transaction(async (tx) => {
    // Requests from one address queue here, so that two at once cannot both find a free place.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${bucket}, 0))`);
    await assertPlaceFree(tx, bucket, limits.maxSessionsPerAddress);
    const expiresAt = await momentIn(tx, limits.sessionMinutes);
    const [row] = await tx
      .insert(modelConfigs)
      .values({
        sessionHash,
        endpointUrl,
        alternativeUrls,
        modelId,
        modelName,
        apiKeyEncrypted: cipher.encrypt(input.apiKey, { sessionHash, endpointUrl, expiresAt }),
        encryptionKeyId: cipher.keyId,
        ipAddress: bucket,
        expiresAt,
      })
      .returning();
    if (!row) throw new Error('The session was not inserted.');
    return { ...row, expiresInSeconds: limits.sessionMinutes * 60 };
  });
  return { sessionToken, session };
}

/**
 * The session behind a token. One that has expired and is still there is deleted first; `onExpired`
 * then hears its stored id.
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

/** The session under a stored id, expired or not: then `expiresInSeconds` is not positive. */
export async function findStoredSession(db: Db, sessionHash: string): Promise<Session | undefined> {
  const [row] = await db
    .select({ config: modelConfigs, expiresInSeconds: secondsLeft })
    .from(modelConfigs)
    .where(eq(modelConfigs.sessionHash, sessionHash));
  return row && { ...row.config, expiresInSeconds: row.expiresInSeconds };
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

/** Stores what a connection test found; the address that answered becomes the session's. */
export async function recordConnectionTest(
  db: Db,
  sessionHash: string,
  found: Pick<Session, 'adaptations' | 'endpointUrl' | 'alternativeUrls'> & {
    report: ConnectionReport;
  },
): Promise<void> {
  const { report, ...endpoint } = found;
  await db
    .update(modelConfigs)
    .set({
      ...endpoint,
      connectionReport: report,
      connectionTested: report.success,
      lastError: report.success ? null : report.message,
      ...(report.success && {
        connectionLatencyMs: report.latencyMs,
        connectionTtftMs: report.ttftMs,
      }),
    })
    .where(eq(modelConfigs.sessionHash, sessionHash));
}

/** Adds what a call found out, whatever others add at the same time. */
export async function rememberAdaptation(
  db: Db,
  sessionHash: string,
  feature: AdaptableFeature,
  adaptation: Adaptation,
): Promise<void> {
  await db
    .update(modelConfigs)
    .set({
      adaptations: sql`${modelConfigs.adaptations} || ${JSON.stringify({ [feature]: adaptation })}::jsonb`,
    })
    .where(eq(modelConfigs.sessionHash, sessionHash));
}

/** Puts one finding in the place it has on the compatibility card. */
export async function recordProbe(db: Db, sessionHash: string, probe: Probe): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ report: modelConfigs.connectionReport })
      .from(modelConfigs)
      .where(eq(modelConfigs.sessionHash, sessionHash))
      .for('update');
    if (!row?.report) return;
    const probes = row.report.probes.map((each) => (each.name === probe.name ? probe : each));
    await tx
      .update(modelConfigs)
      .set({ connectionReport: { ...row.report, probes } })
      .where(eq(modelConfigs.sessionHash, sessionHash));
  });
}

/** Another model at the same endpoint; it has to be tested again. */
export async function chooseModel(db: Db, sessionHash: string, modelId: string): Promise<void> {
  await db
    .update(modelConfigs)
    .set({ modelId, connectionTested: false, connectionReport: null, lastError: null })
    .where(eq(modelConfigs.sessionHash, sessionHash));
}

/** By the database's clock, in whole milliseconds, as JavaScript tells time. */
async function momentIn(tx: Db, minutes: number): Promise<Date> {
  const [row] = await queryRows<{ now_ms: number }>(
    tx,
    sql`select floor(extract(epoch from now()) * 1000)::float8 as now_ms`,
  );
  return new Date((row?.now_ms as number) + minutes * 60_000);
}

async function assertPlaceFree(tx: Db, bucket: string, limit: number): Promise<void> {
  const [active] = await queryRows<{ sessions: number; free_in: number | null }>(
    tx,
    sql`select count(*)::int as sessions,
               ceil(extract(epoch from min(expires_at) - now()))::int as free_in
        from ${modelConfigs} where ip_address = ${bucket} and expires_at > now()`,
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
