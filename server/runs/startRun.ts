import { randomInt } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { COMPARISON_TEMPERATURE } from '../../contract/comparisons.ts';
import { MAX_CONNECTIONS } from '../../contract/connectionRoles.ts';
import { displayName } from '../../contract/displayName.ts';
import { DomainError } from '../../contract/domainError.ts';
import { defaultRunSettings, type RunSettings } from '../../contract/runSettings.ts';
import { modelReference, toReference } from '../../contract/schemas/connectionReference.ts';
import { idempotencyKeyInput } from '../../contract/schemas/idempotencyKey.ts';
import {
  modelSettingsInput,
  named,
  runSettingsGiven,
  settingsFrom,
} from '../../contract/schemas/runSettings.ts';
import { suitePromptInput } from '../../contract/schemas/suites.ts';
import { MAX_PROMPTS, OWN_PROMPTS_LABEL, type SuitePrompt } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns, comparisons } from '../../db/schema.ts';
import { assertTested, withConnection } from '../connections/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { findSuite } from '../suites/index.ts';
import { boundedWaits, type OperatorWaits } from './boundedWaits.ts';
import { runsOfComparison } from './joint/comparisonStore.ts';
import { promptOrderFor } from './joint/promptOrder.ts';
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
    /** Roles or ids of the connections that are asked; by default the first candidate. */
    models: z
      .array(modelReference)
      .min(1, 'must name at least one model')
      .max(MAX_CONNECTIONS, `must name at most ${MAX_CONNECTIONS} models`)
      .optional(),
    /** What single models have for themselves, by what `models` calls them. */
    modelSettings: z
      .partialRecord(modelReference, modelSettingsInput, {
        error: 'must have settings by the role or the id of a connection',
      })
      .optional(),
    /** Chosen by the caller: the same start sent twice, also to two nodes, is one run. */
    idempotencyKey: idempotencyKeyInput({ minLength: 8 }).optional(),
    config: runSettingsGiven.optional(),
  })
  .superRefine((input, context) => {
    if ((input.testSuiteId === undefined) === (input.prompts === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['testSuiteId'],
        message: 'give either the id of a suite or prompts of your own',
      });
    }
    const models = new Set<string>(input.models);
    for (const name of Object.keys(input.modelSettings ?? {})) {
      if (models.has(name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['modelSettings', name],
        message: 'is none of those that models names',
      });
    }
  })
  .transform(({ config = {}, ...input }) => ({
    ...input,
    config: settingsFrom(config, {
      ...defaultRunSettings,
      ...((input.models?.length ?? 1) > 1 && { temperature: COMPARISON_TEMPERATURE }),
    }),
  }));

type StartRunInput = z.output<typeof startRunInput>;

export interface CreateRunDeps {
  db: Db;
  queue: Queue;
  callBounds: OperatorWaits;
}

/** A model that a start asks, and with which settings. */
export interface StartedModel {
  /** With the connection in the place of its first. */
  session: Session;
  config: RunSettings;
}

/**
 * Starts a run of each model that is named, which a worker of any process then works on together.
 * @returns the runs, in the order in which the models were named
 * @throws DomainError `connection_untested`, `connection_not_found`, `suite_not_found`; `invalid_input` where a role
 * is that of several, or a model is named twice
 */
export async function startRuns(
  deps: CreateRunDeps,
  session: Session,
  input: StartRunInput,
): Promise<[Run, ...Run[]]> {
  const [{ prompts, suiteName }, models] = await Promise.all([
    choosePrompts(deps.db, input),
    startedModels(deps.db, session, input),
  ]);
  return createRuns(deps, models, {
    testSuiteId: input.testSuiteId ?? null,
    suiteName,
    prompts,
    idempotencyKey: input.idempotencyKey ?? null,
  });
}

/**
 * The models that a start asks.
 * @throws DomainError `connection_not_found`; `invalid_input` where several have the role, or one is named twice
 */
export async function startedModels(
  db: Db,
  session: Session,
  { models, modelSettings, config }: Pick<StartRunInput, 'models' | 'modelSettings' | 'config'>,
): Promise<StartedModel[]> {
  if (models === undefined) return [{ session, config }];
  const started = await Promise.all(
    models.map(async (model) => ({
      session: await withConnection(db, session, toReference(model)).catch(asRefusalOfModels),
      config: { ...config, ...named(modelSettings?.[model] ?? {}) },
    })),
  );
  const ids = new Set(started.map((each) => each.session.connection.connectionId));
  if (ids.size < started.length) {
    throw new DomainError('invalid_input', 'names one model twice', { field: 'models' });
  }
  return started;
}

