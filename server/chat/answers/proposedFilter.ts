/** The view of the result table that an answer may offer in a fenced block (docs/decisions/0018). */
import { z } from 'zod';
import type { ProposedFilter } from '../../../contract/annotations.ts';
import type { ResultFilter, ResultSorting } from '../../../contract/results.ts';
import { resultsInput } from '../../results/index.ts';
import type { RunInEvidence } from '../context/evidence.ts';

/** What may stand in the block: fields of `batch.results`, and which run. */
const proposal = resultsInput
  .pick({ filter: true, category: true, sort: true, direction: true, search: true })
  .extend({ run: z.enum(['A', 'B']).optional() });

const BLOCK = /^```byom-filter[ \t]*\n([^`]{2,2000}?)\n?```[ \t]*$/gmu;

/** The last valid proposal in an answer; whatever else stands in such a block is ignored. */
export function proposedFilterIn(answer: string, runs: RunInEvidence[]): ProposedFilter | null {
  const proposals = [...answer.matchAll(BLOCK)].map((match) => read(match[1] ?? '', runs));
  return proposals.findLast((each) => each !== null) ?? null;
}

function read(json: string, runs: RunInEvidence[]): ProposedFilter | null {
  const parsed = proposal.safeParse(parseJson(json));
  if (!parsed.success) return null;
  const { run: letter, filter, category, sort, direction, search } = parsed.data;
  const shown = letter ? runs.find((each) => each.letter === letter) : runs.at(-1);
  if (!shown) return null;
  return {
    runId: shown.run.id,
    filter,
    sort,
    direction,
    ...(category !== '' && { category }),
    ...(search !== '' && { search }),
    label: labelFor(shown, { filter, category, sort, direction, search }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** In our own words: a model must not be able to put others on a button. */
function labelFor(
  { letter }: RunInEvidence,
  shown: Omit<z.output<typeof proposal>, 'run'>,
): string {
  const { filter, category, sort, direction, search } = shown;
  const parts = [
    filterWords[filter],
    category && `in “${category}”`,
    search && `with “${search}”`,
    letter && `of run ${letter}`,
  ];
  const order = sort === 'promptIndex' && direction === 'asc' ? '' : orderWords[sort][direction];
  return [parts.filter(Boolean).join(' '), order].filter(Boolean).join(', ');
}

const filterWords: Record<ResultFilter, string> = {
  all: 'All results',
  answered: 'Answered prompts',
  failed: 'Failed prompts',
  correct: 'Correct answers',
  incorrect: 'Wrong answers',
  ungraded: 'Ungraded answers',
  truncated: 'Truncated answers',
  thinking_only: 'Thoughts without an answer',
  empty: 'Empty answers',
  refused: 'Refused prompts',
  broken: 'Broken-off answers',
  rate_limited: 'Rate-limited prompts',
  timed_out: 'Timed-out prompts',
};

const orderWords: Record<ResultSorting, { asc: string; desc: string }> = {
  promptIndex: { asc: 'in order', desc: 'last first' },
  latencyMs: { asc: 'fastest first', desc: 'slowest first' },
  ttftMs: { asc: 'quickest to begin first', desc: 'slowest to begin first' },
  outputTokens: { asc: 'shortest first', desc: 'longest first' },
  category: { asc: 'by category', desc: 'by category, from Z' },
  success: { asc: 'failed first', desc: 'answered first' },
  correct: { asc: 'wrong first', desc: 'correct first' },
};
