import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { SuggestedQuestion } from '../../contract/chat.ts';
import { isRunOver } from '../../contract/runs.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { listRuns, type Run } from '../runs/index.ts';

const shape = z.object({ question: z.string(), discuss: z.uuid().optional() });
export const suggestedQuestionSchema: NamedSchema<SuggestedQuestion, typeof shape> = shape;

const MAX_SUGGESTIONS = 5;

/** Questions about what stands out in these results, the most informative first. */
export async function suggestQuestions(db: Db, sessionHash: string): Promise<SuggestedQuestion[]> {
  const [run, earlier] = await listRuns(db, sessionHash);
  if (!run) return beforeAnyRun;
  const [highlights, slowest, wrong, failed] = await Promise.all([
    highlightsOf(db, run.id),
    firstResult(db, run.id, sql`success and latency_ms is not null`, sql`latency_ms desc`),
    firstResult(db, run.id, sql`correct = false`, sql`prompt_index, sample`),
    firstResult(db, run.id, sql`not success`, sql`prompt_index, sample`),
  ]);
  const questions = [
    ...(isRunOver(run) ? [] : duringARun(run)),
    earlier && betweenRuns(run, earlier),
    failed && aboutFailed(highlights.failed, failed),
    wrong && aboutWrong(highlights.wrong, wrong),
    highlights.slowestCategory && `Why were you slowest in “${highlights.slowestCategory}”?`,
    slowest && {
      question: `Why did ${slowest.label} take longest (${slowest.latencyMs} ms)?`,
      discuss: slowest.id,
    },
    highlights.truncated > 0 &&
      `${countOf(highlights.truncated, 'answer was', 'answers were')} truncated at max output tokens: what was missing?`,
    highlights.wrongCategory && `What would help you with “${highlights.wrongCategory}”?`,
    'Sum up your results in three sentences.',
    'What should I test next?',
  ];
  return questions
    .filter((question) => question !== undefined && question !== null && question !== false)
    .filter((question) => question !== '')
    .map((question) => (typeof question === 'string' ? { question } : question))
    .slice(0, MAX_SUGGESTIONS);
}

/** Models that were asked together differ; of runs one after the other something may have changed. */
function betweenRuns(run: Run, earlier: Run): string {
  return run.comparisonId !== null && run.comparisonId === earlier.comparisonId
    ? 'Where do the two models differ?'
    : 'What changed between the two runs?';
}

const beforeAnyRun: SuggestedQuestion[] = [
  { question: 'What can you tell me about yourself?' },
  { question: 'What are you good at, and what not?' },
  { question: 'What should I test you with?' },
];

function duringARun({ completedPrompts, failedPrompts }: Run): string[] {
  return completedPrompts + failedPrompts === 0
    ? ['What is about to be tested?']
    : ['How is it going so far?'];
}

function aboutFailed(failures: number, first: Example): SuggestedQuestion {
  return failures === 1
    ? { question: `Why did ${first.label} fail?`, discuss: first.id }
    : { question: `What do your ${failures} failures have in common?` };
}

function aboutWrong(wrong: number, first: Example): SuggestedQuestion {
  return wrong === 1
    ? { question: `Why is your answer to ${first.label} wrong?`, discuss: first.id }
    : { question: `What do your ${wrong} wrong answers have in common?` };
}

interface RunHighlights {
  failed: number;
  wrong: number;
  truncated: number;
  /** Null where no two categories can be compared. */
  slowestCategory: string | null;
  wrongCategory: string | null;
}

async function highlightsOf(db: Db, runId: string): Promise<RunHighlights> {
  const [highlights] = await queryRows<RunHighlights & Record<string, unknown>>(
    db,
    sql`with results as (select * from ${batchTestResults} where test_run_id = ${runId}),
          categories as (
            select category, avg(latency_ms) filter (where success) as latency_ms,
                   count(*) filter (where correct = false) as wrong
            from results where category is not null group by category)
        select
          (select count(*)::int from results where not success) as failed,
          (select count(*)::int from results where correct = false) as wrong,
          (select count(*)::int from results where outcome = 'truncated') as truncated,
          (select category from categories
            where latency_ms is not null and (select count(*) from categories where latency_ms is not null) > 1
            order by latency_ms desc, category limit 1) as "slowestCategory",
          (select category from categories
            where wrong > 0 and (select count(*) from categories) > 1
            order by wrong desc, category limit 1) as "wrongCategory"`,
  );
  return highlights as RunHighlights;
}

interface Example {
  id: string;
  label: string;
  latencyMs: number | null;
}

async function firstResult(
  db: Db,
  runId: string,
  where: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
): Promise<Example | undefined> {
  const [row] = await queryRows<{ id: string; prompt_index: number; latency_ms: number | null }>(
    db,
    sql`select id, prompt_index, latency_ms from ${batchTestResults}
        where test_run_id = ${runId} and ${where} order by ${order} limit 1`,
  );
  return row && { id: row.id, label: `#${row.prompt_index + 1}`, latencyMs: row.latency_ms };
}

function countOf(number: number, singular: string, plural: string): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
