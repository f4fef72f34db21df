/**
 * Chooses the results that a question may be about: never all of them, the most relevant first
 * (docs/decisions/0018). Those that stand out are read once for a run, those that the question means for
 * each question (docs/decisions/0026).
 */
import { type SQL, sql } from 'drizzle-orm';
import { incompleteOutcomes } from '../../../contract/outcomes.ts';
import { type Db, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import type { RunResult } from '../../results/index.ts';
import type { Run } from '../../runs/index.ts';
import type { ChatMessage } from '../chatStore.ts';
import { type Citation, citationsIn, type RunLetter } from './citations.ts';
import { canFindAnything, searchTerms } from './searchTerms.ts';

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

/** Results of one run that stand out; more of them are shown when the question asks for them. */
const notableKinds = [
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

export type LetteredRuns = { run: Pick<Run, 'id'>; letter: RunLetter }[];

/** Results that stand out in one or two runs, whatever the question is. */
export interface NotableResults {
  results: {
    result: PickedResult;
    /** As what it stands out, and as the which of these, from 1. */
    picked: { kind: NotableKind; place: number }[];
  }[];
}

interface NotableKind {
  /** More are shown when the question matches it. */
  askedFor: RegExp | null;
  few: number;
  many: number;
}

/** Reads the results that stand out, for any number of questions. */
export async function readNotableResults(db: Db, runs: LetteredRuns): Promise<NotableResults> {
  const picks = runs.flatMap((run) => [
    ...notableKinds.map(({ where, order, askedFor }) => ({
      kind: { askedFor, few: FEW, many: MANY },
      rows: (index: number) => pick(index, [run], where, order, MANY),
    })),
    {
      kind: { askedFor: null, few: FEW, many: FEW },
      rows: (index: number) => pickTypical(index, run),
    },
  ]);
  if (runs.length === 2) {
    picks.push({
      kind: {
        askedFor: /compar|differ|chang|better|worse|run/i,
        // Both of each pair.
        few: 2 * FEW,
        many: 2 * MANY,
      },
      rows: (index) => pickChanged(index),
    });
  }
  const rows = await queryRows<ResultRow & { picked: [kind: number, place: number][] }>(
    db,
    sql`with results as materialized (select ${judgedColumns} from ${batchTestResults} where ${isOf(runs)}),
          picks as (${unionOf(picks.map(({ rows }, index) => rows(index)))}),
          picked as (select id, json_agg(json_build_array(tier, place)) as picked from picks group by id)
        select ${shownColumns}, picked from picked join ${batchTestResults} as results using (id)`,
  );
  return {
    results: rows.map(({ picked, ...row }) => ({
      result: { ...row, letter: letterOf(runs, row), isFocus: false },
      picked: picked.map(([index, place]) => ({
        kind: (picks[index] as (typeof picks)[number]).kind,
        place,
      })),
    })),
  };
}

/** The results that a question means, with their rank: lower tiers first, then lower places. */
export type MeantResults = { result: PickedResult; rank: Rank }[];
type Rank = [tier: number, place: number];

/**
 * Reads the results that a question is about: the one it discusses, those it cites, and those that match it
 * by full-text search over prompts and answers or by the name of their category.
 * @param categories names of the runs' categories; null where there may be others
 */
export async function readMeantResults(
  db: Db,
  runs: LetteredRuns,
  { content, discussedResultId }: Pick<ChatMessage, 'content' | 'discussedResultId'>,
  categories: string[] | null,
): Promise<MeantResults> {
  const cited = citationsIn(content).slice(0, MAX_CITED);
  const picks = [
    ...(discussedResultId === null
      ? []
      : [pick(0, runs, sql`id = ${discussedResultId}`, sql`seq`, 1)]),
    ...(cited.length === 0 ? [] : [pickCited(runs, cited)]),
    ...(canMatch(content, categories) ? [pickMatching(runs, content)] : []),
  ];
  if (runs.length === 0 || picks.length === 0) return [];
  const rows = await queryRows<ResultRow & { rank: Rank }>(
    db,
    sql`with results as not materialized (select * from ${batchTestResults} where ${isOf(runs)}),
          picks as (${unionOf(picks)}),
          ranked as (select id, min(array[tier, place]) as rank from picks group by id)
        select ${shownColumns}, to_json(rank) as rank from ranked join ${batchTestResults} as results using (id)`,
  );
  return rows.map(({ rank, ...row }) => ({
    result: { ...row, letter: letterOf(runs, row), isFocus: rank[0] < 2 },
    rank,
  }));
}

/** Both kinds for one question, each result once, the most relevant first. */
export function rankResults(
  content: string,
  { results }: NotableResults,
  meant: MeantResults,
): PickedResult[] {
  const ranked = new Map(meant.map((each) => [each.result.id, each]));
  for (const { result, picked } of results) {
    if (ranked.has(result.id)) continue;
    const ranks = picked.flatMap(({ kind, place }): Rank[] => {
      const isAskedFor = kind.askedFor?.test(content) ?? false;
      if (place > (isAskedFor ? kind.many : kind.few)) return [];
      return [[isAskedFor ? 3 : 4, place]];
    });
    const [best] = ranks.toSorted(byRank);
    if (best) ranked.set(result.id, { result, rank: best });
  }
  return [...ranked.values()]
    .toSorted(
      (a, b) => byRank(a.rank, b.rank) || (a.result.testRunId < b.result.testRunId ? -1 : 1),
    )
    .map(({ result }) => result);
}

function byRank([tier, place]: Rank, [otherTier, otherPlace]: Rank): number {
  return tier - otherTier || place - otherPlace;
}

/** Spares the search for a question that says nothing which could be found. */
function canMatch(question: string, categories: string[] | null): boolean {
  if (categories === null || canFindAnything(question)) return true;
  const asked = question.toLowerCase();
  // Lower case is the database's there and ours here, which is the same in ASCII only.
  return categories.some((name) => asked.includes(name.toLowerCase()) || /[^\0-\x7f]/.test(name));
}

type ResultRow = Omit<PickedResult, 'letter' | 'isFocus'> & Record<string, unknown>;

const shownColumns = sql`results.id, test_run_id as "testRunId", prompt_index as "promptIndex", sample, outcome,
  success, correct, error, error_kind as "errorKind", latency_ms as "latencyMs", ttft_ms as "ttftMs",
  output_tokens as "outputTokens", category, left(prompt, ${sql.raw(`${MAX_TEXT_CHARACTERS}`)}) as prompt,
  left(response, ${sql.raw(`${MAX_TEXT_CHARACTERS}`)}) as response,
  left(expected_answer, ${sql.raw(`${MAX_TEXT_CHARACTERS}`)}) as "expectedAnswer"`;

/** What results are chosen by. Their texts stay out of it: those of 10,000 results need more memory than a sort may take. */
const judgedColumns = sql`id, test_run_id, seq, prompt_index, sample, success, correct, outcome, latency_ms,
  hashtextextended(prompt, 0) as prompt_hash`;

function isOf(runs: LetteredRuns): SQL {
  return sql`test_run_id in ${idsOf(runs)}`;
}

function unionOf(picks: SQL[]): SQL {
  return sql.join(picks, sql` union all `);
}

function letterOf(runs: LetteredRuns, { testRunId }: { testRunId: string }): RunLetter {
  return runs.find(({ run }) => run.id === testRunId)?.letter ?? '';
}

/** Within a tier, the first result of every pick before the second of any. */
function pick(tier: number, runs: LetteredRuns, where: SQL, order: SQL, limit: number): SQL {
  // Numbered after sort and limit: `over (order by …)` would number all rows.
  return sql`select id, ${tier}::int as tier, (row_number() over ())::int as place from (
    select id from results where ${isOf(runs)} and ${where}
    order by ${order} limit ${limit}) as first`;
}

function pickCited(runs: LetteredRuns, cited: Citation[]): SQL {
  const isCited = cited.map(({ letter, promptIndex, sample }) => {
    const run = runs.find((each) => each.letter === letter);
    const inRun = run ? sql`test_run_id = ${run.run.id}` : sql`true`;
    return sql`(${inRun} and prompt_index = ${promptIndex} and sample = ${sample})`;
  });
  return pick(1, runs, sql`(${sql.join(isCited, sql` or `)})`, sql`seq`, MAX_CITED);
}

/** By full-text search over prompts and answers, and by the name of a category in the question. */
function pickMatching(runs: LetteredRuns, question: string): SQL {
  const terms = searchTerms(question);
  // As subqueries they are computed once; the plan of a prepared statement would compute them for each row.
  const query = sql`(select websearch_to_tsquery('english', ${terms}))`;
  const asked = sql`(select lower(${question}))`;
  const inCategory = sql`coalesce(length(category) > 1 and strpos(${asked}, lower(category)) > 0, false)`;
  return pick(
    2,
    runs,
    sql`(search @@ ${query} or ${inCategory})`,
    sql`${inCategory} desc, ts_rank(search, ${query}) desc, latency_ms desc nulls last, seq`,
    MAX_MATCHING,
  );
}

/** Results of the same prompt that differ in success or grade between the two runs; both of each pair. */
function pickChanged(tier: number): SQL {
  // Grouped, not joined: of a run that has just ended the database may believe that it has a single result,
  // and would then compare each with each.
  return sql`select id, ${tier}::int as tier,
      (row_number() over (order by prompt_index, sample, prompt_hash, side))::int as place
    from (
      select prompt_index, sample, prompt_hash, array_agg(id order by test_run_id) as ids
      from results group by prompt_index, sample, prompt_hash
      having count(*) = 2 and (bool_or(success) <> bool_and(success)
        or count(correct) = 1 or bool_or(correct) <> bool_and(correct))
      order by prompt_index, sample limit ${MANY}) as pair,
    unnest(ids) with ordinality as of_pair (id, side)`;
}

function pickTypical(tier: number, run: LetteredRuns[number]): SQL {
  const median = sql`(select percentile_cont(0.5) within group (order by latency_ms) from results
    where test_run_id = ${run.run.id} and success)`;
  return pick(
    tier,
    [run],
    sql`success and latency_ms is not null`,
    sql`abs(latency_ms - ${median}), seq`,
    FEW,
  );
}

function idsOf(runs: LetteredRuns): SQL {
  return sql`(${sql.join(
    runs.map(({ run }) => sql`${run.id}::uuid`),
    sql`, `,
  )})`;
}
