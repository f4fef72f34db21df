/**
 * The connection test itself: finds the address that answers, asks the model one short question, and tries
 * what a run and a chat will need, so that a peculiarity shows before a run instead of during it.
 * See docs/decisions/0010 and docs/decisions/0028.
 */
import type { CallRecipes } from '../../../contract/callRecipes.ts';
import type { ConnectionReport } from '../../../contract/connectionReport.ts';
import type { TestWaits } from '../../../contract/schemas/testWaits.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import {
  createModelCaller,
  ModelCallError,
  type ModelClient,
  nearestModelNames,
  reproduceRequest,
} from '../../endpoint/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { ApiKeyCipher } from '../apiKeyCipher.ts';
import { withinTime } from '../callTimeLimit.ts';
import {
  findModel,
  PROBE_TIMEOUT_MS,
  testRequest,
  tryModelList,
  trySystemRole,
} from '../compatibilityCalls.ts';
import { type ContactAttempt, compatibilityProbes, type Findings } from '../compatibilityCard.ts';
import { reproducedEndpoint } from '../connectionCaller.ts';
import { credentialsOf } from '../connectionSecrets.ts';
import { recordTest } from './testStore.ts';

export interface RunTestDeps {
  db: Db;
  notifications: Notifications;
  cipher: ApiKeyCipher;
  modelClient: ModelClient;
  /** Longest the model may take to be loaded, in milliseconds. */
  modelLoadingTimeoutMs: number;
}

/** A longer wait, which an answer may have told of, says nothing of how fast the model is. */
const COLD_START_MS = 8_000;

/**
 * Makes the test and stores the report: once when the model has answered, and again when all was tried.
 * @throws the reason of `signal`
 */
export async function runTest(
  { db, cipher, modelClient, modelLoadingTimeoutMs }: RunTestDeps,
  session: Session,
  { testId, signal, waits }: { testId: string; signal: AbortSignal; waits: TestWaits },
): Promise<void> {
  const { connection, sessionHash } = session;
  const { modelId, extraBody } = connection;
  // Without the adaptations of earlier calls: the test finds out anew which are needed.
  const callerAt = (endpointUrl: string) =>
    createModelCaller(modelClient, {
      endpoint: { endpointUrl, modelId, adaptations: {}, extraBody },
      readCredentials: () => credentialsOf(cipher, session),
      owner: sessionHash,
    });
  const { origin } = new URL(connection.endpointUrl);
  // Key and headers are bound to this origin and are not sent to any other that the row may name.
  const others = connection.alternativeUrls.filter((address) => new URL(address).origin === origin);
  const addresses = [connection.endpointUrl, ...others];
  const startedAt = performance.now();
  const found = await findModel(addresses.map(callerAt), {
    signal,
    loadingTimeoutMs: Math.min(
      Math.max(modelLoadingTimeoutMs, PROBE_TIMEOUT_MS),
      waits.timeoutMs ?? Number.POSITIVE_INFINITY,
    ),
    firstTokenTimeoutMs: waits.firstTokenTimeoutMs,
  });
  const { caller } = found;
  const contactMs = Math.round(performance.now() - startedAt);
  signal.throwIfAborted();

  const record = (
    status: 'answered' | 'ended',
    findings: Pick<Findings, 'list' | 'systemRole'>,
    error = found.error,
  ) => {
    // Read now: every call may have added an adaptation.
    const { endpoint } = caller;
    const called = found.called.map((call) =>
      error && call.url === endpoint.endpointUrl ? { ...call, result: error.message } : call,
    );
    const contact: ContactAttempt = { ...found, endpoint, called, error };
    return retryOnOutage(
      () =>
        recordTest(db, session, testId, status, {
          report: reportOf({ contact, ...findings, modelId }, contactMs),
          adaptations: endpoint.adaptations,
          endpointUrl: endpoint.endpointUrl,
          alternativeUrls: addresses.filter((address) => address !== endpoint.endpointUrl),
        }),
      signal,
    );
  };

  if (found.answer) await record('answered', { list: null, systemRole: null });
  signal.throwIfAborted();
  const list = await tryModelList(caller);
  signal.throwIfAborted();
  const systemRole = found.answer
    ? await withinTime(PROBE_TIMEOUT_MS, signal, (bounded) => trySystemRole(found, bounded))
    : null;
  await record('ended', { list, systemRole }, findCause(found.error, list.models, modelId));
}

/** The request of the test as text that can be run elsewhere; see `reproduceRequest`. */
export function reproduceTest(deps: { cipher: ApiKeyCipher }, session: Session): CallRecipes {
  return reproduceRequest(reproducedEndpoint(deps, session), testRequest());
}

/** @param contactMs until the model answered, in milliseconds */
function reportOf(findings: Findings, contactMs: number): ConnectionReport {
  const { contact, list, systemRole, modelId } = findings;
  const { answer, error, called } = contact;
  const models = list?.models ?? null;
  const modelIds = models?.map((model) => model.id) ?? null;
  const listed = models?.find((model) => model.id === modelId);
  const isUnknownModel = error?.reason === 'unknown_model';
  const isCold = answer !== null && contactMs > COLD_START_MS;
  // The second call met a model that was there.
  const timed = (isCold && systemRole?.answer) || answer;
  return {
    success: answer !== null,
    message: error?.message ?? 'Connection successful',
    errorKind: error?.kind ?? null,
    errorReason: error?.reason ?? null,
    upstreamRequestId: error?.upstreamRequestId ?? null,
    retryAt: retryAt(error),
    called,
    latencyMs: timed?.latencyMs ?? null,
    ttftMs: timed?.ttftMs ?? null,
    outputTokens: answer?.outputTokens ?? null,
    rateLimits: answer?.rateLimits ?? [],
    serverModel: answer?.model ?? null,
    models: modelIds,
    baseModel: listed?.base ?? null,
    nearestModels: isUnknownModel && modelIds ? nearestModelNames(modelId, modelIds) : [],
    contextTokens: listed?.contextTokens ?? null,
    waitedForModelMs: isCold ? contactMs : (answer?.waitedForModelMs ?? 0),
    probes: compatibilityProbes(findings),
  };
}

/** A longer wait is for no page to count down. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000;

function retryAt(error: ModelCallError | null): string | null {
  const waitMs = error?.retryAfterMs ?? null;
  if (waitMs === null || waitMs > MAX_RETRY_AFTER_MS) return null;
  return new Date(Date.now() + waitMs).toISOString();
}

/**
 * A 404 without a message may mean the path or the model. It is the model where the server lists its
 * models and this one is not among them.
 */
function findCause(
  error: ModelCallError | null,
  models: { id: string }[] | null,
  modelId: string,
): ModelCallError | null {
  const isUnlisted = models && models.length > 0 && !models.some((model) => model.id === modelId);
  if (error?.reason !== 'wrong_path' || !isUnlisted) return error;
  const { status, providerMessage, upstreamRequestId } = error;
  return Object.assign(new ModelCallError('unknown_model', { status, providerMessage }), {
    upstreamRequestId,
  });
}
