import { and, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { CategoryCount } from '../../contract/metrics.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { type Scope, withinScope } from './resultScope.ts';

const shape = z.object({ category: z.string(), count: z.number().int() });
export const categoryCountSchema: NamedSchema<CategoryCount, typeof shape> = shape;

/** The categories among the results, by name; results without one are not counted. */
export async function countCategories(db: Db, scope: Scope): Promise<CategoryCount[]> {
  const category = sql<string>`${batchTestResults.category}`;
  return db
    .select({ category, count: sql<number>`count(*)::int` })
    .from(batchTestResults)
    .where(and(withinScope(scope), isNotNull(batchTestResults.category)))
    .groupBy(batchTestResults.category)
    .orderBy(sql`lower(${batchTestResults.category})`);
}
