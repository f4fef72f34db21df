import type { PairState } from '../../contract/runComparison.ts';
import type { SuitePrompt } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import type { RunResult } from '../results/index.ts';
import { readRunPrompts } from '../runs/index.ts';
import type { AlignedRunStore } from './alignedRuns.ts';
import type { AlignedSide } from './alignSides.ts';
import type { ComparedRuns } from './comparedRuns.ts';
import { assertShared } from './compareRuns.ts';
import { readResults } from './pairPage.ts';

/** One sample of a prompt on both sides. */
export interface ComparedSample {
  promptKey: string;
  /** Of the prompt in the candidate's run, from 0. */
  promptIndex: number;
  /** From 0. */
  sample: number;
  category: string | null;
  prompt: string;
  expectedAnswer: string | null;
  state: PairState;
  /** Null where there is no result. */
  candidate: RunResult | null;
  baseline: RunResult | null;
}

const PROMPTS_PER_READ = 250;

/**
 * Every prompt that two runs share, sample by sample, in the order of the candidate's prompts; read as it is consumed.
 * @throws DomainError `invalid_input` where they have no prompt in common
 */
export async function* comparedSamples(
  { db, alignedRuns }: { db: Db; alignedRuns: AlignedRunStore },
  runs: ComparedRuns,
): AsyncGenerator<ComparedSample> {
  const aligned = await alignedRuns.align(runs);
  assertShared(aligned);
  let read: Promise<SuitePrompt[]> | undefined;
  const promptsOfRun = () => {
    read ??= readRunPrompts(db, runs.candidate);
    return read;
  };
  for (let start = 0; start < aligned.prompts.length; start += PROMPTS_PER_READ) {
    const prompts = aligned.prompts.slice(start, start + PROMPTS_PER_READ);
    const results = await readResults(
      db,
      prompts.flatMap(({ candidate, baseline }) =>
        [...candidate.results, ...baseline.results].map(({ id }) => id),
      ),
    );
    for (const { key, category, state, candidate, baseline } of prompts) {
      const resultOf = ({ results: ofSide }: AlignedSide, sample: number) =>
        results.get(ofSide.find((result) => result.sample === sample)?.id ?? '') ?? null;
      for (const sample of samplesOf(candidate, baseline)) {
        const sides = {
          candidate: resultOf(candidate, sample),
          baseline: resultOf(baseline, sample),
        };
        const asked = sides.candidate ?? sides.baseline;
        const unasked = asked ? undefined : (await promptsOfRun())[candidate.promptIndex];
        yield {
          promptKey: key,
          promptIndex: candidate.promptIndex,
          sample,
          category,
          prompt: asked?.prompt ?? unasked?.prompt ?? '',
          expectedAnswer: asked?.expectedAnswer ?? unasked?.expected_answer ?? null,
          state,
          ...sides,
        };
      }
    }
  }
}

/** Those that either side has a result of; the first where there is none. A run that was cancelled may lack any of them. */
function samplesOf(...sides: AlignedSide[]): number[] {
  const samples = sides.flatMap(({ results }) => results.map(({ sample }) => sample));
  return samples.length === 0 ? [0] : [...new Set(samples)].sort((one, other) => one - other);
}
