/** Reads stored results: one, the next in a run's order of storing, the next in the order of its prompts. */
import { and, asc, eq, getTableColumns, gt, lt, lte, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';

const { search: _search, ...columns } = getTableColumns(batchTestResults);

/** All columns but the search index, which only PostgreSQL reads. */
export const resultColumns = columns;

export type RunResult = Omit<typeof batchTestResults.$inferSelect, 'search'>;

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

/**
 * A run's results in the order they were stored, from those after number `afterSeq` up to number
 * `upToSeq`, within `max`, but at least one if there is one.
 * @param max how many results, and about how many bytes of text together
 */
export function resultsAfter(
  db: Db,
  runId: string,
  afterSeq: number,
  upToSeq: number,
  max: { results: number; textBytes: number },
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
      .limit(max.results),
  );
  const last = db
    .select({ seq: sql`max(${sizes.seq})` })
    .from(sizes)
    .where(lt(sizes.bytesBefore, max.textBytes));
  // Up to one number, which is found once: to look each row up in a list is as slow as the run is long.
  return db
    .with(sizes)
    .select(resultColumns)
    .from(batchTestResults)
    .where(and(eq(testRunId, runId), gt(seq, afterSeq), lte(seq, sql`(${last})`)))
    .orderBy(asc(seq));
}
