import { z } from 'zod';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Db } from '../../db/engine/index.ts';
import {
  assertEndpointAllowed,
  type GuardPolicy,
  type ModelEndpoint,
  readEndpointAddress,
} from '../endpoint/index.ts';
import {
  insertSession,
  rememberAdaptation,
  type Session,
  type SessionDeps,
} from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';

/** Where a model answers and what opens it. */
export const endpointInput = z.strictObject({
  endpointUrl: z
    .string({ error: 'is required' })
    .trim()
    .min(1, 'is required')
    .max(2_000, 'is too long'),
  /** Call the address exactly as it was typed, without completing its path. */
  endpointExact: z.boolean({ error: 'must be true or false' }).default(false),
  /** Empty for servers that want none. */
  apiKey: z
    .string()
    .trim()
    .max(4_000, 'is too long to be an API key')
    // A header can carry nothing else; whatever else was pasted is not the key.
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII')
    .default(''),
});

export const modelIdInput = pgText()
  .trim()
  .min(1, 'is required')
  .max(300, 'is too long')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** What a person says of their model. */
export const connectModelInput = endpointInput.extend({
  modelId: modelIdInput,
  modelName: pgText()
    .trim()
    .max(200, 'is too long')
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .nullish()
    .transform((name) => name || null),
});

/**
 * Creates a session for a model and returns its token.
 * @throws DomainError `invalid_input`, `endpoint_blocked` or `session_limit`
 */
export async function connectModel(
  deps: SessionDeps & { guardPolicy: GuardPolicy },
  input: z.output<typeof connectModelInput>,
  clientAddress: string,
): Promise<{ sessionToken: string; session: Session }> {
  const address = readEndpointAddress(input.endpointUrl, { exact: input.endpointExact });
  await assertEndpointAllowed(address.endpointUrl, deps.guardPolicy);
  return insertSession(deps, {
    ...input,
    endpointUrl: address.endpointUrl,
    alternativeUrls: address.alternatives,
    clientAddress,
  });
}

/**
 * The session's endpoint. Its key is decrypted on reading, for each call anew, so that whoever holds the
 * endpoint does not hold the key. What calls find out about it is remembered with the session.
 * @throws ApiKeyUnreadableError at once, not only on reading
 */
export function endpointOf(
  { db, cipher }: { db: Db; cipher: ApiKeyCipher },
  session: Session,
): ModelEndpoint {
  cipher.decrypt(session);
  return {
    endpointUrl: session.endpointUrl,
    modelId: session.modelId,
    get apiKey() {
      return cipher.decrypt(session);
    },
    adaptations: { ...session.adaptations },
    onAdapted(feature, adaptation) {
      // Should it fail, the next call finds out once more.
      rememberAdaptation(db, session.sessionHash, feature, adaptation).catch(() => {});
    },
  };
}
