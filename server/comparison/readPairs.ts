/** The prompts of a comparison with what both sides answered, a page at a time. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { flipStates, MAX_FLIPS, type PairState, pairStates } from '../../contract/runComparison.ts';
import { numberInput } from '../../contract/schemas/numberInput.ts';
import { MAX_PROMPT_LENGTHS } from '../../contract/suites.ts';
import { type Db, pgJson } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { type RunResult, resultColumns } from '../results/index.ts';
import { readRunPrompts } from '../runs/index.ts';
import type { AlignedRunStore, ComparedRuns } from './alignedRuns.ts';
import { type AlignedPrompt, type AlignedSide, countedAs } from './alignSides.ts';
import { assertShared, comparedRunsInput } from './compareRuns.ts';
import type { SideResult } from './readSide.ts';

/** A prompt of a comparison. */
export interface Pair {
  promptKey: string;
  /** The last of its messages. */
  prompt: string;
  category: string | null;
  expectedAnswer: string | null;
  state: PairState;
  /** Of its graded samples, 0 to 1; null where none was. */
  candidateMean: number | null;
  baselineMean: number | null;
  /** Of several samples the one that shows best why the pair is what it is; null where there is no result. */
  candidate: RunResult | null;
  baseline: RunResult | null;
}

const MAX_PAIRS = 100;
const MAX_OFFSET = 1_000_000;
const statesError = `must be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(pairStates)}`;
/** Pages come within this many bytes of text, though at least one pair each. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

const offset = numberInput('must be a whole number').pipe(
  z.number().int('must be a whole number').min(0, 'must be at least 0').max(MAX_OFFSET),
);
export const flipsOffsetInput = offset.default(0);

export const pairsInput = comparedRunsInput.extend({
  /** All of them where none is named; in an address they stand between commas. */
  states: z
    .union([
      z.array(z.enum(pairStates, statesError)).max(pairStates.length),
      z
        .string()
        .max(200)
        .transform((list) => list.split(','))
        .pipe(z.array(z.enum(pairStates, statesError))),
    ])
    .default([]),
  /** Compared without regard to case. */
  category: z.string().trim().max(MAX_PROMPT_LENGTHS.category).default(''),
  offset: offset.default(0),
  limit: numberInput('must be a whole number')
    .pipe(z.number().int('must be a whole number').min(1).max(MAX_PAIRS))
    .default(50),
  /** In place of `offset`: the page that holds this prompt, if it is among those that match. */
  promptKey: z.string().max(100).optional(),
});

interface PageOfPairs {
  total: number;
  offset: number;
  pairs: Pair[];
  /** Where the next page begins; null after the last. */
  nextOffset: number | null;
}

/**
 * The prompts of a comparison that match, lost ones first.
 * @throws DomainError `invalid_input` where the runs have no prompt in common
 */
export async function readPairs(
  { db, alignedRuns }: { db: Db; alignedRuns: AlignedRunStore },
  runs: ComparedRuns,
  {
    states,
    category,
    promptKey,
    ...page
  }: Omit<z.output<typeof pairsInput>, 'candidate' | 'baseline'>,
): Promise<PageOfPairs> {
  const aligned = await alignedRuns.align(runs);
  assertShared(aligned);
  const wanted = category.toLowerCase();
  const matching = aligned.prompts
    .filter(
      (prompt) =>
        (states.length === 0 || states.includes(prompt.state)) &&
        (wanted === '' || prompt.category?.toLowerCase() === wanted),
    )
    .toSorted((a, b) => pairStates.indexOf(a.state) - pairStates.indexOf(b.state));
  const place = promptKey ? matching.findIndex(({ key }) => key === promptKey) : -1;
  const start = place === -1 ? page.offset : place - (place % page.limit);
  return readPage(db, runs, matching, start, page.limit);
}

/** The flips of a comparison from number `start` on, lost ones first. */
export async function readFlips(
  { db, alignedRuns }: { db: Db; alignedRuns: AlignedRunStore },
  runs: ComparedRuns,
  start: number,
): Promise<PageOfPairs> {
  const { prompts } = await alignedRuns.align(runs);
  const flips = flipStates.flatMap((wanted) => prompts.filter(({ state }) => state === wanted));
  return readPage(db, runs, flips, start, MAX_FLIPS);
}

async function readPage(
  db: Db,
  runs: ComparedRuns,
  prompts: AlignedPrompt[],
  start: number,
  limit: number,
): Promise<PageOfPairs> {
  const shown = prompts.slice(start, start + limit);
  const pairs = await withResults(db, runs, shown);
  const end = start + pairs.length;
  return {
    total: prompts.length,
    offset: start,
    pairs,
    nextOffset: end < prompts.length && pairs.length > 0 ? end : null,
  };
}

async function withResults(db: Db, runs: ComparedRuns, prompts: AlignedPrompt[]): Promise<Pair[]> {
  const told = prompts.map((prompt) => ({
    prompt,
    candidate: telling(prompt.candidate, prompt.state !== 'lost'),
    baseline: telling(prompt.baseline, prompt.state === 'lost'),
  }));
  const results = await readResults(
    db,
    told.flatMap(({ candidate, baseline }) => [candidate?.id ?? [], baseline?.id ?? []].flat()),
  );
  const unasked = told.some(({ candidate, baseline }) => !candidate && !baseline)
    ? await readRunPrompts(db, runs.candidate)
    : [];
  const pairs: Pair[] = [];
  let bytes = 0;
  for (const { prompt, ...sides } of told) {
    const candidate = results.get(sides.candidate?.id ?? '') ?? null;
    const baseline = results.get(sides.baseline?.id ?? '') ?? null;
    bytes += textBytes(candidate) + textBytes(baseline);
    if (bytes > MAX_TEXT_BYTES && pairs.length > 0) break;
    const asked = candidate ?? baseline;
    const suitePrompt = unasked[prompt.candidate.promptIndex];
    pairs.push({
      promptKey: prompt.key,
      prompt: asked?.prompt ?? suitePrompt?.prompt ?? '',
      category: prompt.category ?? suitePrompt?.category ?? null,
      expectedAnswer: asked?.expectedAnswer ?? suitePrompt?.expected_answer ?? null,
      state: prompt.state,
      candidateMean: prompt.candidate.mean,
      baselineMean: prompt.baseline.mean,
      candidate,
      baseline,
    });
  }
  return pairs;
}

/** The best of a side's samples, or the worst; the first where they are alike. */
function telling({ results }: AlignedSide, best: boolean): SideResult | undefined {
  const valued = results.filter((result) => countedAs(result) !== null);
  const from = valued.length > 0 ? valued : results;
  return from.reduce<SideResult | undefined>((chosen, result) => {
    if (!chosen) return result;
    const difference = (countedAs(result) ?? 0) - (countedAs(chosen) ?? 0);
    return (best ? difference > 0 : difference < 0) ? result : chosen;
  }, undefined);
}

async function readResults(db: Db, ids: string[]): Promise<Map<string, RunResult>> {
  if (ids.length === 0) return new Map();
  // In one parameter: a value each would be more than a statement may have.
  const rows = await db
    .select(resultColumns)
    .from(batchTestResults)
    .where(
      sql`${batchTestResults.id} in (select value::uuid from json_array_elements_text(${pgJson(ids)}::json) as value)`,
    );
  return new Map(rows.map((row) => [row.id, row]));
}

function textBytes(result: RunResult | null): number {
  if (!result) return 0;
  const { prompt, response, reasoning } = result;
  return prompt.length + (response?.length ?? 0) + (reasoning?.length ?? 0);
}
