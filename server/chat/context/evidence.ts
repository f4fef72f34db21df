/** Gathers what the database has on the results that a question may be about. */
import { sql } from 'drizzle-orm';
import { displayName } from '../../../contract/displayName.ts';
import { type Db, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import { getSessionMetrics, type SessionMetrics } from '../../results/index.ts';
import { type Run, runsToCompare } from '../../runs/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { ChatMessage } from '../chatStore.ts';
import type { RunLetter } from './citations.ts';
import { type PickedResult, pickResults } from './pickResults.ts';

export interface RunInEvidence {
  run: Run;
  letter: RunLetter;
  metrics: SessionMetrics;
  categories: CategoryMetrics[];
}

export interface CategoryMetrics {
  category: string;
  results: number;
  failed: number;
  wrong: number;
  /** Over answered prompts, in milliseconds. */
  avgLatencyMs: number | null;
}

export interface GatheredEvidence {
  modelName: string;
  /** The newest run, or the newest two with the earlier one first; none before the first run. */
  runs: RunInEvidence[];
  /** The most relevant first. */
  results: PickedResult[];
}

const MAX_CATEGORIES = 12;

/**
 * Gathers what may help to answer a question: the metrics of the newest two runs, and results that it is
 * about or that stand out. The run of a discussed result is always among the two.
 */
export async function gatherEvidence(
  db: Db,
  { sessionHash, connection }: Pick<Session, 'sessionHash' | 'connection'>,
  question: Pick<ChatMessage, 'content' | 'discussedResultId'>,
): Promise<GatheredEvidence> {
  const runs = await runsToCompare(db, sessionHash, question.discussedResultId);
  const withLetters = runs.map((run, index) => ({
    run,
    letter: (runs.length === 1 ? '' : index === 0 ? 'A' : 'B') as RunLetter,
  }));
  const [runsInEvidence, results] = await Promise.all([
    Promise.all(
      withLetters.map(async ({ run, letter }) => {
        const [metrics, categories] = await Promise.all([
          getSessionMetrics(db, { sessionHash, testRunId: run.id }),
          categoryMetrics(db, run.id),
        ]);
        return { run, letter, metrics, categories };
      }),
    ),
    withLetters.length === 0 ? [] : pickResults(db, withLetters, question),
  ]);
  return { modelName: displayName(connection), runs: runsInEvidence, results };
}

async function categoryMetrics(db: Db, runId: string): Promise<CategoryMetrics[]> {
  return queryRows<CategoryMetrics & Record<string, unknown>>(
    db,
    sql`select category, count(*)::int as results,
          (count(*) filter (where not success))::int as failed,
          (count(*) filter (where correct = false))::int as wrong,
          round(avg(latency_ms) filter (where success), 1)::float8 as "avgLatencyMs"
        from ${batchTestResults} where test_run_id = ${runId} and category is not null
        group by category order by count(*) desc, category limit ${MAX_CATEGORIES}`,
  );
}
