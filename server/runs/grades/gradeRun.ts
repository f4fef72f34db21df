/** Grades the stored answers of a run again; nothing is asked anew. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import { isRunOver } from '../../../contract/runs.ts';
import { graderSpecInput } from '../../../contract/schemas/graders.ts';
import { type Db, pgJson, publish, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, replacedGrades } from '../../../db/schema.ts';
import { assertUsable, type Grading } from '../../grading/index.ts';
import { readRunPrompts } from '../runPrompts.ts';
import { findRun } from '../runStore.ts';
import { gradeResults } from './gradeResult.ts';

export const gradeRunInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run'),
  /** For all answers; null for those that the prompts name or call for. */
  grader: graderSpecInput.nullable().default(null),
  /** Only the prompts of this category, compared without regard to case. */
  category: z.string().trim().min(1, 'must not be empty').max(100).optional(),
});

/** What grading again did. */
export interface Regrading {
  /** Results that have a grade now and were looked at. */
  graded: number;
  /** Those of them that passed before and do not now, or the other way round. */
  changed: number;
}

/** So many answers are read and graded at once. */
const PAGE = 500;

/**
 * Grades the stored results of a run, by another grader or by their prompts' own. Earlier grades are kept beside; what
 * a person said stays and counts as before.
 * @throws DomainError `run_not_found`; `invalid_input` while the run goes on, or where the grader is of no use
 */
export async function gradeRun(
  { db, grading }: { db: Db; grading: Grading },
  sessionHash: string,
  { testRunId, grader, category }: z.output<typeof gradeRunInput>,
): Promise<Regrading> {
  if (grader) assertUsable(grader, 'grader');
  const run = await findRun(db, sessionHash, testRunId);
  if (!isRunOver(run)) {
    throw new DomainError('invalid_input', 'is still running; grade it again when it is over', {
      field: 'testRunId',
    });
  }
  const prompts = await readRunPrompts(db, run);
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
    const grades = await gradeResults(
      grading,
      page.map((result) => ({
        result,
        prompt: prompts[result.promptIndex] ?? { prompt: result.prompt },
      })),
      grader,
    );
    const regraded = page.map(({ id }, index) => ({ id, grade: grades[index] ?? null }));
    const changed = await replaceGrades(db, regraded);
    regrading.graded += grades.filter(Boolean).length;
    regrading.changed += changed;
  }
  await db.execute(sql`
    with changed as (
      update ${batchTestRuns} set grade_changes = grade_changes + 1 where id = ${run.id} returning id
    )
    select ${publish(sql`'run:' || id`)} from changed`);
  return regrading;
}

/**
 * Puts grades in the place of others, which are kept.
 * @returns how many results are now right that were wrong, or the other way round
 */
async function replaceGrades(
  db: Db,
  regraded: { id: string; grade: object | null }[],
): Promise<number> {
  const [row] = await queryRows<{ changed: number }>(
    db,
    sql`
      with graded as (
        select * from json_to_recordset(${pgJson(regraded)}::json) as graded (id uuid, grade jsonb)
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
        set grade = graded.grade,
            correct = coalesce((result.overrule ->> 'pass')::boolean, (graded.grade ->> 'pass')::boolean)
        from graded, before
        where result.id = graded.id and before.id = graded.id
        returning before.correct as was, result.correct as is_now
      )
      select count(*) filter (where was is distinct from is_now)::int as changed from updated`,
  );
  return row?.changed ?? 0;
}
