/** What of a run's results a comparison is made of: no text, since thousands are read at once. */
import { sql } from 'drizzle-orm';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';

/** One result. */
export interface SideResult {
  id: string;
  promptIndex: number;
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

/** A run's results by the number of their prompt, those of one prompt in the order of their samples. */
export async function readSide(db: Db, testRunId: string): Promise<Map<number, SideResult[]>> {
  const rows = await queryRows<SideResult & Record<string, unknown>>(
    db,
    sql`
      select id, prompt_index as "promptIndex", category, correct,
        (grade ->> 'score')::float8 as score, grade is not null as "hasGrade",
        overrule is not null as "isOverruled",
        md5(concat(grade ->> 'grader', ' ', grade ->> 'options', ' ', expected_answer)) as "gradedBy",
        success as "isAnswered", outcome = 'truncated' as "isTruncated",
        latency_ms as "latencyMs", ttft_ms as "ttftMs", tpot_ms as "tpotMs",
        output_tokens as "outputTokens"
      from ${batchTestResults} where test_run_id = ${testRunId} order by prompt_index, sample`,
  );
  return Map.groupBy(rows, ({ promptIndex }) => promptIndex);
}
