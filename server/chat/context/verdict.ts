/** What the comparison of the two runs in the evidence says. */
import { DEFAULT_MARGIN, type RunComparison } from '../../../contract/runComparison.ts';
import { isRunOver } from '../../../contract/runs.ts';
import { type AlignedRunStore, judgeRuns } from '../../comparison/index.ts';
import type { Run } from '../../runs/index.ts';
import { labelOf, type RunLetter } from './citations.ts';

export interface VerdictInEvidence {
  candidate: RunLetter;
  baseline: RunLetter;
  comparison: Pick<
    RunComparison,
    'sentence' | 'n' | 'bothRight' | 'bothWrong' | 'gained' | 'lost' | 'missing'
  >;
  /** Labels of the candidate's results; the first of them. */
  gained: string[];
  lost: string[];
}

/** Labels of either kind that are told. */
const MAX_LABELS = 20;

/**
 * Null where there are not two runs over common prompts that have both ended.
 * @param candidateId which run is the candidate's; else their roles tell
 */
export async function readVerdict(
  alignedRuns: AlignedRunStore,
  lettered: { run: Run; letter: RunLetter }[],
  candidateId?: string,
): Promise<VerdictInEvidence | null> {
  const [earlier, later] = lettered;
  // Until both have ended the verdict says nothing.
  if (!earlier || !later || ![earlier, later].every(({ run }) => isRunOver(run))) return null;
  // Of two runs that are not told apart by their roles the later one is the change that is judged.
  const isBaseline =
    candidateId === undefined
      ? later.run.role === 'baseline' && earlier.run.role !== 'baseline'
      : later.run.id !== candidateId;
  const [candidate, baseline] = isBaseline ? [earlier, later] : [later, earlier];
  const runs = { candidate: candidate.run, baseline: baseline.run };
  const { prompts } = await alignedRuns.align(runs);
  if (prompts.length === 0) return null;
  const labelled = (wanted: 'gained' | 'lost') =>
    prompts
      .filter(({ state }) => state === wanted)
      .slice(0, MAX_LABELS)
      .map((prompt) =>
        labelOf(candidate.letter, { promptIndex: prompt.candidate.promptIndex, sample: 0 }),
      );
  return {
    candidate: candidate.letter,
    baseline: baseline.letter,
    comparison: await judgeRuns(alignedRuns, runs, DEFAULT_MARGIN),
    gained: labelled('gained'),
    lost: labelled('lost'),
  };
}
