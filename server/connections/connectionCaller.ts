/** How the rest of the server calls the model of a session. */
import { isPublicHeader } from '../../contract/requestHeaders.ts';
import type { Db } from '../../db/engine/index.ts';
import {
  type CalledEndpoint,
  createModelCaller,
  type ModelCaller,
  type ModelClient,
  type ReproducedEndpoint,
} from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { credentialsOf } from './connectionSecrets.ts';
import { rememberAdaptation } from './connectionStore.ts';

/**
 * The caller of the session's model. It decrypts key and headers for each call instead of keeping them
 * (docs/decisions/0017), and stores with the connection how requests had to be adapted.
 * @param owner between whom a busy host's turns are shared fairly; by default the session
 * @throws ApiKeyUnreadableError at once, not only with the first call
 */
export function modelCallerOf(
  { db, cipher, modelClient }: { db: Db; cipher: ApiKeyCipher; modelClient: ModelClient },
  session: Session,
  owner: string = session.sessionHash,
): ModelCaller {
  // Unreadable ones shall be told before anything is begun.
  credentialsOf(cipher, session);
  return createModelCaller(modelClient, {
    endpoint: endpointOf(session),
    readCredentials: () => credentialsOf(cipher, session),
    owner,
    onAdapted(feature, adaptation) {
      // If this fails, the next call finds out once more.
      rememberAdaptation(db, session, feature, adaptation).catch(() => {});
    },
  });
}

/** What a call needs to know of the session's connection, except what opens it. */
export function endpointOf({ connection }: Session): CalledEndpoint {
  const { endpointUrl, modelId, adaptations, extraBody } = connection;
  return { endpointUrl, modelId, adaptations, extraBody };
}

/**
 * The session's connection, to show a call to it: whether there is a key, and the headers that are no secrets.
 * @throws ApiKeyUnreadableError
 */
export function reproducedEndpoint(
  { cipher }: { cipher: ApiKeyCipher },
  session: Session,
): ReproducedEndpoint {
  const { apiKey, headers } = credentialsOf(cipher, session);
  return {
    ...endpointOf(session),
    needsKey: apiKey !== '',
    headers: Object.entries(headers).map(([name, value]) => ({
      name,
      value: isPublicHeader(name) ? value : null,
    })),
  };
}
