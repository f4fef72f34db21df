import { randomInt } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { displayName } from '../../contract/displayName.ts';
import { DomainError } from '../../contract/domainError.ts';
import type { RunSettings } from '../../contract/runSettings.ts';
import { toReference } from '../../contract/schemas/connectionReference.ts';
import { named } from '../../contract/schemas/runSettings.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns, comparisons } from '../../db/schema.ts';
import { assertTested, withConnection } from '../connections/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { boundedWaits, type OperatorWaits } from './boundedWaits.ts';
import { runsOfComparison } from './joint/comparisonStore.ts';
import { promptOrderFor } from './joint/promptOrder.ts';
import { type ChosenPrompts, choosePrompts } from './runPrompts.ts';
import { type Run, runColumns } from './runStore.ts';
import type { StartRunInput } from './startRunInput.ts';

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
  const [chosen, models] = await Promise.all([
    choosePrompts(deps.db, session.sessionHash, input),
    startedModels(deps.db, session, input),
  ]);
  return createRuns(deps, models, chosen, input.idempotencyKey ?? null);
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
  { prompts, testSuiteId, suiteName, store }: ChosenPrompts,
  idempotencyKey: string | null = null,
): Promise<[Run, ...Run[]]> {
  for (const { session } of models) assertTested(session.connection);
  const sessions = models.map(({ session }) => session);
  const { sessionHash } = sessions[0] as Session;
  const create = async (tx: Db) => {
    const started = idempotencyKey && (await findStartedRuns(tx, sessionHash, idempotencyKey));
    if (started) return started;
    const asked = { testSuiteId, suiteName, ...(await store(tx, sessionHash)) };
    const comparisonId = models.length > 1 ? await insertComparison(tx, sessions) : null;
    const inserted = await tx
      .insert(batchTestRuns)
      .values(
        models.map(({ session: { id, connection }, config }, side) => ({
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
          totalPrompts: prompts.length * config.samples,
        })),
      )
      .onConflictDoNothing({
        target: [batchTestRuns.sessionHash, batchTestRuns.idempotencyKey],
      })
      .returning(runColumns);
    // All that this one has stored goes with its transaction.
    if (inserted.length < models.length) throw new StartedMeanwhileError();
    const runs = inserted.toSorted((a, b) => (a.side ?? 0) - (b.side ?? 0));
    await queue.enqueueRuns(
      tx,
      runs.map(({ id }) => id),
    );
    return atLeastOne(runs);
  };
  try {
    return await db.transaction(create);
  } catch (error) {
    if (!(error instanceof StartedMeanwhileError)) throw error;
    return atLeastOne((await findStartedRuns(db, sessionHash, idempotencyKey)) ?? []);
  }
}

/** Another start with the same idempotency key was first. */
class StartedMeanwhileError extends Error {
  override name = 'StartedMeanwhileError';
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
): Promise<[Run, ...Run[]] | undefined> {
  const [started] = await tx
    .select(runColumns)
    .from(batchTestRuns)
    .where(
      and(
        eq(batchTestRuns.sessionHash, sessionHash),
        eq(batchTestRuns.idempotencyKey, idempotencyKey ?? ''),
      ),
    );
  if (!started) return undefined;
  if (!started.comparisonId) return [started];
  return atLeastOne(await runsOfComparison(tx, sessionHash, started.comparisonId));
}

function atLeastOne(runs: Run[]): [Run, ...Run[]] {
  const [first, ...others] = runs;
  if (!first) throw new Error('The run was not inserted.');
  return [first, ...others];
}
