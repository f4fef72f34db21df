/** The calls behind the compatibility card: they find the model and try what a run and a chat need. */
import { defaultRunSettings } from '../../contract/runSettings.ts';
import { ModelCallError, type ModelCaller } from '../endpoint/index.ts';
import { withinTime } from './callTimeLimit.ts';
import type { ContactAttempt, ModelList, SystemRoleFinding } from './compatibilityCard.ts';

/** The audit's connection test: a question no model can fail, and few tokens; some servers want 16. */
const TEST_PROMPT = 'Hello, are you there?';
const TEST_MAX_TOKENS = 16;
/** Of a call to a model that has answered once; the first one may have to wait for the model. */
export const PROBE_TIMEOUT_MS = 10_000;
/** What the client ends by the same bound, it ends first: it knows why the model was not there. */
const BOUND_MARGIN_MS = 2_000;

export interface FoundModel extends Omit<ContactAttempt, 'endpoint'> {
  caller: ModelCaller;
}

/**
 * Calls the chat route at each address until one proves to be a chat route, in `loadingTimeoutMs` (ms) at
 * most: a model that is being loaded is waited for, in one call where the server is silent meanwhile.
 */
export async function findModel(
  callers: ModelCaller[],
  { signal, loadingTimeoutMs }: { signal: AbortSignal; loadingTimeoutMs: number },
): Promise<FoundModel> {
  return withinTime(loadingTimeoutMs + BOUND_MARGIN_MS, signal, (bounded) =>
    tryInTurn(callers, bounded, loadingTimeoutMs),
  );
}

async function tryInTurn(
  callers: ModelCaller[],
  signal: AbortSignal,
  loadingTimeoutMs: number,
): Promise<FoundModel> {
  const request = {
    ...testRequest(),
    timeoutMs: loadingTimeoutMs,
    firstByteTimeoutMs: loadingTimeoutMs,
  };
  const called: ContactAttempt['called'] = [];
  let firstAttempt: FoundModel | undefined;
  for (const caller of callers) {
    const { endpointUrl } = caller.endpoint;
    try {
      const answer = await caller.call(request, { signal });
      called.push({ url: endpointUrl, result: 'answered' });
      return { caller, called, answer, error: null };
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error;
      called.push({ url: endpointUrl, result: error.message });
      const contact = { caller, called, answer: null, error };
      if (!isWrongAddress(error)) return contact;
      // The first address is the one that was entered and can be corrected, so its error is reported.
      firstAttempt ??= contact;
    }
  }
  return firstAttempt as FoundModel;
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
  caller: ModelCaller,
  signal: AbortSignal,
): Promise<SystemRoleFinding> {
  const request = testRequest();
  request.messages.unshift({ role: 'system', content: 'Answer in one word.' });
  try {
    return { answer: await caller.call(request, { signal }), error: null };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return { answer: null, error };
  }
}

/** The request that every call here makes. */
export function testRequest() {
  return {
    messages: [{ role: 'user' as 'user' | 'system', content: TEST_PROMPT }],
    maxTokens: TEST_MAX_TOKENS,
    // Reasoning models refuse any temperature but their own, and a run would send this one.
    temperature: defaultRunSettings.temperature,
    stream: true,
    timeoutMs: PROBE_TIMEOUT_MS,
  };
}
