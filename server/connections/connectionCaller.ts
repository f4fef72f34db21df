/** How the rest of the server calls the model of a session. */
import type { Db } from '../../db/engine/index.ts';
import {
  type CalledEndpoint,
  createModelCaller,
  type ModelCaller,
  type ModelClient,
} from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { rememberAdaptation } from './connectionStore.ts';

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
 * The key of the session's connection in plain text, to be kept no longer than calls take.
 * @throws ApiKeyUnreadableError
 */
export function apiKeyOf(
  cipher: ApiKeyCipher,
  { sessionHash, expiresAt, connection }: Session,
): string {
  return cipher.decrypt({ ...connection, sessionHash, expiresAt });
}
