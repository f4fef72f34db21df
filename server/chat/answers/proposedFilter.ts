/** The view of the result table that an answer may offer in a fenced block (docs/decisions/0018). */
import { z } from 'zod';
import { FILTER_LANGUAGE, type ProposedFilter } from '../../../contract/annotations.ts';
import { resultFilterDefinitions, resultSortingDefinitions } from '../../../contract/results.ts';
import { resultsInput } from '../../results/index.ts';
import type { RunInEvidence } from '../context/evidence.ts';

/** What may stand in the block: fields of `batch.results`, and which run. */
const proposal = resultsInput
  .pick({ filter: true, category: true, sort: true, direction: true, search: true })
  .extend({ run: z.enum(['A', 'B']).optional() });

const BLOCK = new RegExp(
  `^\`\`\`${FILTER_LANGUAGE}[ \\t]*\\n([^\`]{2,2000}?)\\n?\`\`\`[ \\t]*$`,
  'gmu',
);

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
    resultFilterDefinitions[filter].plural,
    category && `in “${category}”`,
    search && `with “${search}”`,
    letter && `of run ${letter}`,
  ];
  const { ascending, descending } = resultSortingDefinitions[sort];
  const isUsual = sort === 'promptIndex' && direction === 'asc';
  const order = isUsual ? '' : direction === 'asc' ? ascending : descending;
  return [parts.filter(Boolean).join(' '), order].filter(Boolean).join(', ');
}
