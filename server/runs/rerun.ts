/** Runs those prompts of a run again that had certain outcomes, with changed settings. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import { outcomes } from '../../contract/outcomes.ts';
import { named, runSettingsChanges } from '../../contract/schemas/runSettings.ts';
import { batchTestResults } from '../../db/schema.ts';
import { withConnectionIfThere } from '../connections/index.ts';
import type { Session } from '../sessions/index.ts';
import { promptsOfEarlier } from './runPrompts.ts';
import { findRun, type Run } from './runStore.ts';
import { type CreateRunDeps, createRuns } from './startRun.ts';

export const rerunInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run'),
  /** Prompts with one of these outcomes, in any of their samples, are run again. */
  outcomes: z.array(z.enum(outcomes)).min(1, 'must name at least one outcome'),
  /** Only those of them that were probably truncated. */
  probablyTruncated: z.boolean().default(false),
  /** What to change; the rest stays as it was. */
  config: runSettingsChanges.default({}),
});

/**
 * Starts a new run of those prompts of an earlier one that had one of `outcomes`.
 * @throws DomainError `run_not_found`, `connection_not_found`, `connection_untested`, or `invalid_input` when there are none
 */
export async function rerun(
  deps: CreateRunDeps,
  session: Session,
  input: z.output<typeof rerunInput>,
): Promise<Run> {
  const earlier = await findRun(deps.db, session.sessionHash, input.testRunId);
  // Each prompt once, however many of its samples had the outcome: the new run samples it as often again.
  const chosen = await deps.db
    .selectDistinct({ promptIndex: batchTestResults.promptIndex })
    .from(batchTestResults)
    .where(
      and(
        eq(batchTestResults.testRunId, earlier.id),
        inArray(batchTestResults.outcome, input.outcomes),
        input.probablyTruncated ? batchTestResults.probablyTruncated : undefined,
      ),
    )
    .orderBy(asc(batchTestResults.promptIndex));
  if (chosen.length === 0) {
    throw new DomainError('invalid_input', 'no result of this run has such an outcome', {
      field: 'outcomes',
    });
  }
  const connected = await withConnectionIfThere(deps.db, session, earlier.connectionId);
  if (!connected) {
    throw new DomainError(
      'connection_not_found',
      'The connection of this run was removed. Start a new run at another one.',
    );
  }
  const config = { ...earlier.config, ...named(input.config) };
  const prompts = await promptsOfEarlier(
    deps.db,
    earlier,
    chosen.map(({ promptIndex }) => promptIndex),
  );
  const [run] = await createRuns(deps, [{ session: connected, config }], {
    ...prompts,
    testSuiteId: earlier.testSuiteId,
    suiteName: `${earlier.suiteName.replace(/ \(again\)$/, '')} (again)`,
  });
  return run;
}
