/**
 * The connection test: finds the address that answers, asks the model one short question, and tries
 * what a run and a chat will need, so that a peculiarity shows before a run instead of during it.
 * See docs/decisions/0010.
 */
import type { CallRecipes } from '../../contract/callRecipes.ts';
import type { ConnectionReport } from '../../contract/connectionReport.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import {
  createModelCaller,
  ModelCallError,
  type ModelClient,
  nearestModelNames,
  reproduceRequest,
} from '../endpoint/index.ts';
import { type Session, untilSessionEnds } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { findModel, testRequest, tryModelList, trySystemRole } from './compatibilityCalls.ts';
import { type ContactAttempt, compatibilityProbes, type ModelList } from './compatibilityCard.ts';
import { credentialsOf, reproducedEndpoint } from './connectionCaller.ts';
import { recordConnectionTest } from './connectionStore.ts';

interface ConnectionTestDeps {
  db: Db;
  cipher: ApiKeyCipher;
  modelClient: ModelClient;
}

/**
 * Tests a session's endpoint and stores the report. That the endpoint fails is a finding, not an error.
 * @throws DomainError `session_expired` when the session ends meanwhile
 */
export async function testConnection(
  deps: ConnectionTestDeps & { notifications: Notifications },
  session: Session,
): Promise<ConnectionReport> {
  const sessionLifetime = untilSessionEnds(deps, session);
  try {
    return await runTest(deps, session, sessionLifetime.signal);
  } finally {
    sessionLifetime.release();
  }
}

async function runTest(
  deps: ConnectionTestDeps,
  session: Session,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const { cipher, modelClient } = deps;
  const { connection, sessionHash: owner } = session;
  const { modelId } = connection;
  // Without the adaptations of earlier calls: the test finds out anew which are needed.
  const callerAt = (endpointUrl: string) =>
    createModelCaller(modelClient, {
      endpoint: { endpointUrl, modelId, adaptations: {} },
      readCredentials: () => credentialsOf(cipher, session),
      owner,
    });
  const { origin } = new URL(connection.endpointUrl);
  // Key and headers are bound to this origin and are not sent to any other that the row may name.
  const others = connection.alternativeUrls.filter((address) => new URL(address).origin === origin);
  const addresses = [connection.endpointUrl, ...others];
  const { caller, ...found } = await findModel(addresses.map(callerAt), signal);
  const { answer } = found;
  signal.throwIfAborted();
  const list = await tryModelList(caller);
  signal.throwIfAborted();
  const error = findCause(found.error, list, modelId);
  const called = found.called.map((call) =>
    error && call.url === caller.endpoint.endpointUrl ? { ...call, result: error.message } : call,
  );
  const systemRole = answer ? await trySystemRole(caller, signal) : null;
  // Read last: every call may have added an adaptation.
  const { endpoint } = caller;
  const contact: ContactAttempt = { ...found, endpoint, called, error };

  const modelIds = list.models?.map((model) => model.id) ?? null;
  const isUnknownModel = error?.reason === 'unknown_model';
  const report: ConnectionReport = {
    success: answer !== null,
    message: error?.message ?? 'Connection successful',
    errorKind: error?.kind ?? null,
    errorReason: error?.reason ?? null,
    upstreamRequestId: error?.upstreamRequestId ?? null,
    called,
    latencyMs: answer?.latencyMs ?? null,
    ttftMs: answer?.ttftMs ?? null,
    outputTokens: answer?.outputTokens ?? null,
    rateLimits: answer?.rateLimits ?? [],
    serverModel: answer?.model ?? null,
    models: modelIds,
    nearestModels: isUnknownModel && modelIds ? nearestModelNames(modelId, modelIds) : [],
    contextTokens: list.models?.find((model) => model.id === modelId)?.contextTokens ?? null,
    waitedForModelMs: answer?.waitedForModelMs ?? 0,
    probes: compatibilityProbes({ contact, list, systemRole, modelId }),
  };
  await recordConnectionTest(deps.db, session.sessionHash, {
    report,
    adaptations: endpoint.adaptations,
    endpointUrl: endpoint.endpointUrl,
    alternativeUrls: addresses.filter((address) => address !== endpoint.endpointUrl),
  });
  return report;
}

/** The request of the test as text that can be run elsewhere; see `reproduceRequest`. */
export function reproduceTest(
  deps: Omit<ConnectionTestDeps, 'modelClient'>,
  session: Session,
): CallRecipes {
  return reproduceRequest(reproducedEndpoint(deps, session), testRequest());
}

/**
 * A 404 without a message may mean the path or the model. It is the model where the server lists its
 * models and this one is not among them.
 */
function findCause(
  error: ModelCallError | null,
  { models }: ModelList,
  modelId: string,
): ModelCallError | null {
  const isUnlisted = models && models.length > 0 && !models.some((model) => model.id === modelId);
  if (error?.reason !== 'wrong_path' || !isUnlisted) return error;
  const { status, providerMessage, upstreamRequestId } = error;
  return Object.assign(new ModelCallError('unknown_model', { status, providerMessage }), {
    upstreamRequestId,
  });
}
