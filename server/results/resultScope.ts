import { and, eq, type SQL } from 'drizzle-orm';
import { batchTestResults } from '../../db/schema.ts';

/** Which results to look at: all of a session, or those of one of its runs. */
export interface Scope {
  sessionHash: string;
  testRunId?: string;
}

export function withinScope({ sessionHash, testRunId }: Scope): SQL {
  return and(
    eq(batchTestResults.sessionHash, sessionHash),
    testRunId ? eq(batchTestResults.testRunId, testRunId) : undefined,
  ) as SQL;
}
