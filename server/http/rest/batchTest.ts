import { DomainError } from '../../../contract/domainError.ts';
import type { Caller } from '../../api/appRouter.ts';

/** Starts a run from a suite's id or from prompts in the request. */
export async function startBatchTest(caller: Caller, fields: Record<string, unknown>) {
  const run = await caller.batch.start(fields as never);
  return {
    success: true,
    testRunId: run.id,
    status: run.status,
    totalPrompts: run.totalPrompts,
  };
}

/**
 * A run with its results when `test_run_id` names it, those after number `after_seq` where that is given;
 * without one the session's newest run, without results, and a list of all.
 */
export async function readBatchTest(
  caller: Caller,
  { testRunId, afterSeq }: Record<string, unknown>,
) {
  if (testRunId !== undefined) {
    const { run, ...page } = await caller.batch.get({ testRunId, afterSeq } as never);
    return { ...run, ...page };
  }
  const runs = await caller.batch.list();
  const [newest] = runs;
  if (!newest)
    throw new DomainError('run_not_found', 'This session has no run yet. Start one first.');
  return { ...newest, runs };
}
