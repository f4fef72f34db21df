/** The verdict of two runs of a session, the candidate's against the baseline's. */
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import {
  type ComparedSide,
  DEFAULT_MARGIN,
  type Doubt,
  MAX_MARGIN,
  type RunComparison,
} from '../../contract/runComparison.ts';
import { isRunOver } from '../../contract/runs.ts';
import { numberInput } from '../../contract/schemas/numberInput.ts';
import { verdictSentence } from '../../contract/verdictSentence.ts';
import type { Db } from '../../db/engine/index.ts';
import { adapterCheckOf } from '../adapterCheck/index.ts';
import { listConnections } from '../connections/index.ts';
import type { Session } from '../sessions/index.ts';
import { editionVersions } from '../suites/index.ts';
import type { AlignedRunStore } from './alignedRuns.ts';
import type { AlignedPrompt, AlignedRuns } from './alignSides.ts';
import { type ComparedRuns, comparedRunsInput } from './comparedRuns.ts';
import { categoriesOf, isPair } from './comparedValues.ts';
import { doubtsOf } from './doubts.ts';

const marginError = `must be more than 0 and at most ${MAX_MARGIN} points`;

export const compareInput = comparedRunsInput.extend({
  margin: numberInput(marginError)
    .pipe(z.number(marginError).positive(marginError).max(MAX_MARGIN, marginError))
    .default(DEFAULT_MARGIN),
});

/**
 * Compares two runs over the prompts that both ask.
 * @param runs of this session
 * @throws DomainError `invalid_input` where they have no prompt in common
 */
export async function compareRuns(
  services: { db: Db; alignedRuns: AlignedRunStore },
  session: Session,
  runs: ComparedRuns,
  margin: number,
): Promise<RunComparison> {
  const comparison = await judgeRuns(services.alignedRuns, runs, margin);
  const aligned = await services.alignedRuns.align(runs);
  const doubts = await readDoubts(services.db, session, runs, aligned, comparison);
  return { ...comparison, doubts };
}

/**
 * The same without what it has to be read with.
 * @throws DomainError `invalid_input` where they have no prompt in common
 */
export async function judgeRuns(
  alignedRuns: AlignedRunStore,
  runs: ComparedRuns,
  margin: number,
): Promise<Omit<RunComparison, 'doubts'>> {
  const [aligned, statistics] = await Promise.all([
    alignedRuns.align(runs),
    alignedRuns.compute(runs, margin),
  ]);
  assertShared(aligned);
  const { prompts, measure } = aligned;
  const count = (wanted: AlignedPrompt['state']) =>
    prompts.filter(({ state }) => state === wanted).length;
  const { categories, ratios, ...figures } = statistics;
  const names = categoriesOf(prompts);
  const comparison = {
    ...figures,
    candidate: sideOf(runs, aligned, 'candidate'),
    baseline: sideOf(runs, aligned, 'baseline'),
    measure,
    missing: count('missing'),
    notComparable: count('not_comparable'),
    ungraded: count('ungraded'),
    margin,
    final: isRunOver(runs.candidate) && isRunOver(runs.baseline),
    categories: categories.map(({ category, ...rest }) => ({
      category: names[category] as string,
      ...rest,
    })),
    latencyRatio: ratios.latency,
    ttftRatio: ratios.ttft,
    tpotRatio: ratios.tpot,
    outputTokensRatio: ratios.outputTokens,
  };
  return { ...comparison, sentence: verdictSentence(comparison) };
}

/** @throws DomainError `invalid_input` */
export function assertShared({ prompts }: AlignedRuns): void {
  if (prompts.length > 0) return;
  throw new DomainError(
    'invalid_input',
    'asks none of the prompts of the candidate; choose a run over the same suite',
    { field: 'baseline' },
  );
}

function sideOf(
  runs: ComparedRuns,
  { prompts, measure }: AlignedRuns,
  side: 'candidate' | 'baseline',
): ComparedSide {
  const pairs = prompts.filter(isPair).map((prompt) => prompt[side]);
  const results = pairs.flatMap((pair) => pair.results);
  const passed = results.filter(({ correct }) => correct !== null);
  const scored = results.filter(({ correct, score }) => correct !== null || score !== null);
  const correct = passed.filter((result) => result.correct).length;
  const isPass = measure === 'pass';
  const sum = pairs.reduce((total, { mean }) => total + (mean as number), 0);
  return {
    run: runs[side].id,
    model: modelOf(runs[side]),
    graded: isPass ? passed.length : scored.length,
    correct: isPass ? correct : null,
    accuracy: isPass && passed.length > 0 ? (100 * correct) / passed.length : null,
    meanScore: isPass || pairs.length === 0 ? null : sum / pairs.length,
    overruled: results.filter(({ isOverruled }) => isOverruled).length,
  };
}

function modelOf({ modelName, modelId }: ComparedRuns['candidate']): string {
  return modelName ?? modelId ?? 'unknown model';
}

async function readDoubts(
  db: Db,
  session: Session,
  runs: ComparedRuns,
  aligned: AlignedRuns,
  comparison: Parameters<typeof doubtsOf>[2],
): Promise<Doubt[]> {
  const { candidate, baseline } = runs;
  const [connections, versions, adapterTold] = await Promise.all([
    listConnections(db, session),
    editionVersions(
      db,
      [candidate, baseline].flatMap(({ suiteEditionId }) => suiteEditionId ?? []),
    ),
    readAdapterDoubt(db, session.sessionHash, runs),
  ]);
  const doubted = (run: ComparedRuns['candidate']) => ({
    run,
    model: modelOf(run),
    connection: connections.find(({ connectionId }) => connectionId === run.connectionId) ?? null,
    suiteVersion: versions.get(run.suiteEditionId ?? '') ?? null,
  });
  const sides = { candidate: doubted(candidate), baseline: doubted(baseline) };
  return doubtsOf(sides, aligned, comparison, adapterTold);
}

/** What the adapter check said of these two models, where it found no difference. */
async function readAdapterDoubt(
  db: Db,
  sessionHash: string,
  { candidate, baseline }: ComparedRuns,
): Promise<string | null> {
  const asked = ({ connectionId, modelId }: ComparedRuns['candidate']) =>
    connectionId === null || modelId === null ? null : { connectionId, modelId };
  const [ours, theirs] = [asked(candidate), asked(baseline)];
  if (!ours || !theirs) return null;
  const check = await adapterCheckOf(db, sessionHash, { candidate: ours, baseline: theirs });
  return check?.outcome === 'identical'
    ? 'The adapter check found that the candidate answers exactly as its base does: the server may leave the adapter out.'
    : null;
}
