import { and, eq, inArray, or } from 'drizzle-orm';
import type { Db } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import { citationsIn } from '../context/citations.ts';
import type { GatheredEvidence, RunInEvidence } from '../context/evidence.ts';
import type { CitedResult } from '../metrics/actualMetrics.ts';
import { checkMetrics } from '../metrics/checkMetrics.ts';
import type { AnswerChange } from './answerEnd.ts';
import { proposedFilterIn } from './proposedFilter.ts';

const MAX_CITED = 50;

/**
 * Annotates a finished answer: checks the metrics it quotes against the database, and reads the filter
 * of the result table that it proposes.
 */
export async function annotate(
  db: Db,
  answer: string,
  { runs, verdict }: Pick<GatheredEvidence, 'runs' | 'verdict'>,
): Promise<Pick<AnswerChange, 'checks' | 'proposedFilter'>> {
  if (runs.length === 0) return { checks: [], proposedFilter: null };
  const results = await citedResults(db, answer, runs);
  return {
    checks: checkMetrics(answer, { runs, verdict, results }),
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
          ...distinct.map(([index = 0, sampleIndex = 0]) =>
            and(eq(promptIndex, index), eq(sample, sampleIndex)),
          ),
        ),
      ),
    );
}
