import { and, asc, desc, eq, getTableColumns, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { isRunOver } from '../../contract/runs.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, modelConfigs } from '../../db/schema.ts';
import { assertAlive, secondsLeft } from '../sessions/index.ts';
import { completeConfig } from './runConfig.ts';

const { prompts: _prompts, ...columnsOfRun } = getTableColumns(batchTestRuns);
const { search: _search, ...columnsOfResult } = getTableColumns(batchTestResults);

/** A run without its prompts, which only the worker needs. */
export const runColumns = columnsOfRun;
export const resultColumns = columnsOfResult;

export type Run = Omit<typeof batchTestRuns.$inferSelect, 'prompts'>;
export type RunResult = Omit<typeof batchTestResults.$inferSelect, 'search'>;

/** Number of the last result by what the run's counters say: results are numbered without gaps. */
export function lastStoredSeq({
  completedPrompts,
  failedPrompts,
}: Pick<Run, 'completedPrompts' | 'failedPrompts'>): number {
  return completedPrompts + failedPrompts;
}

/**
 * A session's run.
 * @throws DomainError `run_not_found`, also when the run is somebody else's
 */
export async function findRun(db: Db, sessionHash: string, runId: string): Promise<Run> {
  const [run] = await db
    .select(runColumns)
    .from(batchTestRuns)
    .where(and(eq(batchTestRuns.id, runId), eq(batchTestRuns.sessionHash, sessionHash)));
  return found(run);
}

/**
 * A run of a session that is still alive, in one look at both; cheap enough for each notification.
 * @throws DomainError `session_expired`, `run_not_found`
 */
export async function findLiveRun(db: Db, sessionHash: string, runId: string): Promise<Run> {
  const [row] = await db
    .select({ run: runColumns, secondsLeft })
    .from(modelConfigs)
    .leftJoin(
      batchTestRuns,
      and(eq(batchTestRuns.id, runId), eq(batchTestRuns.sessionHash, modelConfigs.sessionHash)),
    )
    .where(eq(modelConfigs.sessionHash, sessionHash));
  assertAlive(row);
  return found(row?.run);
}

function found(run: Run | null | undefined): Run {
  if (!run) {
    throw new DomainError('run_not_found', 'There is no such run in this session.', {
      field: 'testRunId',
    });
  }
  return { ...run, config: completeConfig(run.config) };
}

/** A run that is over, whoever owns it; undefined while it goes on, and once it is deleted. */
export async function findEndedRun(
  db: Db,
  runId: string,
): Promise<Pick<Run, 'id' | 'sessionHash' | 'status'> | undefined> {
  const { id, sessionHash, status } = batchTestRuns;
  const [run] = await db
    .select({ id, sessionHash, status })
    .from(batchTestRuns)
    .where(eq(id, runId));
  return run && isRunOver(run) ? run : undefined;
}

/**
 * One result of a session.
 * @throws DomainError `result_not_found`, also when the result is somebody else's
 */
export async function findResult(
  db: Db,
  sessionHash: string,
  resultId: string,
): Promise<RunResult> {
  const [result] = await db
    .select(resultColumns)
    .from(batchTestResults)
    .where(and(eq(batchTestResults.id, resultId), eq(batchTestResults.sessionHash, sessionHash)));
  if (!result) {
    throw new DomainError('result_not_found', 'There is no such result in this session.', {
      field: 'resultId',
    });
  }
  return result;
}

/** A session's runs, newest first. */
export function listRuns(db: Db, sessionHash: string): Promise<Run[]> {
  return db
    .select(runColumns)
    .from(batchTestRuns)
    .where(eq(batchTestRuns.sessionHash, sessionHash))
    .orderBy(desc(batchTestRuns.startedAt), desc(batchTestRuns.id));
}

/**
 * The newest two runs of a session, the earlier one first; the run of `resultId` takes the place of the
 * second newest where it is neither.
 */
export async function runsToCompare(
  db: Db,
  sessionHash: string,
  resultId: string | null,
): Promise<Run[]> {
  const holdsResult = sql`coalesce(${batchTestRuns.id} =
    (select test_run_id from ${batchTestResults} where id = ${resultId}::uuid), false)`;
  const runs = await db
    .select(runColumns)
    .from(batchTestRuns)
    .where(eq(batchTestRuns.sessionHash, sessionHash))
    .orderBy(
      ...(resultId === null ? [] : [desc(holdsResult)]),
      desc(batchTestRuns.startedAt),
      desc(batchTestRuns.id),
    )
    .limit(2);
  return runs.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

/**
 * A run's next results in the order they were stored, from those after number `afterSeq` up to number
 * `upToSeq`: no more than `most` says, but at least one if there is one.
 * @param most how many results, and about how many bytes of text together
 */
export function resultsAfter(
  db: Db,
  runId: string,
  afterSeq: number,
  upToSeq: number,
  most: { results: number; textBytes: number },
): Promise<RunResult[]> {
  const { testRunId, seq, prompt, response, reasoning } = batchTestResults;
  const textBytes = sql`octet_length(${prompt}) + coalesce(octet_length(${response}), 0) + coalesce(octet_length(${reasoning}), 0)`;
  const sizes = db.$with('sizes').as(
    db
      .select({
        seq,
        bytesBefore: sql<number>`sum(${textBytes}) over (order by ${seq}) - (${textBytes})`.as(
          'bytes_before',
        ),
      })
      .from(batchTestResults)
      .where(and(eq(testRunId, runId), gt(seq, afterSeq), lte(seq, upToSeq)))
      .orderBy(asc(seq))
      .limit(most.results),
  );
  const chosen = db
    .select({ seq: sizes.seq })
    .from(sizes)
    .where(lt(sizes.bytesBefore, most.textBytes));
  return db
    .with(sizes)
    .select(resultColumns)
    .from(batchTestResults)
    .where(and(eq(testRunId, runId), inArray(seq, chosen)))
    .orderBy(asc(seq));
}

/** A run's results in the order of its prompts, those that come after `last`. */
export function resultsByPrompt(
  db: Db,
  runId: string,
  last: Pick<RunResult, 'promptIndex' | 'sample'> | undefined,
  limit: number,
): Promise<RunResult[]> {
  const { promptIndex, sample } = batchTestResults;
  const after = last && sql`(${promptIndex}, ${sample}) > (${last.promptIndex}, ${last.sample})`;
  return db
    .select(resultColumns)
    .from(batchTestResults)
    .where(and(eq(batchTestResults.testRunId, runId), after))
    .orderBy(asc(promptIndex), asc(sample))
    .limit(limit);
}
