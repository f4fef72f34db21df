/** What is stored of a session's connected model. */
import { and, eq, sql } from 'drizzle-orm';
import type {
  AdaptableFeature,
  Adaptation,
  ConnectionReport,
  Probe,
} from '../../contract/connectionReport.ts';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';
import type { Db } from '../../db/engine/index.ts';
import type { ConnectionRow } from '../../db/rows.ts';
import { modelConfigs } from '../../db/schema.ts';
import { type AdmittedSession, type Session, toSession } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { encryptHeaders } from './headerEncryption.ts';

/** One model at one endpoint, with its encrypted key and headers, its last report and its adaptations. */
export type Connection = ConnectionRow;

export interface NewConnection
  extends Pick<
    Connection,
    'endpointUrl' | 'alternativeUrls' | 'modelId' | 'modelName' | 'extraBody'
  > {
  apiKey: string;
  headers: RequestHeaders;
}

/** Inserts the row of an admitted session with its connection; part of the caller's transaction. */
export async function insertConnection(
  tx: Db,
  cipher: ApiKeyCipher,
  { sessionHash, expiresAt, expiresInSeconds }: AdmittedSession,
  { apiKey, headers, ...connection }: NewConnection & { ipAddress: string },
): Promise<Session> {
  const { endpointUrl } = connection;
  const binding = { sessionHash, endpointUrl, expiresAt };
  const [row] = await tx
    .insert(modelConfigs)
    .values({
      ...connection,
      sessionHash,
      expiresAt,
      apiKeyEncrypted: cipher.encrypt(apiKey, binding),
      headersEncrypted: encryptHeaders(cipher, headers, binding),
      encryptionKeyId: cipher.keyId,
    })
    .returning();
  if (!row) throw new Error('The session was not inserted.');
  return toSession(row, expiresInSeconds);
}

/** What a connection test found; the address that answered becomes the connection's. */
export interface TestedConnection
  extends Pick<Connection, 'adaptations' | 'endpointUrl' | 'alternativeUrls'> {
  report: ConnectionReport;
}

export async function recordConnectionTest(
  db: Db,
  sessionHash: string,
  { report, ...endpoint }: TestedConnection,
): Promise<void> {
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

/**
 * Adds an adaptation that a call of a model found out; merged in SQL, since other calls may add theirs
 * meanwhile. It changes nothing where another model has been chosen.
 */
export async function rememberAdaptation(
  db: Db,
  { sessionHash, connection }: Pick<Session, 'sessionHash' | 'connection'>,
  feature: AdaptableFeature,
  adaptation: Adaptation,
): Promise<void> {
  await db
    .update(modelConfigs)
    .set({
      adaptations: sql`${modelConfigs.adaptations} || ${JSON.stringify({ [feature]: adaptation })}::jsonb`,
    })
    .where(
      and(eq(modelConfigs.sessionHash, sessionHash), eq(modelConfigs.modelId, connection.modelId)),
    );
}

/** Replaces one line of the stored compatibility card. */
export async function recordProbe(db: Db, sessionHash: string, probe: Probe): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ report: modelConfigs.connectionReport })
      .from(modelConfigs)
      .where(eq(modelConfigs.sessionHash, sessionHash))
      .for('update');
    if (!row?.report) return;
    const probes = row.report.probes.map((old) => (old.name === probe.name ? probe : old));
    await tx
      .update(modelConfigs)
      .set({ connectionReport: { ...row.report, probes } })
      .where(eq(modelConfigs.sessionHash, sessionHash));
  });
}

/** Another model at the same endpoint, which has to be tested again; the name was that of the one before. */
export async function setModel(db: Db, sessionHash: string, modelId: string): Promise<void> {
  await db
    .update(modelConfigs)
    .set({
      modelId,
      modelName: null,
      connectionTested: false,
      connectionReport: null,
      lastError: null,
    })
    .where(eq(modelConfigs.sessionHash, sessionHash));
}
