import { z } from 'zod';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Db } from '../../db/engine/index.ts';
import {
  assertEndpointAllowed,
  type CalledEndpoint,
  createModelCaller,
  type GuardPolicy,
  type ModelCaller,
  type ModelClient,
  readEndpointAddress,
} from '../endpoint/index.ts';
import { admitSession, type Session, type SessionBounds } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { insertConnection, rememberAdaptation } from './connectionStore.ts';

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
  {
    db,
    cipher,
    addressBucket,
    sessionBounds,
    guardPolicy,
  }: {
    db: Db;
    cipher: ApiKeyCipher;
    addressBucket: (clientAddress: string) => string;
    sessionBounds: SessionBounds;
    guardPolicy: GuardPolicy;
  },
  input: z.output<typeof connectModelInput>,
  clientAddress: string,
): Promise<{ sessionToken: string; session: Session }> {
  const { apiKey, modelId, modelName } = input;
  const address = readEndpointAddress(input.endpointUrl, { exact: input.endpointExact });
  await assertEndpointAllowed(address.endpointUrl, guardPolicy);
  const ipAddress = addressBucket(clientAddress);
  return db.transaction(async (tx) => {
    const admitted = await admitSession(tx, ipAddress, sessionBounds);
    const session = await insertConnection(tx, cipher, admitted, {
      endpointUrl: address.endpointUrl,
      alternativeUrls: address.alternatives,
      apiKey,
      modelId,
      modelName,
      ipAddress,
    });
    return { sessionToken: admitted.sessionToken, session };
  });
}

/**
/**
 * The session's model as calls need it, without its key.
 * @throws ApiKeyUnreadableError where calls could not be made
 */
export function endpointOf(
  { cipher }: { cipher: ApiKeyCipher },
  session: Session,
): CalledEndpoint & { needsKey: boolean } {
  const { endpointUrl, modelId, adaptations } = session.connection;
  return { endpointUrl, modelId, adaptations, needsKey: apiKeyOf(cipher, session) !== '' };
}

/**
 * Makes calls to the session's model. Its key is decrypted while calls are on their way, so that
 * whoever holds the caller does not hold the key (docs/decisions/0017); what calls find out is
 * remembered with the connection.
 * @param owner who takes turns at a busy host; by default the session
 * @throws ApiKeyUnreadableError at once, not only with the first call
 */
export function modelCallerOf(
  { db, cipher, modelClient }: { db: Db; cipher: ApiKeyCipher; modelClient: ModelClient },
  session: Session,
  owner: string = session.sessionHash,
): ModelCaller {
  const { needsKey: _, ...endpoint } = endpointOf({ cipher }, session);
  return createModelCaller(modelClient, {
    endpoint,
    readKey: () => apiKeyOf(cipher, session),
    owner,
    onAdapted(feature, adaptation) {
      // Should it fail, the next call finds out once more.
      rememberAdaptation(db, session.sessionHash, feature, adaptation).catch(() => {});
    },
  });
}

/**
 * The key of the session's connection in plain text, to be kept no longer than calls take.
 * @throws ApiKeyUnreadableError
 */
export function apiKeyOf(
  cipher: ApiKeyCipher,
  { sessionHash, expiresAt, connection }: Session,
): string {
  return cipher.decrypt({ ...connection, sessionHash, expiresAt });
}
