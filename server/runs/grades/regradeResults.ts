/** Puts new grades in the place of those that results of a run have. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { GraderSpec } from '../../../contract/graders.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import { type Db, pgJson, publish, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, replacedGrades } from '../../../db/schema.ts';
import type { Grading } from '../../grading/index.ts';
import type { Run } from '../runStore.ts';
import { gradeResults } from './gradeResult.ts';

/** What grading again did. */
export interface Regrading {
  /** Results that have a grade now and were looked at. */
  graded: number;
  /** Those of them that passed before and do not now, or the other way round. */
  changed: number;
}

type Result = typeof batchTestResults.$inferSelect;

/** So many answers are read and graded at once. */
const PAGE = 500;

/**
 * Grades the stored results of a run that is over. Earlier grades are kept beside; what a person said stays and counts
 * as before.
 * @param promptOf the prompt by which a result is graded; results without one are left as they are
 * @param grader in place of those that the prompts name or call for
 */
export async function regradeResults(
  { db, grading }: { db: Db; grading: Grading },
  run: Run,
  {
    promptOf,
    grader = null,
    category,
  }: {
    promptOf(result: Result): SuitePrompt | undefined;
    grader?: GraderSpec | null;
    category?: string;
  },
): Promise<Regrading> {
  const regrading: Regrading = { graded: 0, changed: 0 };
  for (let afterSeq = 0; ; ) {
    const page = await db
      .select()
      .from(batchTestResults)
      .where(
        and(
          eq(batchTestResults.testRunId, run.id),
          gt(batchTestResults.seq, afterSeq),
          category === undefined
            ? undefined
            : sql`lower(${batchTestResults.category}) = lower(${category})`,
        ),
      )
      .orderBy(asc(batchTestResults.seq))
      .limit(PAGE);
    const last = page.at(-1);
    if (!last) break;
    afterSeq = last.seq;
    const asked = page.flatMap((result) => {
      const prompt = promptOf(result);
      return prompt ? [{ result, prompt }] : [];
    });
    const grades = await gradeResults(grading, asked, grader);
    const regraded = asked.map(({ result: { id }, prompt }, index) => ({
      id,
      grade: grades[index] ?? null,
      expected: prompt.expected_answer ?? null,
    }));
    regrading.graded += grades.filter(Boolean).length;
    regrading.changed += await replaceGrades(db, run.id, regraded);
  }
  await db.execute(sql`select ${publish(`run:${run.id}`)}`);
  return regrading;
}

/**
 * Puts grades in the place of others, which are kept; with what was expected of the answer. It counts as a change of the
 * run's grades in the same statement: whoever keeps what follows from them would not notice one that ended half-way.
 * @returns how many results are now right that were wrong, or the other way round
 */
async function replaceGrades(
  db: Db,
  runId: string,
  regraded: { id: string; grade: object | null; expected: string | null }[],
): Promise<number> {
  const [row] = await queryRows<{ changed: number }>(
    db,
    sql`
      with graded as (
        select * from json_to_recordset(${pgJson(regraded)}::json) as graded (id uuid, grade jsonb, expected text)
      ), before as (
        select result.id, result.grade, result.correct
        from ${batchTestResults} as result join graded on graded.id = result.id
        -- Locked in one order, so that two gradings at once cannot wait for each other.
        order by result.id for update of result
      ), kept as (
        insert into ${replacedGrades} (result_id, grade)
        select id, grade from before where grade is not null
      ), updated as (
        update ${batchTestResults} as result
        set grade = graded.grade, expected_answer = graded.expected,
            correct = coalesce((result.overrule ->> 'pass')::boolean, (graded.grade ->> 'pass')::boolean)
        from graded, before
        where result.id = graded.id and before.id = graded.id
        returning before.correct as was, result.correct as is_now
      ), counted as (
        update ${batchTestRuns} set grade_changes = grade_changes + 1
        where id = ${runId} and exists (select from updated)
      )
      select count(*) filter (where was is distinct from is_now)::int as changed from updated`,
  );
  return row?.changed ?? 0;
}
