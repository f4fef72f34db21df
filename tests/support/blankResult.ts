import { getTableColumns } from 'drizzle-orm';
import { batchTestResults } from '../../db/schema.ts';
import type { RunResult } from '../../server/results/index.ts';

/**
 * A result with null in every column, false where a mark may not be null, so that a test names only those
 * that it is about.
 */
export function blankResult(): RunResult {
  const { search: _search, ...columns } = getTableColumns(batchTestResults);
  const blank = Object.fromEntries(
    Object.entries(columns).map(([name, { dataType, notNull }]) => [
      name,
      dataType === 'boolean' && notNull ? false : null,
    ]),
  );
  return blank as unknown as RunResult;
}
