/** What of a run's results a comparison is made of: no text, since thousands are read at once. */
import { type SQL, sql } from 'drizzle-orm';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';

/** One result. */
export interface SideResult {
  id: string;
  promptIndex: number;
  /** From 0. */
  sample: number;
  category: string | null;
  /** What it counts as: a person's word before the grader's. Null where neither says pass or fail. */
  correct: boolean | null;
  /** 0 to 1; null where the grader gave none. */
  score: number | null;
  hasGrade: boolean;
  isOverruled: boolean;
  /** Names grader, options and expected answer: the same for two results that were graded alike. */
  gradedBy: string;
  isAnswered: boolean;
  isTruncated: boolean;
  latencyMs: number | null;
  ttftMs: number | null;
  tpotMs: number | null;
  outputTokens: number | null;
}

/** In SQL, in the order in which they are read. */
const columns: Record<keyof SideResult, SQL> = {
  id: sql`id`,
  promptIndex: sql`prompt_index`,
  sample: sql`sample`,
  category: sql`category`,
  correct: sql`correct`,
  score: sql`(grade ->> 'score')::float8`,
  hasGrade: sql`grade is not null`,
  isOverruled: sql`overrule is not null`,
  gradedBy: sql`md5(concat(grade ->> 'grader', ' ', grade ->> 'options', ' ', expected_answer))`,
  isAnswered: sql`success`,
  isTruncated: sql`outcome = 'truncated'`,
  latencyMs: sql`latency_ms`,
  ttftMs: sql`ttft_ms`,
  tpotMs: sql`tpot_ms`,
  outputTokens: sql`output_tokens`,
};
const names = Object.keys(columns);

/** A run's results by the number of their prompt, those of one prompt in the order of their samples. */
export async function readSide(db: Db, testRunId: string): Promise<Map<number, SideResult[]>> {
  // As one value: the embedded engine takes three times as long for so many rows.
  const [row] = await queryRows<{ results: unknown[][] | null }>(
    db,
    sql`
      select json_agg(json_build_array(${sql.join(Object.values(columns), sql`, `)})
        order by prompt_index, sample) as results
      from ${batchTestResults} where test_run_id = ${testRunId}`,
  );
  const results = (row?.results ?? []).map(
    (values) =>
      Object.fromEntries(
        names.map((name, place) => [name, values[place]]),
      ) as unknown as SideResult,
  );
  return Map.groupBy(results, ({ promptIndex }) => promptIndex);
}
