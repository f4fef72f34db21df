import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { suiteEditions, testSuites } from '../../db/schema.ts';
import { readPrompts } from './suiteEditions.ts';

export type Suite = typeof testSuites.$inferSelect;

/**
 * The suites that somebody may run, with the prompts of those that come with the product: curated ones by domain and
 * from easy to hard, then what puts several of them together, then one's own.
 * @param sessionHash without one, nobody's own
 */
export function listSuites(db: Db, sessionHash?: string): Promise<Suite[]> {
  const kinds = sql`array_position(array['curated', 'pooled', 'refusals', 'own'], ${testSuites.kind})`;
  const ladder = sql`array_position(array['easy', 'medium', 'hard'], ${testSuites.difficulty})`;
  return db.select().from(testSuites).where(mayBeRun(sessionHash)).orderBy(
    asc(kinds),
    // What is of all domains or levels comes first.
    sql`${testSuites.taskDomain} nulls first`,
    sql`${ladder} nulls first`,
    asc(testSuites.createdAt),
    asc(testSuites.name),
  );
}

/**
 * A suite with its prompts, which may be somebody's own.
 * @throws DomainError `suite_not_found`, also when it is somebody else's
 */
export async function findSuite(db: Db, suiteId: string, sessionHash?: string): Promise<Suite> {
  const [suite] = await db
    .select()
    .from(testSuites)
    .where(and(eq(testSuites.id, suiteId), mayBeRun(sessionHash)));
  if (!suite) throw suiteNotFound();
  if (suite.kind !== 'own') return suite;
  const editionId = await ownEditionOf(db, suite);
  return { ...suite, prompts: await readPrompts(db, editionId, suite.promptCount) };
}

/** The edition of a person's own suite that is the current one. */
export async function ownEditionOf(
  db: Db,
  { id, version }: Pick<Suite, 'id' | 'version'>,
): Promise<string> {
  const [edition] = await db
    .select({ id: suiteEditions.id })
    .from(suiteEditions)
    .where(and(eq(suiteEditions.suiteId, id), eq(suiteEditions.version, version)));
  if (!edition) throw suiteNotFound();
  return edition.id;
}

export function suiteNotFound(): DomainError {
  return new DomainError('suite_not_found', 'There is no such suite. Choose one from the list.', {
    field: 'testSuiteId',
  });
}

/** Of curated ones those that are active; `is_active` is not told of others (see the table). */
function mayBeRun(sessionHash: string | undefined): SQL | undefined {
  return or(
    and(eq(testSuites.kind, 'curated'), eq(testSuites.isActive, true)),
    sql`${testSuites.kind} in ('pooled', 'refusals')`,
    sessionHash === undefined ? undefined : eq(testSuites.sessionHash, sessionHash),
  );
}
