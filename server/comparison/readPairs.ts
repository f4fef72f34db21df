/** The prompts of a comparison with what both sides answered, a page at a time. */
import { z } from 'zod';
import { MAX_FLIPS, pairStates } from '../../contract/runComparison.ts';
import { countInput, numberInput } from '../../contract/schemas/numberInput.ts';
import { MAX_PROMPT_LENGTHS } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { type AlignedRunStore, flipsIn } from './alignedRuns.ts';
import { type ComparedRuns, comparedRunsInput } from './comparedRuns.ts';
import { assertShared } from './compareRuns.ts';
import { type PairPage, readPairPage } from './pairPage.ts';

const MAX_PAIRS = 100;
const MAX_OFFSET = 1_000_000;
const statesError = `must be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(pairStates)}`;

const offset = numberInput('must be a whole number').pipe(
  z
    .number()
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(MAX_OFFSET, `must be at most ${MAX_OFFSET.toLocaleString('en-US')}`),
);
export const flipsOffsetInput = offset.default(0);

export const pairsInput = comparedRunsInput.extend({
  /** All of them where none is named; in an address they stand between commas. */
  states: z
    .union(
      [
        z.array(z.enum(pairStates)).max(pairStates.length),
        z
          .string()
          .max(200)
          .transform((list) => list.split(','))
          .pipe(z.array(z.enum(pairStates))),
      ],
      statesError,
    )
    .default([]),
  /** Compared without regard to case. */
  category: z
    .string()
    .trim()
    .max(MAX_PROMPT_LENGTHS.category, `is longer than ${MAX_PROMPT_LENGTHS.category} characters`)
    .default(''),
  offset: offset.default(0),
  limit: countInput({ min: 1, max: MAX_PAIRS }).default(50),
  /** In place of `offset`: the page that holds this prompt, if it is among those that match. */
  promptKey: z.string('must be a string').max(100, 'is longer than 100 characters').optional(),
});

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
): Promise<PairPage> {
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
  return readPairPage(db, runs, matching, start, page.limit);
}

/** The flips of a comparison from number `start` on, lost ones first. */
export async function readFlips(
  { db, alignedRuns }: { db: Db; alignedRuns: AlignedRunStore },
  runs: ComparedRuns,
  start: number,
): Promise<PairPage> {
  if (start === 0) return alignedRuns.flips(runs);
  const { prompts } = await alignedRuns.align(runs);
  return readPairPage(db, runs, flipsIn(prompts), start, MAX_FLIPS);
}
