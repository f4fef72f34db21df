/**
 * Chooses the results that a question may be about: never all of them, the most relevant first.
 * See docs/decisions/0018.
 */
import { type SQL, sql } from 'drizzle-orm';
import { incompleteOutcomes } from '../../../contract/outcomes.ts';
import { type Db, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import type { RunResult } from '../../results/index.ts';
import type { Run } from '../../runs/index.ts';
import type { ChatMessage } from '../chatStore.ts';
import { type Citation, citationsIn, type RunLetter } from './citations.ts';
import { searchTerms } from './searchTerms.ts';

/** A result as the model is shown it; long texts are cut. */
export interface PickedResult
  extends Pick<
    RunResult,
    | 'id'
    | 'testRunId'
    | 'promptIndex'
    | 'sample'
    | 'outcome'
    | 'success'
    | 'correct'
    | 'error'
    | 'errorKind'
    | 'latencyMs'
    | 'ttftMs'
    | 'outputTokens'
    | 'category'
    | 'prompt'
    | 'response'
    | 'expectedAnswer'
  > {
  letter: RunLetter;
  /** The question is about this result, so its texts are cut less. */
  isFocus: boolean;
}

/** Results that are shown whatever the question is; more of them when the question asks for them. */
const notableResults = [
  {
    where: sql`correct = false`,
    order: sql`prompt_index, sample`,
    askedFor: /wrong|incorrect|mistake|accura|correct|in common/i,
  },
  {
    where: sql`not success`,
    order: sql`prompt_index, sample`,
    askedFor: /fail|error|timeout|refus|broke/i,
  },
  {
    where: sql`success and latency_ms is not null`,
    order: sql`latency_ms desc, seq`,
    askedFor: /slow|latenc|long|speed|fast|ttft|first token/i,
  },
  {
    where: sql`outcome in ${incompleteOutcomes}`,
    order: sql`prompt_index, sample`,
    askedFor: /truncat|cut|token limit|empty|thinking/i,
  },
];

const FEW = 3;
const MANY = 12;
const MAX_MATCHING = 12;
const MAX_CITED = 20;
/** Characters of a text; the prompt's budget cuts further. */
const MAX_TEXT_CHARACTERS = 6_000;

export async function pickResults(
  db: Db,
  runs: { run: Run; letter: RunLetter }[],
  { content, discussedResultId }: Pick<ChatMessage, 'content' | 'discussedResultId'>,
): Promise<PickedResult[]> {
  const cited = citationsIn(content).slice(0, MAX_CITED);
  const picks = [
    pick(0, runs, sql`id = ${discussedResultId}`, sql`seq`, 1),
    ...(cited.length === 0 ? [] : [pickCited(runs, cited)]),
    pickMatching(runs, content),
    ...(runs.length === 2
      ? [pickChanged(runs, /compar|differ|chang|better|worse|run/i.test(content))]
      : []),
    ...runs.flatMap((run) => [
      ...notableResults.map(({ where, order, askedFor }) =>
        askedFor.test(content)
          ? pick(3, [run], where, order, MANY)
          : pick(4, [run], where, order, FEW),
      ),
      pickTypical(run),
    ]),
  ];
  const rows = await queryRows<PickedRow>(
    db,
    sql`with results as materialized (select * from ${batchTestResults} where test_run_id in ${idsOf(runs)}),
          picks as (select id, min(array[tier, place]) as rank from (${sql.join(picks, sql` union all `)}) as pick group by id)
        select results.id, test_run_id as "testRunId", prompt_index as "promptIndex", sample, outcome,
          success, correct, error, error_kind as "errorKind", latency_ms as "latencyMs",
          ttft_ms as "ttftMs", output_tokens as "outputTokens", category,
          left(prompt, ${MAX_TEXT_CHARACTERS}) as prompt, left(response, ${MAX_TEXT_CHARACTERS}) as response,
          left(expected_answer, ${MAX_TEXT_CHARACTERS}) as "expectedAnswer", rank[1] < 2 as "isFocus"
        from picks join results using (id) order by rank, test_run_id`,
  );
  const letters = new Map(runs.map(({ run, letter }) => [run.id, letter]));
  return rows.map((row) => ({ ...row, letter: letters.get(row.testRunId) ?? '' }));
}

type PickedRow = Omit<PickedResult, 'letter'> & Record<string, unknown>;
type Runs = { run: Run; letter: RunLetter }[];

/** Lower tiers come first; within a tier, the first result of every pick before the second of any. */
function pick(tier: number, runs: Runs, where: SQL, order: SQL, limit: number): SQL {
  // Numbered after sort and limit: `over (order by …)` would number all rows.
  return sql`select id, ${tier}::int as tier, (row_number() over ())::int as place from (
    select id from results where test_run_id in ${idsOf(runs)} and ${where}
    order by ${order} limit ${limit}) as first`;
}

function pickCited(runs: Runs, cited: Citation[]): SQL {
  const isCited = cited.map(({ letter, promptIndex, sample }) => {
    const run = runs.find((each) => each.letter === letter);
    const inRun = run ? sql`test_run_id = ${run.run.id}` : sql`true`;
    return sql`(${inRun} and prompt_index = ${promptIndex} and sample = ${sample})`;
  });
  return pick(1, runs, sql`(${sql.join(isCited, sql` or `)})`, sql`seq`, MAX_CITED);
}

/** By full-text search over prompts and answers, and by the name of a category in the question. */
function pickMatching(runs: Runs, question: string): SQL {
  const terms = searchTerms(question);
  const query = sql`websearch_to_tsquery('english', ${terms})`;
  const inCategory = sql`coalesce(length(category) > 1 and strpos(lower(${question}), lower(category)) > 0, false)`;
  return pick(
    2,
    runs,
    sql`(search @@ ${query} or ${inCategory})`,
    sql`${inCategory} desc, ts_rank(search, ${query}) desc, latency_ms desc nulls last, seq`,
    MAX_MATCHING,
  );
}

/** Results of the same prompt that differ in success or grade between the two runs; both of each pair. */
function pickChanged(runs: Runs, isAskedFor: boolean): SQL {
  const [a, b] = runs.map(({ run }) => run.id);
  const changed = sql`(prompt_index, sample) in (
    select one.prompt_index, one.sample from results one join results other
      on other.prompt_index = one.prompt_index and other.sample = one.sample and other.prompt = one.prompt
    where one.test_run_id = ${a} and other.test_run_id = ${b}
      and (one.correct is distinct from other.correct or one.success <> other.success))`;
  return pick(
    isAskedFor ? 3 : 4,
    runs,
    changed,
    sql`prompt_index, sample, test_run_id`,
    2 * (isAskedFor ? MANY : FEW),
  );
}

function pickTypical(run: Runs[number]): SQL {
  const median = sql`(select percentile_cont(0.5) within group (order by latency_ms) from results
    where test_run_id = ${run.run.id} and success)`;
  return pick(
    4,
    [run],
    sql`success and latency_ms is not null`,
    sql`abs(latency_ms - ${median}), seq`,
    FEW,
  );
}

function idsOf(runs: Runs): SQL {
  return sql`(${sql.join(
    runs.map(({ run }) => sql`${run.id}::uuid`),
    sql`, `,
  )})`;
}
