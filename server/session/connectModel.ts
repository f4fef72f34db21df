import { z } from 'zod';
import {
  assertEndpointAllowed,
  type GuardPolicy,
  ModelCallError,
  type ModelClient,
  type ModelEndpoint,
  normaliseEndpointUrl,
} from '../endpoint/index.ts';
import { storableText } from '../storableText.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import {
  insertSession,
  recordConnectionTest,
  type Session,
  type SessionDeps,
} from './sessionStore.ts';

/** What a person says of their model. */
export const connectModelInput = z.strictObject({
  endpointUrl: z
    .string({ error: 'is required' })
    .trim()
    .min(1, 'is required')
    .max(2_000, 'is too long'),
  /** Empty for servers that want none. */
  apiKey: z
    .string()
    .trim()
    .max(4_000, 'is too long to be an API key')
    // A header can carry nothing else; whatever else was pasted is not the key.
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII')
    .default(''),
  modelId: storableText()
    .trim()
    .min(1, 'is required')
    .max(300, 'is too long')
    .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
  modelName: storableText()
    .trim()
    .max(200, 'is too long')
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .nullish()
    .transform((name) => name || null),
});

/** The audit's connection test: a question no model can fail, ten tokens, ten seconds. */
const TEST_PROMPT = 'Hello, are you there?';
const TEST_MAX_TOKENS = 10;
const TEST_TIMEOUT_MS = 10_000;

export interface ConnectionTest {
  success: boolean;
  latencyMs: number | null;
  ttftMs: number | null;
  message: string;
}

/**
 * Creates a session for a model and returns its token.
 * @throws DomainError `invalid_input`, `endpoint_blocked` or `session_limit`
 */
export async function connectModel(
  deps: SessionDeps & { guardPolicy: GuardPolicy },
  input: z.output<typeof connectModelInput>,
  clientAddress: string,
): Promise<{ sessionToken: string; session: Session }> {
  const endpointUrl = normaliseEndpointUrl(input.endpointUrl);
  await assertEndpointAllowed(endpointUrl, deps.guardPolicy);
  return insertSession(deps, { ...input, endpointUrl, clientAddress });
}

/** Asks the model one short question and stores how that went. Never throws for a failing endpoint. */
export async function testConnection(
  deps: SessionDeps & { modelClient: ModelClient },
  session: Session,
): Promise<ConnectionTest> {
  try {
    const answer = await deps.modelClient.call(endpointOf(session, deps.cipher), {
      messages: [{ role: 'user', content: TEST_PROMPT }],
      maxTokens: TEST_MAX_TOKENS,
      timeoutMs: TEST_TIMEOUT_MS,
    });
    const { latencyMs, ttftMs } = answer;
    await recordConnectionTest(deps.db, session.sessionId, { success: true, latencyMs, ttftMs });
    return { success: true, latencyMs, ttftMs, message: 'Connection successful' };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    await recordConnectionTest(deps.db, session.sessionId, {
      success: false,
      error: error.message,
    });
    return { success: false, latencyMs: null, ttftMs: null, message: error.message };
  }
}

/** The session's endpoint with its key in plain text, for the length of a call. */
export function endpointOf(session: Session, cipher: ApiKeyCipher): ModelEndpoint {
  return {
    endpointUrl: session.endpointUrl,
    modelId: session.modelId,
    apiKey: cipher.decrypt(session),
  };
}
