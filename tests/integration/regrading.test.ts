/** Grading again that breaks off: what was graded counts as changed, so that nobody goes on with what was before. */
import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Grade } from '../../contract/grades.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { Grading } from '../../server/grading/index.ts';
import { regradeResults } from '../../server/runs/grades/regradeResults.ts';
import { createStoredRun } from '../support/storedRun.ts';
import { engines, openTestDatabase } from '../support/testDatabase.ts';

const passed: Grade = {
  grader: 'exact',
  options: {},
  score: 1,
  pass: true,
  reason: 'It is the expected text.',
  span: null,
  graded_at: new Date(0).toISOString(),
};

it.each(engines)('says so of each part on %s', async (engine) => {
  const database = await openTestDatabase(engine);
  try {
    const { db } = database;
    const { runId, store, end } = await createStoredRun(db);
    // More than are graded at once.
    await store(501);
    await end();
    await db.update(batchTestResults).set({ outcome: 'answered' });
    const readRun = async () => {
      const [run] = await db.select().from(batchTestRuns).where(eq(batchTestRuns.id, runId));
      return run as typeof batchTestRuns.$inferSelect;
    };
    let calls = 0;
    const grading = {
      grade: async (answers: unknown[]) => {
        calls += 1;
        if (calls === 2) throw new Error('The grading thread is gone.');
        return answers.map(() => passed);
      },
    } as unknown as Grading;
    const promptOf = () => ({ prompt: 'A prompt', expected_answer: 'Paris' });
    await expect(regradeResults({ db, grading }, await readRun(), { promptOf })).rejects.toThrow(
      'gone',
    );
    expect((await readRun()).gradeChanges).toBe(1);
  } finally {
    await database.close();
  }
});