/** Says of a refusal which field of a start it is about. */
function asRefusalOfModels(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  throw new DomainError(error.kind, error.message, { field: 'models' });
}

/**
 * Inserts the runs of a start and their job in one transaction. A start that was sent before, under the same
 * idempotency key, returns the runs of then.
 * See docs/decisions/0005, docs/decisions/0036.
 * @param models at least one
 * @throws DomainError `connection_untested`
 */
export async function createRuns(
  { db, queue, callBounds }: CreateRunDeps,
  models: StartedModel[],
  {
    idempotencyKey,
    ...asked
  }: Pick<LeasedRun, 'testSuiteId' | 'suiteName' | 'prompts' | 'idempotencyKey'>,
): Promise<[Run, ...Run[]]> {
  for (const { session } of models) assertTested(session.connection);
  const sessions = models.map(({ session }) => session);
  return db.transaction(async (tx) => {
    const comparisonId = models.length > 1 ? await insertComparison(tx, sessions) : null;
    const inserted = await tx
      .insert(batchTestRuns)
      .values(
        models.map(({ session: { id, sessionHash, connection }, config }, side) => ({
          ...asked,
          config: boundedWaits(config, callBounds),
          demoUserId: id,
          sessionHash,
          modelName: displayName(connection),
          modelId: connection.modelId,
          connectionId: connection.connectionId,
          endpointUrl: connection.endpointUrl,
          role: connection.role,
          comparisonId,
          side: comparisonId === null ? null : side,
          // The first one's stands for all.
          idempotencyKey: side === 0 ? idempotencyKey : null,
          status: 'running' as const,
          totalPrompts: asked.prompts.length * config.samples,
        })),
      )
      .onConflictDoNothing({
        target: [batchTestRuns.sessionHash, batchTestRuns.idempotencyKey],
      })
      .returning(runColumns);
    const runs = inserted.toSorted((a, b) => (a.side ?? 0) - (b.side ?? 0));
    if (runs.length === models.length) {
      await queue.enqueueRuns(
        tx,
        runs.map(({ id }) => id),
      );
      return atLeastOne(runs);
    }
    // With its other runs.
    if (comparisonId) await tx.delete(comparisons).where(eq(comparisons.id, comparisonId));
    return findStartedRuns(tx, (sessions[0] as Session).sessionHash, idempotencyKey);
  });
}

async function insertComparison(tx: Db, sessions: Session[]): Promise<string> {
  const [comparison] = await tx
    .insert(comparisons)
    .values({
      sessionHash: (sessions[0] as Session).sessionHash,
      seed: randomInt(2 ** 31),
      promptOrder: promptOrderFor(sessions.map(({ connection }) => connection)),
    })
    .returning({ id: comparisons.id });
  return (comparison as { id: string }).id;
}

async function findStartedRuns(
  tx: Db,
  sessionHash: string,
  idempotencyKey: string | null,
): Promise<[Run, ...Run[]]> {
  const [started] = await tx
    .select(runColumns)
    .from(batchTestRuns)
    .where(
      and(
        eq(batchTestRuns.sessionHash, sessionHash),
        eq(batchTestRuns.idempotencyKey, idempotencyKey ?? ''),
      ),
    );
  if (!started?.comparisonId) return atLeastOne(started ? [started] : []);
  return atLeastOne(await runsOfComparison(tx, sessionHash, started.comparisonId));
}

function atLeastOne(runs: Run[]): [Run, ...Run[]] {
  const [first, ...others] = runs;
  if (!first) throw new Error('The run was not inserted.');
  return [first, ...others];
}

/**
 * The prompts of a start: its own, or those of its suite.
 * @throws DomainError `suite_not_found`
 */
export async function choosePrompts(
  db: Db,
  {
    prompts,
    testSuiteId,
    promptLimit,
  }: Pick<StartRunInput, 'prompts' | 'testSuiteId' | 'promptLimit'>,
): Promise<{ prompts: SuitePrompt[]; suiteName: string }> {
  if (prompts) return { prompts: prompts.slice(0, promptLimit), suiteName: OWN_PROMPTS_LABEL };
  const suite = await findSuite(db, testSuiteId as string);
  return { prompts: suite.prompts.slice(0, promptLimit), suiteName: suite.name };
}
