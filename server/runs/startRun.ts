import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { displayName } from '../../contract/displayName.ts';
import { connectionRole } from '../../contract/schemas/connectionReference.ts';
import { idempotencyKeyInput } from '../../contract/schemas/idempotencyKey.ts';
import { runSettingsInput } from '../../contract/schemas/runSettings.ts';
import { suitePromptInput } from '../../contract/schemas/suites.ts';
import { MAX_PROMPTS, OWN_PROMPTS_LABEL, type SuitePrompt } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { assertTested, withConnection } from '../connections/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { findSuite } from '../suites/index.ts';
import { boundedWaits, type OperatorWaits } from './boundedWaits.ts';
import { type Run, runColumns } from './runStore.ts';
import type { LeasedRun } from './worker/leaseStore.ts';

/** Which prompts to run and how: either a suite or prompts of one's own. */
export const startRunInput = z
  .strictObject({
    testSuiteId: z.uuid('must be the id of a suite').optional(),
    prompts: z
      .array(suitePromptInput)
      .min(1, 'must hold at least one prompt')
      .max(MAX_PROMPTS, `must hold at most ${MAX_PROMPTS} prompts`)
      .optional(),
    /** Runs only the first so many prompts. */
    promptLimit: z
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(MAX_PROMPTS, `must be at most ${MAX_PROMPTS}`)
      .optional(),
    /** The role or the id of the connection that is asked; by default the first candidate. */
    models: z
      .array(
        z.union([connectionRole, z.uuid()], { error: 'must be a role or the id of a connection' }),
      )
      .length(1, 'must name one model')
      .optional(),
    /** Chosen by the caller: the same start sent twice, also to two nodes, is one run. */
    idempotencyKey: idempotencyKeyInput({ minLength: 8 }).optional(),
    config: runSettingsInput.default(() => runSettingsInput.parse({})),
  })
  .superRefine((input, context) => {
    if ((input.testSuiteId === undefined) === (input.prompts === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['testSuiteId'],
        message: 'give either the id of a suite or prompts of your own',
      });
    }
  });

export interface CreateRunDeps {
  db: Db;
  queue: Queue;
  callBounds: OperatorWaits;
}

/**
 * Starts a run, which a worker of any process then works on.
 * @throws DomainError `connection_untested`, `connection_not_found` or `suite_not_found`
 */
export async function startRun(
  deps: CreateRunDeps,
  session: Session,
  input: z.output<typeof startRunInput>,
): Promise<Run> {
  const [{ prompts, suiteName }, connected] = await Promise.all([
    choosePrompts(deps.db, input),
    askedSession(deps.db, session, input),
  ]);
  return createRun(deps, connected, {
    testSuiteId: input.testSuiteId ?? null,
    suiteName,
    prompts,
    config: input.config,
    idempotencyKey: input.idempotencyKey ?? null,
  });
}

/**
 * The session with the connection that a start asks.
 * @throws DomainError `connection_not_found`; `invalid_input` where several have the role
 */
export async function askedSession(
  db: Db,
  session: Session,
  { models }: Pick<z.output<typeof startRunInput>, 'models'>,
): Promise<Session> {
  const [model] = models ?? [];
  if (model === undefined) return session;
  const isRole = connectionRole.safeParse(model);
  return withConnection(
    db,
    session,
    isRole.success ? { role: isRole.data } : { connectionId: model },
  );
}

/**
 * Inserts a run and its job in one transaction. A start that was sent before, under the same idempotency
 * key, returns the run of then.
 * See docs/decisions/0005.
 * @throws DomainError `connection_untested`
 */
export async function createRun(
  { db, queue, callBounds }: CreateRunDeps,
  session: Session,
  run: Pick<LeasedRun, 'testSuiteId' | 'suiteName' | 'prompts' | 'config' | 'idempotencyKey'>,
): Promise<Run> {
  assertTested(session.connection);
  return db.transaction(async (tx) => {
    const [inserted] = await tx
      .insert(batchTestRuns)
      .values({
        ...run,
        config: boundedWaits(run.config, callBounds),
        demoUserId: session.id,
        sessionHash: session.sessionHash,
        modelName: displayName(session.connection),
        modelId: session.connection.modelId,
        connectionId: session.connection.connectionId,
        endpointUrl: session.connection.endpointUrl,
        status: 'running',
        totalPrompts: run.prompts.length * run.config.samples,
      })
      .onConflictDoNothing({
        target: [batchTestRuns.sessionHash, batchTestRuns.idempotencyKey],
      })
      .returning(runColumns);
    if (!inserted) return findStartedRun(tx, session, run.idempotencyKey);
    await queue.enqueueRun(tx, inserted.id);
    return inserted;
  });
}

async function findStartedRun(
  tx: Db,
  session: Session,
  idempotencyKey: string | null,
): Promise<Run> {
  const [started] = await tx
    .select(runColumns)
    .from(batchTestRuns)
    .where(
      and(
        eq(batchTestRuns.sessionHash, session.sessionHash),
        eq(batchTestRuns.idempotencyKey, idempotencyKey ?? ''),
      ),
    );
  if (!started) throw new Error('The run was not inserted.');
  return started;
}

/**
 * The prompts of a start: its own, or those of its suite.
 * @throws DomainError `suite_not_found`
 */
export async function choosePrompts(
  db: Db,
  { prompts, testSuiteId, promptLimit }: z.output<typeof startRunInput>,
): Promise<{ prompts: SuitePrompt[]; suiteName: string }> {
  if (prompts) return { prompts: prompts.slice(0, promptLimit), suiteName: OWN_PROMPTS_LABEL };
  const suite = await findSuite(db, testSuiteId as string);
  return { prompts: suite.prompts.slice(0, promptLimit), suiteName: suite.name };
}
