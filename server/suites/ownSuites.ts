/** Suites that a person brings along: they belong to the session, are hidden from others, and end with it. */
import { and, eq, lt, notExists, sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import { suitePromptInput } from '../../contract/schemas/suites.ts';
import { MAX_OWN_SUITES, MAX_PROMPTS, MAX_SUITE_NAME_LENGTH } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns, suiteEditions, testSuites } from '../../db/schema.ts';
import { assertGradersUsable } from '../grading/index.ts';
import { lockSession, ownEdition } from './suiteEditions.ts';
import { type Suite, suiteNotFound } from './suiteStore.ts';

export const suiteName = pgText()
  // A name stands on one line, and turns no text around it.
  .transform((name) =>
    name.replace(/[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim(),
  )
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .max(MAX_SUITE_NAME_LENGTH, `is longer than ${MAX_SUITE_NAME_LENGTH} characters`),
  );

export const suitePromptsInput = z
  .array(suitePromptInput)
  .min(1, 'must hold at least one prompt')
  .max(MAX_PROMPTS, `must hold at most ${MAX_PROMPTS.toLocaleString('en-US')} prompts`);

export const createSuiteInput = z.strictObject({ name: suiteName, prompts: suitePromptsInput });
type NewSuite = z.output<typeof createSuiteInput>;

export const changeSuiteInput = z.strictObject({
  testSuiteId: z.uuid('must be the id of a suite'),
  name: suiteName.optional(),
  prompts: suitePromptsInput.optional(),
});

/**
 * Stores a suite of the session's own.
 * @throws DomainError `suite_limit` where it has as many as it may have, `too_large`; `invalid_input` where a grader is
 * of no use
 */
export async function createSuite(
  db: Db,
  sessionHash: string,
  { name, prompts }: NewSuite,
): Promise<Suite> {
  assertGradersUsable(prompts);
  return db.transaction(async (tx) => {
    await lockSession(tx, sessionHash);
    const count = await tx.$count(testSuites, eq(testSuites.sessionHash, sessionHash));
    if (count >= MAX_OWN_SUITES) {
      throw new DomainError(
        'suite_limit',
        `This session has ${MAX_OWN_SUITES} suites of its own, which is the most. Delete one first.`,
      );
    }
    const [suite] = await tx
      .insert(testSuites)
      .values({
        sessionHash,
        kind: 'own',
        name,
        prompts: [],
        promptCount: prompts.length,
        isActive: false,
      })
      .returning();
    const { id: suiteId, version } = suite as Suite;
    await ownEdition(tx, { sessionHash, suiteId, version, prompts });
    return { ...(suite as Suite), prompts };
  });
}

/**
 * Changes the name of an own suite, or its prompts, which makes a new edition; what was run with an earlier one
 * stays as it was.
 * @throws DomainError `suite_not_found`, `too_large`, `invalid_input`
 */
export async function changeSuite(
  db: Db,
  sessionHash: string,
  { testSuiteId, name, prompts }: z.output<typeof changeSuiteInput>,
): Promise<void> {
  assertGradersUsable(prompts ?? []);
  await db.transaction(async (tx) => {
    const [suite] = await tx
      .update(testSuites)
      .set({
        ...(name !== undefined && { name }),
        ...(prompts && { promptCount: prompts.length, version: sql`${testSuites.version} + 1` }),
        // Something must be set.
        kind: 'own',
      })
      .where(isOwn(testSuiteId, sessionHash))
      .returning();
    if (!suite) throw suiteNotFound();
    if (!prompts) return;
    const { id: suiteId, version } = suite;
    await forgetEditions(tx, suite);
    await ownEdition(tx, { sessionHash, suiteId, version, prompts });
  });
}

/**
 * Deletes an own suite; its runs stay.
 * @throws DomainError `suite_not_found`
 */
export async function deleteSuite(db: Db, sessionHash: string, testSuiteId: string): Promise<void> {
  await db.transaction(async (tx) => {
    // Locked first: a run that is being started with it is let in before.
    const [suite] = await tx
      .select()
      .from(testSuites)
      .where(isOwn(testSuiteId, sessionHash))
      .for('update');
    if (!suite) throw suiteNotFound();
    await forgetEditions(tx, { id: suite.id, version: suite.version + 1 });
    await tx.delete(testSuites).where(eq(testSuites.id, suite.id));
  });
}

/** Deletes what came before an edition, unless a run points at it. */
async function forgetEditions(
  tx: Db,
  { id, version }: Pick<Suite, 'id' | 'version'>,
): Promise<void> {
  const runs = tx
    .select({ id: batchTestRuns.id })
    .from(batchTestRuns)
    .where(eq(batchTestRuns.suiteEditionId, suiteEditions.id));
  await tx
    .delete(suiteEditions)
    .where(and(eq(suiteEditions.suiteId, id), lt(suiteEditions.version, version), notExists(runs)));
}

function isOwn(suiteId: string, sessionHash: string) {
  return and(
    eq(testSuites.id, suiteId),
    eq(testSuites.sessionHash, sessionHash),
    eq(testSuites.kind, 'own'),
  );
}
