/** Prompts of a comparison with the results of both sides. */
import { sql } from 'drizzle-orm';
import type { PairState } from '../../contract/runComparison.ts';
import { type Db, pgJson } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { type RunResult, resultColumns } from '../results/index.ts';
import { readRunPrompts } from '../runs/index.ts';
import { type AlignedPrompt, type AlignedSide, countedAs } from './alignSides.ts';
import type { ComparedRuns } from './comparedRuns.ts';
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

export interface PairPage {
  total: number;
  offset: number;
  pairs: Pair[];
  /** Where the next page begins; null after the last. */
  nextOffset: number | null;
}

/** Pages come within this many characters of text, though at least one pair each. */
const MAX_CHARACTERS = 16_000_000;

/** Those of an alignment from number `start` on, with what was answered. */
export async function readPairPage(
  db: Db,
  runs: ComparedRuns,
  prompts: AlignedPrompt[],
  start: number,
  limit: number,
): Promise<PairPage> {
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
  let characters = 0;
  for (const { prompt, ...sides } of told) {
    const candidate = results.get(sides.candidate?.id ?? '') ?? null;
    const baseline = results.get(sides.baseline?.id ?? '') ?? null;
    characters += textLength(candidate) + textLength(baseline);
    if (characters > MAX_CHARACTERS && pairs.length > 0) break;
    const asked = candidate ?? baseline;
    const suitePrompt = unasked[prompt.candidate.promptIndex];
    pairs.push({
      promptKey: prompt.key,
      prompt: asked?.prompt ?? suitePrompt?.prompt ?? '',
      category: prompt.category,
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

/** Results by their ids. */
export async function readResults(db: Db, ids: string[]): Promise<Map<string, RunResult>> {
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

/** Characters of the texts of a result. */
export function textLength(result: RunResult | null): number {
  if (!result) return 0;
  const { prompt, response, reasoning } = result;
  return prompt.length + (response?.length ?? 0) + (reasoning?.length ?? 0);
}
