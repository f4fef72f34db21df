/**
 * What is stored of the models that are connected in a session: the first in the row of the session, further ones
 * in rows of their own (docs/decisions/0035). Whoever changes a connection names it by its id, since it may move
 * from one place to the other.
 */
import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type {
  AdaptableFeature,
  Adaptation,
  ConnectionReport,
  Probe,
} from '../../contract/connectionReport.ts';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';
import type { Db } from '../../db/engine/index.ts';
import type { ConnectionRow } from '../../db/rows.ts';
import { furtherConnections, modelConfigs } from '../../db/schema.ts';
import { type AdmittedSession, type Session, toSession } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { encryptSecrets } from './connectionSecrets.ts';

/** One model at one endpoint, with its encrypted key and headers, its last report and its adaptations. */
export type Connection = ConnectionRow;

export interface NewConnection
  extends Pick<
    Connection,
    'role' | 'endpointUrl' | 'alternativeUrls' | 'modelId' | 'modelName' | 'extraBody'
  > {
  apiKey: string;
  headers: RequestHeaders;
}

/** A session and which of its connections is meant. */
export type ConnectedSession = Pick<Session, 'sessionHash'> & {
  connection: Pick<Connection, 'connectionId'>;
};

/** Inserts the row of an admitted session with its connection; part of the caller's transaction. */
export async function insertFirstConnection(
  tx: Db,
  cipher: ApiKeyCipher,
  { sessionHash, expiresAt, expiresInSeconds }: AdmittedSession,
  { apiKey, headers, ipAddress, ...connection }: NewConnection & { ipAddress: string },
): Promise<Session> {
  const { endpointUrl } = connection;
  const binding = { sessionHash, endpointUrl, expiresAt };
  const [row] = await tx
    .insert(modelConfigs)
    .values({
      ...connection,
      ...encryptSecrets(cipher, { apiKey, headers }, binding),
      sessionHash,
      expiresAt,
      ipAddress,
    })
    .returning();
  if (!row) throw new Error('The session was not inserted.');
  return toSession(row, expiresInSeconds);
}

const { sessionHash: _sessionHash, ...furtherColumns } = getTableColumns(furtherConnections);

/** All connections of a session, in the order in which they were connected. */
export async function listConnections(
  db: Db,
  { sessionHash, connection }: Pick<Session, 'sessionHash' | 'connection'>,
): Promise<Connection[]> {
  const rows = await db
    .select(furtherColumns)
    .from(furtherConnections)
    .where(eq(furtherConnections.sessionHash, sessionHash));
  return [connection, ...rows.map((row) => ({ ...row, isFurther: true }))].toSorted(
    (a, b) =>
      a.connectedAt.getTime() - b.connectedAt.getTime() ||
      (a.connectionId < b.connectionId ? -1 : 1),
  );
}

/** One that is not the session's first; undefined where there is none. */
export async function findFurtherConnection(
  db: Db,
  sessionHash: string,
  connectionId: string,
): Promise<Connection | undefined> {
  const [row] = await db
    .select(furtherColumns)
    .from(furtherConnections)
    .where(
      and(
        eq(furtherConnections.sessionHash, sessionHash),
        eq(furtherConnections.connectionId, connectionId),
      ),
    );
  return row && { ...row, isFurther: true };
}

/** What a connection test found; the address that answered becomes the connection's. */
export interface TestedConnection
  extends Pick<Connection, 'adaptations' | 'endpointUrl' | 'alternativeUrls'> {
  report: ConnectionReport;
}

export async function recordConnectionTest(
  db: Db,
  connected: ConnectedSession,
  { report, ...endpoint }: TestedConnection,
): Promise<void> {
  await updateConnection(db, connected, {
    ...endpoint,
    connectionReport: report,
    connectionTested: report.success,
    lastError: report.success ? null : report.message,
    ...(report.success && {
      connectionLatencyMs: report.latencyMs,
      connectionTtftMs: report.ttftMs,
    }),
  });
}

/**
 * Adds an adaptation that a call of a model found out; merged in SQL, since other calls may add theirs
 * meanwhile. It changes nothing where another model has been chosen.
 */
export async function rememberAdaptation(
  db: Db,
  session: Pick<Session, 'sessionHash' | 'connection'>,
  feature: AdaptableFeature,
  adaptation: Adaptation,
): Promise<void> {
  const added = JSON.stringify({ [feature]: adaptation });
  await updateConnection(
    db,
    session,
    { adaptations: sql`adaptations || ${added}::jsonb` },
    sql`model_id = ${session.connection.modelId}`,
  );
}

/** Replaces one line of the stored compatibility card. */
export async function recordProbe(
  db: Db,
  connected: ConnectedSession,
  probe: Probe,
): Promise<void> {
  // Replaced in SQL: another line may be replaced at the same time.
  const line = JSON.stringify(probe);
  await updateConnection(
    db,
    connected,
    {
      connectionReport: sql`jsonb_set(connection_report, '{probes}', (
        select jsonb_agg(case when old ->> 'name' = ${probe.name} then ${line}::jsonb else old end order by place)
        from jsonb_array_elements(connection_report -> 'probes') with ordinality as line (old, place)))`,
    },
    sql`jsonb_array_length(connection_report -> 'probes') > 0`,
  );
}

/** Another model at the same endpoint, which has to be tested again; the name was that of the one before. */
export async function setModel(
  db: Db,
  connected: ConnectedSession,
  modelId: string,
): Promise<void> {
  await updateConnection(db, connected, { modelId, modelName: null, ...untested });
}

/** Of a connection that has to be tested again. */
export const untested = { connectionTested: false, connectionReport: null, lastError: null };

type ConnectionChanges = {
  [Column in keyof Omit<Connection, 'connectionId' | 'isFurther'>]?: Connection[Column] | SQL;
};

/** Changes a connection where it is, if it is still there and `condition` holds. */
export async function updateConnection(
  db: Db,
  { sessionHash, connection: { connectionId } }: ConnectedSession,
  changes: ConnectionChanges,
  condition?: SQL,
): Promise<void> {
  for (const table of [modelConfigs, furtherConnections]) {
    await db
      .update(table)
      .set(changes)
      .where(
        and(eq(table.sessionHash, sessionHash), eq(table.connectionId, connectionId), condition),
      );
  }
}
