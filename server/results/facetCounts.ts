import { and, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type ResultFilter, resultFilters } from '../../contract/results.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { filterCondition, narrowingConditions, resultsInput } from './readResults.ts';
import { withinScope } from './resultScope.ts';

/** Which results to count: those of a run, of a category, with words in them. */
export const facetsInput = resultsInput
  .pick({ category: true, search: true })
  .extend({ testRunId: z.uuid('must be the id of a run') });

const shape = Object.fromEntries(resultFilters.map((name) => [name, z.number().int()]));
export const facetCountsSchema: z.ZodType<
  Record<ResultFilter, number>,
  Record<ResultFilter, number>
> = z.object(shape as Record<ResultFilter, z.ZodInt>);

/** How many results each filter would leave, all counted in one pass. */
export async function countFacets(
  db: Db,
  sessionHash: string,
  { testRunId, category, search }: z.output<typeof facetsInput>,
): Promise<Record<ResultFilter, number>> {
  const counts = resultFilters.map(
    (name) => sql`(count(*) filter (where ${conditionOf(name)}))::int as ${sql.identifier(name)}`,
  );
  const [row] = await queryRows<Record<string, unknown>>(
    db,
    sql`select ${sql.join(counts, sql`, `)} from ${batchTestResults}
      where ${and(withinScope({ sessionHash, testRunId }), ...narrowingConditions({ category, search }))}`,
  );
  return facetCountsSchema.parse(row);
}

const conditionOf = (filter: ResultFilter): SQL => filterCondition(filter) ?? sql`true`;
