import { and, asc, count, eq } from 'drizzle-orm';
import type { ComparedPair, OrderedSample, PromptOrder } from '../../../contract/comparisons.ts';
import { DomainError } from '../../../contract/domainError.ts';
import { completeRunSettings } from '../../../contract/runSettings.ts';
import type { Db } from '../../../db/engine/index.ts';
import { batchTestRuns, comparisons } from '../../../db/schema.ts';
import { type Run, runColumns } from '../runStore.ts';
import { jointOrder } from './jointOrder.ts';

/** What the order of a comparison's prompts follows from. */
export interface JointStart {
  seed: number;
  promptOrder: PromptOrder;
  /** Runs that it was started with, also those that are over. */
  sides: number;
}

export type Comparison = typeof comparisons.$inferSelect;

/** Undefined once it is deleted with its session. */
export async function findJointStart(
  db: Db,
  comparisonId: string,
): Promise<JointStart | undefined> {
  const [found] = await db
    .select({
      seed: comparisons.seed,
      promptOrder: comparisons.promptOrder,
      sides: count(batchTestRuns.id),
    })
    .from(comparisons)
    .innerJoin(batchTestRuns, eq(batchTestRuns.comparisonId, comparisons.id))
    .where(eq(comparisons.id, comparisonId))
    .groupBy(comparisons.id);
  return found;
}

/**
 * A session's comparison with its runs.
 * @throws DomainError `comparison_not_found`, also when it is somebody else's
 */
export async function findComparison(
  db: Db,
  sessionHash: string,
  comparisonId: string,
): Promise<{ comparison: Comparison; runs: Run[] }> {
  const [[comparison], runs] = await Promise.all([
    db
      .select()
      .from(comparisons)
      .where(and(eq(comparisons.id, comparisonId), eq(comparisons.sessionHash, sessionHash))),
    runsOfComparison(db, sessionHash, comparisonId),
  ]);
  if (!comparison) {
    throw new DomainError('comparison_not_found', 'There is no such comparison in this session.', {
      field: 'comparisonId',
    });
  }
  return { comparison, runs };
}

/** All of a session. */
export function listComparisons(db: Db, sessionHash: string): Promise<Comparison[]> {
  return db.select().from(comparisons).where(eq(comparisons.sessionHash, sessionHash));
}

/** In the order in which they were started. */
export async function runsOfComparison(
  db: Db,
  sessionHash: string,
  comparisonId: string,
): Promise<Run[]> {
  const runs = await db
    .select(runColumns)
    .from(batchTestRuns)
    .where(
      and(eq(batchTestRuns.comparisonId, comparisonId), eq(batchTestRuns.sessionHash, sessionHash)),
    )
    .orderBy(asc(batchTestRuns.side));
  return runs.map((run) => ({ ...run, config: completeRunSettings(run.config) }));
}

/** Each candidate against the baseline; none where there is no baseline. */
export function pairsOf(runs: Pick<Run, 'id' | 'role'>[]): ComparedPair[] {
  const baseline = runs.find(({ role }) => role === 'baseline');
  if (!baseline) return [];
  return runs
    .filter(({ role }) => role === 'candidate')
    .map(({ id }) => ({ candidateRunId: id, baselineRunId: baseline.id }));
}

/** The order in which its prompts are asked. */
export function orderOf({ seed }: Pick<Comparison, 'seed'>, runs: Run[]): OrderedSample[] {
  const [first] = runs;
  if (!first) return [];
  const { samples } = first.config;
  const prompts = first.totalPrompts / samples;
  return jointOrder({ seed, prompts, samples, sides: runs.length }).map(
    ({ promptIndex, sample, firstSide }) => ({
      promptIndex,
      sample,
      firstRunId: runs[firstSide]?.id ?? first.id,
    }),
  );
}
