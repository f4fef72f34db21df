import type { z } from 'zod';
import type { Db } from '../../db/engine/index.ts';
import { type EndpointGuard, readEndpointAddress } from '../endpoint/index.ts';
import { admitSession, type Session, type SessionBounds } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import type { connectModelInput } from './connectionInput.ts';
import { insertFirstConnection } from './connectionStore.ts';

/** What it takes to connect a model: where it is stored, how its secrets are kept, and which addresses may be called. */
export interface ConnectingDeps {
  db: Db;
  cipher: ApiKeyCipher;
  addressBucket: (clientAddress: string) => string;
  endpointGuard: EndpointGuard;
}

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
    endpointGuard,
  }: ConnectingDeps & {
    sessionBounds: SessionBounds;
  },
  input: z.output<typeof connectModelInput>,
  clientAddress: string,
): Promise<{ sessionToken: string; session: Session }> {
  const { apiKey, headers, modelId, modelName, extraBody, role } = input;
  const address = readEndpointAddress(input.endpointUrl, { exact: input.endpointExact });
  const ipAddress = addressBucket(clientAddress);
  await endpointGuard.assertAllowed(address.endpointUrl, ipAddress);
  return db.transaction(async (tx) => {
    const admitted = await admitSession(tx, ipAddress, sessionBounds, input.sessionMinutes);
    const session = await insertFirstConnection(tx, cipher, admitted, {
      endpointUrl: address.endpointUrl,
      alternativeUrls: address.alternatives,
      role,
      apiKey,
      headers,
      modelId,
      modelName,
      extraBody,
      ipAddress,
    });
    return { sessionToken: admitted.sessionToken, session };
  });
}
