/**
 * The connection test: finds the address that answers, asks the model one short question, and tries
 * what a run and a chat will need, so that nobody learns of a peculiarity in the middle of one.
 * See docs/decisions/0010.
 */
import type { ConnectionReport } from '../../contract/connectionReport.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import {
  ModelCallError,
  type ModelClient,
  type ModelEndpoint,
  nearestModelNames,
  reproduceRequest,
} from '../endpoint/index.ts';
import { type Session, untilSessionEnds } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import {
  type ContactAttempt,
  compatibilityProbes,
  type ModelList,
  type SystemRoleFinding,
} from './compatibilityCard.ts';
import { recordConnectionTest } from './connectionStore.ts';
import { endpointOf } from './connectModel.ts';

/** The audit's connection test: a question no model can fail, ten tokens, ten seconds. */
const TEST_PROMPT = 'Hello, are you there?';
const TEST_MAX_TOKENS = 10;
const TEST_TIMEOUT_MS = 10_000;
/** What runs ask for unless told otherwise; reasoning models refuse any but their own. */
const TEST_TEMPERATURE = 0.7;

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
  const { modelClient } = deps;
  const { connection } = session;
  const base = { ...endpointOf(deps, session), adaptations: {}, onAdapted: undefined };
  const { origin } = new URL(connection.endpointUrl);
  // The key is bound to this origin; whatever else a row may hold is not sent it.
  const others = connection.alternativeUrls.filter((address) => new URL(address).origin === origin);
  const addresses = [connection.endpointUrl, ...others];
  const found = await findModel(modelClient, base, addresses, signal);
  const { endpoint, answer } = found;
  signal.throwIfAborted();
  const list = await listModels(modelClient, endpoint);
  signal.throwIfAborted();
  const error = causeOf(found, list, connection.modelId);
  const called = found.called.map((call) =>
    error && call.url === endpoint.endpointUrl ? { ...call, result: error.message } : call,
  );
  const contact = { ...found, called, error };
  const systemRole = answer ? await trySystemRole(modelClient, endpoint, signal) : null;

  const known = list.models?.map((model) => model.id) ?? null;
  const isUnknownModel = error?.reason === 'unknown_model';
  const report: ConnectionReport = {
    success: answer !== null,
    message: error?.message ?? 'Connection successful',
    errorKind: error?.kind ?? null,
    errorReason: error?.reason ?? null,
    called: contact.called,
    latencyMs: answer?.latencyMs ?? null,
    ttftMs: answer?.ttftMs ?? null,
    outputTokens: answer?.outputTokens ?? null,
    rateLimits: answer?.rateLimits ?? [],
    serverModel: answer?.model ?? null,
    models: known,
    nearestModels: isUnknownModel && known ? nearestModelNames(connection.modelId, known) : [],
    contextTokens:
      list.models?.find((model) => model.id === connection.modelId)?.contextTokens ?? null,
    waitedForModelMs: answer?.waitedForModelMs ?? 0,
    probes: compatibilityProbes({ contact, list, systemRole, modelId: connection.modelId }),
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
  return reproduceRequest(endpointOf(deps, session), question());
}

/** Calls the chat route at each address until one proves to be a chat route. */
async function findModel(
  modelClient: ModelClient,
  base: ModelEndpoint,
  addresses: string[],
  signal: AbortSignal,
): Promise<ContactAttempt> {
  const called: ContactAttempt['called'] = [];
  let first: ContactAttempt | undefined;
  for (const endpointUrl of addresses) {
    const endpoint = { ...base, endpointUrl, adaptations: {} };
    try {
      const answer = await modelClient.call(endpoint, { ...question(), signal });
      called.push({ url: endpointUrl, result: 'answered' });
      return { endpoint, called, answer, error: null };
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error;
      called.push({ url: endpointUrl, result: error.message });
      const contact = { endpoint, called, answer: null, error };
      if (!isWrongAddress(error)) return contact;
      // What was typed is what the person can correct, so its error is the one to tell.
      first ??= contact;
    }
  }
  return first as ContactAttempt;
}

/** What comes back from a server that has no chat route at this path. */
function isWrongAddress({ reason, status }: ModelCallError): boolean {
  return reason === 'wrong_path' || reason === 'redirected' || (reason === 'unreadable' && !status);
}

async function listModels(modelClient: ModelClient, endpoint: ModelEndpoint): Promise<ModelList> {
  try {
    return { models: await modelClient.listModels(endpoint), error: null };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { models: null, error };
  }
}

/** A 404 without words means the model where the list beside it exists and does not name that. */
function causeOf(
  { error }: ContactAttempt,
  { models }: ModelList,
  modelId: string,
): ModelCallError | null {
  const isElsewhere = models && models.length > 0 && !models.some((model) => model.id === modelId);
  if (error?.reason !== 'wrong_path' || !isElsewhere) return error;
  return new ModelCallError('unknown_model', {
    status: error.status,
    providerMessage: error.providerMessage,
  });
}

async function trySystemRole(
  modelClient: ModelClient,
  endpoint: ModelEndpoint,
  signal: AbortSignal,
): Promise<SystemRoleFinding> {
  const request = question();
  request.messages.unshift({ role: 'system', content: 'Answer in one word.' });
  try {
    await modelClient.call(endpoint, { ...request, signal });
    return { error: null };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { error };
  }
}

function question() {
  return {
    messages: [{ role: 'user' as 'user' | 'system', content: TEST_PROMPT }],
    maxTokens: TEST_MAX_TOKENS,
    temperature: TEST_TEMPERATURE,
    stream: true,
    timeoutMs: TEST_TIMEOUT_MS,
  };
}
