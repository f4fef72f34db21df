/**
 * The connection test: finds the address that answers, asks the model one short question, and tries
 * what a run and a chat will need, so that nobody learns of a peculiarity in the middle of one.
 * See docs/decisions/0010.
 */
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
import { recordConnectionTest } from './connectionStore.ts';
import { apiKeyOf, endpointOf } from './connectModel.ts';

interface ConnectionTestDeps {
  db: Db;
  cipher: ApiKeyCipher;
  modelClient: ModelClient;
}

/**
 * Tests a session's endpoint and stores what was found. A failing endpoint is no error.
 * @throws DomainError `session_expired` when the session ends meanwhile
 */
export async function testConnection(
  deps: ConnectionTestDeps & { notifications: Notifications },
  session: Session,
): Promise<ConnectionReport> {
  const life = untilSessionEnds(deps, session);
  try {
    return await test(deps, session, life.signal);
  } finally {
    life.release();
  }
}

async function test(
  deps: ConnectionTestDeps,
  session: Session,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  const { cipher, modelClient } = deps;
  const { connection, sessionHash: owner } = session;
  const { modelId } = connection;
  // What earlier calls found out is found out anew.
  const callerAt = (endpointUrl: string) =>
    createModelCaller(modelClient, {
      endpoint: { endpointUrl, modelId, adaptations: {} },
      readKey: () => apiKeyOf(cipher, session),
      owner,
    });
  const { origin } = new URL(connection.endpointUrl);
  // The key is bound to this origin; whatever else a row may hold is not sent it.
  const others = connection.alternativeUrls.filter((address) => new URL(address).origin === origin);
  const addresses = [connection.endpointUrl, ...others];
  const { caller, ...found } = await findModel(addresses.map(callerAt), signal);
  const { answer } = found;
  signal.throwIfAborted();
  const list = await tryModelList(caller);
  signal.throwIfAborted();
  const error = causeOf(found.error, list, modelId);
  const called = found.called.map((call) =>
    error && call.url === caller.endpoint.endpointUrl ? { ...call, result: error.message } : call,
  );
  const systemRole = answer ? await trySystemRole(caller, signal) : null;
  // Read last: every call may have added an adaptation.
  const { endpoint } = caller;
  const contact: ContactAttempt = { ...found, endpoint, called, error };

  const known = list.models?.map((model) => model.id) ?? null;
  const isUnknownModel = error?.reason === 'unknown_model';
  const report: ConnectionReport = {
    success: answer !== null,
    message: error?.message ?? 'Connection successful',
    errorKind: error?.kind ?? null,
    errorReason: error?.reason ?? null,
    called,
    latencyMs: answer?.latencyMs ?? null,
    ttftMs: answer?.ttftMs ?? null,
    outputTokens: answer?.outputTokens ?? null,
    rateLimits: answer?.rateLimits ?? [],
    serverModel: answer?.model ?? null,
    models: known,
    nearestModels: isUnknownModel && known ? nearestModelNames(modelId, known) : [],
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

/** The question of the test as text that anybody can run; see `reproduceCall`. */
export function reproduceTest(
  deps: Omit<ConnectionTestDeps, 'modelClient'>,
  session: Session,
): ReturnType<typeof reproduceRequest> {
  return reproduceRequest(endpointOf(deps, session), testRequest());
}

/** A 404 without words means the model where the list beside it exists and does not name that. */
function causeOf(
  error: ModelCallError | null,
  { models }: ModelList,
  modelId: string,
): ModelCallError | null {
  const isElsewhere = models && models.length > 0 && !models.some((model) => model.id === modelId);
  if (error?.reason !== 'wrong_path' || !isElsewhere) return error;
  const { status, providerMessage, upstreamRequestId } = error;
  return Object.assign(new ModelCallError('unknown_model', { status, providerMessage }), {
    upstreamRequestId,
  });
}
