import { and, eq, inArray, or } from 'drizzle-orm';
import type { Db } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import { citationsIn } from '../context/citations.ts';
import type { RunInEvidence } from '../context/evidence.ts';
import type { CitedResult } from '../metrics/actualMetrics.ts';
import { checkMetrics } from '../metrics/checkMetrics.ts';
import type { AnswerChange } from './answerEnd.ts';
import { proposedFilterIn } from './proposedFilter.ts';

const MAX_CITED = 50;

/**
 * What we have to say of a finished answer: its figures, compared with the database, and the view of
 * the result table that it offers.
 */
export async function annotate(
  db: Db,
  answer: string,
  runs: RunInEvidence[],
): Promise<Pick<AnswerChange, 'checks' | 'proposedFilter'>> {
  if (runs.length === 0) return { checks: [], proposedFilter: null };
  const results = await citedResults(db, answer, runs);
  return {
    checks: checkMetrics(answer, { runs, results }),
    proposedFilter: proposedFilterIn(answer, runs),
  };
}

async function citedResults(db: Db, answer: string, runs: RunInEvidence[]): Promise<CitedResult[]> {
  const keys = citationsIn(answer).map(({ promptIndex, sample }) => `${promptIndex} ${sample}`);
  const distinct = [...new Set(keys)].slice(0, MAX_CITED).map((key) => key.split(' ').map(Number));
  if (distinct.length === 0) return [];
  const { testRunId, promptIndex, sample, latencyMs, ttftMs, outputTokens } = batchTestResults;
  return db
    .select({ testRunId, promptIndex, sample, latencyMs, ttftMs, outputTokens })
    .from(batchTestResults)
    .where(
      and(
        inArray(
          testRunId,
          runs.map(({ run }) => run.id),
        ),
        or(
          ...distinct.map(([prompt = 0, time = 0]) =>
            and(eq(promptIndex, prompt), eq(sample, time)),
          ),
        ),
      ),
    );
}
