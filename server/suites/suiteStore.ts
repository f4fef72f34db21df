import { and, asc, eq, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { testSuites } from '../../db/schema.ts';

export type Suite = typeof testSuites.$inferSelect;

/** The active suites, by domain and from easy to hard. */
export function listSuites(db: Db): Promise<Suite[]> {
  const ladder = sql`array_position(array['easy', 'medium', 'hard'], ${testSuites.difficulty})`;
  return db
    .select()
    .from(testSuites)
    .where(eq(testSuites.isActive, true))
    .orderBy(asc(testSuites.taskDomain), ladder, asc(testSuites.name));
}

/** @throws DomainError `suite_not_found` */
export async function findSuite(db: Db, suiteId: string): Promise<Suite> {
  const [suite] = await db
    .select()
    .from(testSuites)
    .where(and(eq(testSuites.id, suiteId), eq(testSuites.isActive, true)));
  if (!suite) {
    throw new DomainError('suite_not_found', 'There is no such suite. Choose one from the list.', {
      field: 'testSuiteId',
    });
  }
  return suite;
}
