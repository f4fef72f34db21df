/**
 * The rows of adapter checks. One that goes on belongs to the process that has its lease; what that writes is fenced
 * by the lease number. See docs/decisions/0037.
 */
import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type {
  AdapterCheckFailure,
  AdapterCheckOutcome,
  CheckedPrompt,
} from '../../contract/adapterCheck.ts';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import { type Db, publish, queryRows, type Topic } from '../../db/engine/index.ts';
import { adapterChecks, modelConfigs } from '../../db/schema.ts';
import { leaseEnd } from '../connections/index.ts';
import type { Session } from '../sessions/index.ts';

/** A fine-tune and its base: the session with either connection. */
export type CheckedPair = Record<ConnectionRole, Session>;

type CheckRow = typeof adapterChecks.$inferSelect;

/** A check as it stands, by the database's clock. */
export interface AdapterCheck
  extends Omit<CheckRow, 'sessionHash' | 'leasedUntil' | 'leaseNumber'> {
  /** It is not over, and nobody has its lease any more. */
  isAbandoned: boolean;
}

/** The right to work on a check. */
export interface CheckLease {
  id: string;
  leaseNumber: number;
}

/** What changes with the checks of this session on whichever node. */
export function checkTopic(sessionHash: string): Topic {
  return `check:${sessionHash}`;
}

const isRunning = eq(adapterChecks.status, 'running');
const {
  sessionHash: _sessionHash,
  leasedUntil: _leasedUntil,
  leaseNumber: _leaseNumber,
  ...ownColumns
} = getTableColumns(adapterChecks);

const shown = {
  ...ownColumns,
  isAbandoned: sql<boolean>`${isRunning} and ${adapterChecks.leasedUntil} <= now()`,
};

/**
 * Begins the check of a pair, or begins one anew whose process is gone; undefined where one is going on, which can be
 * joined, or where the session is gone.
 */
export async function beginCheck(
  db: Db,
  { candidate, baseline }: CheckedPair,
): Promise<CheckLease | undefined> {
  const [begun] = await queryRows<{ id: string; claim: number }>(
    db,
    sql`insert into ${adapterChecks} as known (demo_session_id, leased_until,
          candidate_connection_id, baseline_connection_id, candidate_model_id, baseline_model_id)
        select session_id, ${leaseEnd},
          ${candidate.connection.connectionId}::uuid, ${baseline.connection.connectionId}::uuid,
          ${candidate.connection.modelId}::text, ${baseline.connection.modelId}::text
        from ${modelConfigs} where session_id = ${candidate.sessionHash}
        on conflict (candidate_connection_id, baseline_connection_id) where status = 'running'
        do update set claim = known.claim + 1, calls = 0, started_at = now(),
          leased_until = excluded.leased_until,
          candidate_model_id = excluded.candidate_model_id,
          baseline_model_id = excluded.baseline_model_id
        where known.leased_until <= now()
        returning id, claim`,
  );
  return begun && { id: begun.id, leaseNumber: begun.claim };
}

/** The check of a pair that goes on; undefined where none does. */
export async function findRunningCheck(
  db: Db,
  { candidate, baseline }: CheckedPair,
): Promise<AdapterCheck | undefined> {
  const [check] = await selectChecks(
    db,
    candidate.sessionHash,
    and(
      isRunning,
      eq(adapterChecks.candidateConnectionId, candidate.connection.connectionId),
      eq(adapterChecks.baselineConnectionId, baseline.connection.connectionId),
    ),
  );
  return check;
}

export async function findCheck(
  db: Db,
  sessionHash: string,
  id: string,
): Promise<AdapterCheck | undefined> {
  const [check] = await selectChecks(db, sessionHash, eq(adapterChecks.id, id));
  return check;
}

/** The checks of a session, the newest first. */
export function listAdapterChecks(db: Db, sessionHash: string): Promise<AdapterCheck[]> {
  return selectChecks(db, sessionHash);
}

/** A connection and the model that it was asked for, as a run tells them. */
interface AskedModel {
  connectionId: string;
  modelId: string;
}

/**
 * The latest check of these two models that came to an end, of connections that are perhaps gone; undefined where
 * there is none.
 */
export async function adapterCheckOf(
  db: Db,
  sessionHash: string,
  { candidate, baseline }: Record<ConnectionRole, AskedModel>,
): Promise<AdapterCheck | undefined> {
  const [check] = await selectChecks(
    db,
    sessionHash,
    and(
      eq(adapterChecks.status, 'ended'),
      eq(adapterChecks.candidateConnectionId, candidate.connectionId),
      eq(adapterChecks.baselineConnectionId, baseline.connectionId),
      eq(adapterChecks.candidateModelId, candidate.modelId),
      eq(adapterChecks.baselineModelId, baseline.modelId),
    ),
  ).limit(1);
  return check;
}

/** Prolongs the lease. False once the check was stopped, taken over, or deleted with its session. */
export async function renewLease(db: Db, lease: CheckLease): Promise<boolean> {
  const held = await updateHeld(db, lease, { leasedUntil: leaseEnd });
  return held.length > 0;
}

/** Gives an unfinished check up, so that the next one begins anew at once. */
export async function releaseLease(db: Db, lease: CheckLease): Promise<void> {
  await updateHeld(db, lease, { leasedUntil: sql`now()` });
}

/** Calls made so far. */
export async function storeCalls(db: Db, lease: CheckLease, calls: number): Promise<void> {
  await updateHeld(db, lease, { calls });
}

export interface CheckResult {
  calls: number;
  outcome: AdapterCheckOutcome;
  failure: AdapterCheckFailure | null;
  serverKind: string | null;
  prompts: CheckedPrompt[];
}

/** Stores what a check found, unless it is no longer the caller's. */
export async function endCheck(
  db: Db,
  lease: CheckLease,
  { sessionHash, result }: { sessionHash: string; result: CheckResult },
): Promise<void> {
  await db.transaction(async (tx) => {
    await updateHeld(tx, lease, { ...result, status: 'ended', endedAt: sql`now()` });
    await tx.execute(sql`select ${publish(checkTopic(sessionHash))}`);
  });
}

/** Stops the checks of a session, on whichever node they are made. False where there was none. */
export async function stopChecks(db: Db, sessionHash: string): Promise<boolean> {
  const stopped = await queryRows(
    db,
    sql`with stopped as (
          update ${adapterChecks} set status = 'stopped', ended_at = now()
          where demo_session_id = ${sessionHash} and status = 'running'
          returning id
        )
        select ${publish(checkTopic(sessionHash))} from stopped`,
  );
  return stopped.length > 0;
}

/** Forgets a check that failed for a fault of ours. */
export async function dropCheck(db: Db, sessionHash: string, { id }: CheckLease): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(adapterChecks).where(eq(adapterChecks.id, id));
    await tx.execute(sql`select ${publish(checkTopic(sessionHash))}`);
  });
}

function selectChecks(db: Db, sessionHash: string, which?: SQL) {
  return db
    .select(shown)
    .from(adapterChecks)
    .where(and(eq(adapterChecks.sessionHash, sessionHash), which))
    .orderBy(desc(adapterChecks.startedAt));
}

type Changes = { [Column in keyof CheckRow]?: CheckRow[Column] | SQL };

function updateHeld(db: Db, { id, leaseNumber }: CheckLease, changes: Changes) {
  return db
    .update(adapterChecks)
    .set(changes)
    .where(and(eq(adapterChecks.id, id), eq(adapterChecks.leaseNumber, leaseNumber), isRunning))
    .returning({ id: adapterChecks.id });
}
