/** Grades the stored answers of a run again; nothing is asked anew. */
import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import { isRunOver } from '../../../contract/runs.ts';
import { graderSpecInput } from '../../../contract/schemas/graders.ts';
import { pgText } from '../../../contract/schemas/pgText.ts';
import type { Db } from '../../../db/engine/index.ts';
import { assertUsable, type Grading } from '../../grading/index.ts';
import { promptKeysOf, readRunPrompts } from '../runPrompts.ts';
import { findRun, type Run } from '../runStore.ts';
import { type Regrading, regradeResults } from './regradeResults.ts';

export const gradeRunInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run'),
  /** For all answers; null for those that the prompts name or call for. */
  grader: graderSpecInput.nullable().default(null),
  /** Only the prompts of this category, compared without regard to case. */
  category: pgText().trim().min(1, 'must not be empty').max(100).optional(),
});

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
  assertOver(run, 'testRunId');
  const prompts = await readRunPrompts(db, run);
  return regradeResults({ db, grading }, run, {
    promptOf: ({ promptIndex, prompt, expectedAnswer }) =>
      prompts[promptIndex] ?? { prompt, expected_answer: expectedAnswer ?? undefined },
    grader,
    category,
  });
}

/**
 * Grades the prompts that two runs share by the same rules on both sides: those of the prompts of the run that was
 * started last, with what is expected there.
 * @throws DomainError `invalid_input` while one of them goes on
 */
export async function gradeAlike(
  services: { db: Db; grading: Grading },
  runs: { candidate: Run; baseline: Run },
): Promise<Regrading> {
  const { db } = services;
  const sides = await Promise.all(
    Object.entries(runs).map(async ([field, run]) => {
      assertOver(run, field);
      return { run, keys: await promptKeysOf(db, run) };
    }),
  );
  const [older, newer] = sides.toSorted((a, b) => +a.run.startedAt - +b.run.startedAt) as [
    (typeof sides)[number],
    (typeof sides)[number],
  ];
  const shared = new Set(older.keys);
  const prompts = await readRunPrompts(db, newer.run);
  const promptByKey = new Map(
    newer.keys.flatMap((key, index) => (shared.has(key) ? [[key, prompts[index]]] : [])),
  );
  const regrading: Regrading = { graded: 0, changed: 0 };
  for (const { run, keys } of sides) {
    const { graded, changed } = await regradeResults(services, run, {
      promptOf: ({ promptIndex }) => promptByKey.get(keys[promptIndex] ?? ''),
    });
    regrading.graded += graded;
    regrading.changed += changed;
  }
  return regrading;
}

function assertOver(run: Run, field: string): void {
  if (isRunOver(run)) return;
  throw new DomainError('invalid_input', 'is still running; grade it again when it is over', {
    field,
  });
}
