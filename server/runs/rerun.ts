/** Running prompts again that did not go well, with what may cure them changed. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import { type Outcome, outcomeDefinitions, outcomes } from '../../contract/outcomes.ts';
import {
  pacePresets,
  type RunSettings,
  runSettingDefinitions,
} from '../../contract/runSettings.ts';
import { runSettingsChanges } from '../../contract/schemas/runSettings.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { findRun, type Run } from './runStore.ts';
import { createRun } from './startRun.ts';

export const rerunInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run'),
  /** Prompts with one of these outcomes are run again. */
  outcomes: z.array(z.enum(outcomes)).min(1, 'must name at least one outcome'),
  /** What to change; the rest stays as it was. */
  config: runSettingsChanges.default({}),
});

/** How many results of a run had an outcome, and what one click can do about it. */
export interface OutcomeCount {
  outcome: Outcome;
  count: number;
  remedy: { label: string; config: Partial<RunSettings> } | null;
}

/** A run's outcomes, the most frequent first. */
export async function countOutcomes(
  db: Db,
  sessionHash: string,
  testRunId: string,
): Promise<OutcomeCount[]> {
  const run = await findRun(db, sessionHash, testRunId);
  const counts = await db
    .select({ outcome: batchTestResults.outcome, count: sql<number>`count(*)::int` })
    .from(batchTestResults)
    .where(eq(batchTestResults.testRunId, run.id))
    .groupBy(batchTestResults.outcome)
    .orderBy(sql`count(*) desc`, asc(batchTestResults.outcome));
  return counts.map(({ outcome, count }) => ({
    outcome,
    count,
    remedy: remedyFor(outcome, count, run.config),
  }));
}

/**
 * Starts a new run of those prompts of an earlier one that had one of `outcomes`.
 * @throws DomainError `run_not_found`, `connection_untested`, or `invalid_input` when there are none
 */
export async function rerun(
  deps: { db: Db; queue: Queue },
  session: Session,
  input: z.output<typeof rerunInput>,
): Promise<Run> {
  const earlier = await findRun(deps.db, session.sessionHash, input.testRunId);
  const [{ prompts } = { prompts: [] }] = await deps.db
    .select({ prompts: batchTestRuns.prompts })
    .from(batchTestRuns)
    .where(eq(batchTestRuns.id, earlier.id));
  const chosen = await deps.db
    .select({ promptIndex: batchTestResults.promptIndex })
    .from(batchTestResults)
    .where(
      and(
        eq(batchTestResults.testRunId, earlier.id),
        inArray(batchTestResults.outcome, input.outcomes),
      ),
    )
    .orderBy(asc(batchTestResults.promptIndex));
  if (chosen.length === 0) {
    throw new DomainError('invalid_input', 'no result of this run has such an outcome', {
      field: 'outcomes',
    });
  }
  const changes = Object.fromEntries(
    Object.entries(input.config).filter(([, value]) => value !== undefined),
  );
  return createRun(deps, session, {
    testSuiteId: earlier.testSuiteId,
    suiteName: `${earlier.suiteName.replace(/ \(again\)$/, '')} (again)`,
    prompts: chosen.flatMap(({ promptIndex }) => prompts[promptIndex] ?? []),
    config: { ...earlier.config, ...changes },
    idempotencyKey: null,
  });
}

function remedyFor(outcome: Outcome, count: number, config: RunSettings): OutcomeCount['remedy'] {
  const again = count === 1 ? 'run this one again' : `run these ${count} again`;
  switch (outcomeDefinitions[outcome].remedy) {
    case 'more_tokens': {
      const { max } = runSettingDefinitions.maxTokens;
      const maxTokens = Math.min(max, Math.max(1_024, config.maxTokens * 4));
      if (maxTokens <= config.maxTokens) return null;
      const limit = maxTokens.toLocaleString('en-US');
      return { label: `Raise the limit to ${limit} and ${again}`, config: { maxTokens } };
    }
    case 'more_time': {
      const timeoutMs = Math.min(runSettingDefinitions.timeoutMs.max, config.timeoutMs * 2);
      if (timeoutMs <= config.timeoutMs) return null;
      return {
        label: `Allow ${Math.round(timeoutMs / 1000)} s and ${again}`,
        config: { timeoutMs },
      };
    }
    case 'slower': {
      const { concurrency, delayMs } = pacePresets.gentle.settings;
      return {
        label: `Go gently and ${again}`,
        config: { concurrency, delayMs: Math.max(delayMs, config.delayMs) },
      };
    }
    case 'again':
      return { label: again.charAt(0).toUpperCase() + again.slice(1), config: {} };
    case null:
      return null;
  }
}
