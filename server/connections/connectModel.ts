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

/** An endpoint and its key, as a person enters them. */
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
    // A header can carry nothing else, so a text with other characters cannot be a key.
    .regex(/^[\x21-\x7e]*$/, 'must not contain spaces, line breaks or letters outside ASCII')
    .default(''),
});

export const modelIdInput = pgText()
  .trim()
  .min(1, 'is required')
  .max(300, 'is too long')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** A model and its endpoint, as a person enters them. */
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
 * What a call needs to know of the session's connection, except the key.
 * @throws ApiKeyUnreadableError
 */
export function endpointOf(
  { cipher }: { cipher: ApiKeyCipher },
  session: Session,
): CalledEndpoint & { needsKey: boolean } {
  const { endpointUrl, modelId, adaptations } = session.connection;
  return { endpointUrl, modelId, adaptations, needsKey: apiKeyOf(cipher, session) !== '' };
}

/**
 * The caller of the session's model. It decrypts the key for each call instead of keeping it
 * (docs/decisions/0017), and stores with the connection how requests had to be adapted.
 * @param owner between whom a busy host's turns are shared fairly; by default the session
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
      // If this fails, the next call finds out once more.
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
