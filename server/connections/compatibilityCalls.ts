/** The calls behind the compatibility card: they find the model and try what a run and a chat need. */
import { defaultRunSettings } from '../../contract/runSettings.ts';
import { defaultCallBounds, ModelCallError, type ModelCaller } from '../endpoint/index.ts';
import { withinTime } from './callTimeLimit.ts';
import type { ContactAttempt, ModelList, SystemRoleFinding } from './compatibilityCard.ts';

/** The audit's connection test: a question no model can fail, and few tokens; some servers want 16. */
const TEST_PROMPT = 'Hello, are you there?';
const TEST_MAX_TOKENS = 16;
/** Of a call to a model that has answered once; the first one may have to wait for the model. */
export const PROBE_TIMEOUT_MS = 10_000;
/**
 * What the client ends by the same bound, it ends first: it knows why the model was not there. Its bound counts from
 * the request written, and connecting alone may take 10 s before that.
 */
const BOUND_MARGIN_MS = defaultCallBounds.connectTimeoutMs + 2_000;

/** Room for what servers set as the least that may be asked for. */
const ROOMY_MAX_TOKENS = 256;

type TestRequest = ReturnType<typeof testRequest>;

export interface FoundModel extends Omit<ContactAttempt, 'endpoint'> {
  caller: ModelCaller;
  /** The request that was taken, for further calls. */
  request: TestRequest;
}

/** How long the first answer of the model is waited for, in milliseconds. */
export interface ContactWaits {
  /** A model that is being loaded included. */
  loadingTimeoutMs: number;
  firstTokenTimeoutMs: number | undefined;
}

/**
 * Calls the chat route at each address until one proves to be a chat route, in `loadingTimeoutMs` at
 * most, connecting aside: a model that is being loaded is waited for, in one call where the server is silent meanwhile.
 */
export async function findModel(
  callers: ModelCaller[],
  { signal, ...waits }: { signal: AbortSignal } & ContactWaits,
): Promise<FoundModel> {
  return withinTime(waits.loadingTimeoutMs + BOUND_MARGIN_MS, signal, (bounded) =>
    tryInTurn(callers, bounded, waits),
  );
}

async function tryInTurn(
  callers: ModelCaller[],
  signal: AbortSignal,
  { loadingTimeoutMs, firstTokenTimeoutMs }: ContactWaits,
): Promise<FoundModel> {
  const request = {
    ...testRequest(),
    timeoutMs: loadingTimeoutMs,
    firstByteTimeoutMs: loadingTimeoutMs,
    firstTokenTimeoutMs,
  };
  const called: ContactAttempt['called'] = [];
  let firstAttempt: FoundModel | undefined;
  for (const caller of callers) {
    const { endpointUrl } = caller.endpoint;
    const { error, ...tried } = await tryValues(caller, request, signal);
    called.push({ url: endpointUrl, result: error?.message ?? 'answered' });
    const contact = { caller, called, error, ...tried };
    if (error === null || !isWrongAddress(error)) return contact;
    // The first address is the one that was entered and can be corrected, so its error is reported.
    firstAttempt ??= contact;
  }
  return firstAttempt as FoundModel;
}

/**
 * The values of the request are ours, so a server that takes others only is asked with as few as can be; what
 * a run sends is for a person to set.
 */
async function tryValues(
  caller: ModelCaller,
  request: TestRequest & { firstByteTimeoutMs: number },
  signal: AbortSignal,
): Promise<Pick<FoundModel, 'answer' | 'error' | 'request' | 'refusedValues'>> {
  const usual = await tryCall(caller, request, signal);
  if (usual.error?.reason !== 'invalid_request') {
    return { ...usual, request: testRequest(), refusedValues: null };
  }
  const fewValues = { temperature: undefined, maxTokens: ROOMY_MAX_TOKENS };
  const bare = await tryCall(caller, { ...request, ...fewValues }, signal);
  return bare.answer
    ? { ...bare, request: { ...testRequest(), ...fewValues }, refusedValues: usual.error }
    : { ...usual, request: testRequest(), refusedValues: null };
}

async function tryCall(
  caller: ModelCaller,
  request: Parameters<ModelCaller['call']>[0],
  signal: AbortSignal,
): Promise<SystemRoleFinding> {
  try {
    return { answer: await caller.call(request, { signal }), error: null };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { answer: null, error };
  }
}

/** Whether the error is one of a server that has no chat route at this path. */
function isWrongAddress({ reason, status }: ModelCallError): boolean {
  return (
    reason === 'wrong_path' ||
    reason === 'redirected' ||
    (reason === 'unreadable' && status === null)
  );
}

/** What the endpoint lists beside the chat route, or why it lists nothing. */
export async function tryModelList(caller: ModelCaller): Promise<ModelList> {
  try {
    return { models: await caller.listModels(), error: null };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { models: null, error };
  }
}

/** Asks with instructions in the system role, which some chat templates refuse. */
export async function trySystemRole(
  { caller, request }: Pick<FoundModel, 'caller' | 'request'>,
  signal: AbortSignal,
): Promise<SystemRoleFinding> {
  const instructions = { role: 'system' as const, content: 'Answer in one word.' };
  const messages = [instructions, ...request.messages];
  return tryCall(caller, { ...request, messages }, signal);
}

/** The request of every call here, unless its values are refused. */
export function testRequest() {
  return {
    messages: [{ role: 'user' as const, content: TEST_PROMPT }],
    maxTokens: TEST_MAX_TOKENS,
    // Reasoning models refuse any temperature but their own, and a run would send this one.
    temperature: defaultRunSettings.temperature as number | undefined,
    stream: true,
    timeoutMs: PROBE_TIMEOUT_MS,
  };
}
