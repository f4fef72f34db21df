import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { MAX_CONNECTIONS } from '../../contract/connectionRoles.ts';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { furtherConnections } from '../../db/schema.ts';
import {
  type EndpointAddress,
  type EndpointCredentials,
  readEndpointAddress,
} from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { withConnection } from './connectionChoice.ts';
import type { addConnectionInput } from './connectionInput.ts';
import { arrangeConnections, lockSession } from './connectionPlaces.ts';
import { bindingOf, credentialsOf, encryptSecrets } from './connectionSecrets.ts';
import { type Connection, listConnections } from './connectionStore.ts';
import type { ConnectingDeps } from './connectModel.ts';

/**
 * Connects another model in a session, at an endpoint of its own or at that of another connection.
 * @returns the session with the new connection
 * @throws DomainError `invalid_input`, `endpoint_blocked`, `connection_not_found`, `connection_limit`,
 *   `baseline_exists`, `session_expired`; ApiKeyUnreadableError
 */
export async function addConnection(
  { db, cipher, addressBucket, endpointGuard }: ConnectingDeps,
  session: Session,
  input: z.output<typeof addConnectionInput>,
  clientAddress: string,
): Promise<Session> {
  const { role, modelId, modelName, extraBody } = input;
  const { address, credentials } = await endpointFrom(db, cipher, session, input);
  await endpointGuard.assertAllowed(address.endpointUrl, addressBucket(clientAddress));
  const connection = {
    connectionId: randomUUID(),
    endpointUrl: address.endpointUrl,
    isFurther: true,
  };
  return db.transaction(async (tx) => {
    const locked = await lockSession(tx, session);
    assertRoom(await listConnections(tx, locked), role);
    await tx.insert(furtherConnections).values({
      ...encryptSecrets(cipher, credentials, bindingOf({ ...locked, connection })),
      connectionId: connection.connectionId,
      sessionHash: locked.sessionHash,
      role,
      endpointUrl: address.endpointUrl,
      alternativeUrls: address.alternatives,
      modelId,
      modelName,
      extraBody,
    });
    const arranged = await arrangeConnections(tx, cipher, locked);
    return withConnection(tx, arranged, { connectionId: connection.connectionId });
  });
}

/** @throws DomainError `connection_limit`, `baseline_exists` */
export function assertRoom(others: Connection[], role: Connection['role']): void {
  if (others.length >= MAX_CONNECTIONS) {
    throw new DomainError(
      'connection_limit',
      `A session holds ${MAX_CONNECTIONS} models at most. Remove one first.`,
    );
  }
  if (role === 'baseline' && others.some((each) => each.role === 'baseline')) {
    throw new DomainError(
      'baseline_exists',
      'This session has a baseline already. Connect the model as a candidate, or remove the baseline first.',
      { field: 'role' },
    );
  }
}

async function endpointFrom(
  db: Db,
  cipher: ApiKeyCipher,
  session: Session,
  {
    endpointOf,
    endpointUrl,
    endpointExact: exact,
    apiKey,
    headers,
  }: z.output<typeof addConnectionInput>,
): Promise<{ address: EndpointAddress; credentials: Required<EndpointCredentials> }> {
  const given = endpointUrl === undefined ? undefined : readEndpointAddress(endpointUrl, { exact });
  if (endpointOf === undefined) {
    // The schema asks for one of both.
    if (!given) throw new DomainError('invalid_input', 'is required', { field: 'endpointUrl' });
    return { address: given, credentials: { apiKey, headers } };
  }
  const source = await withConnection(db, session, { connectionId: endpointOf });
  const { connection } = source;
  const stored = { endpointUrl: connection.endpointUrl, alternatives: connection.alternativeUrls };
  const address = given ?? stored;
  // A key goes nowhere but where it was entered for.
  if (new URL(address.endpointUrl).origin !== new URL(connection.endpointUrl).origin) {
    throw new DomainError(
      'invalid_input',
      'is another server than that of the connection whose key you want to use. Enter the key of this one',
      { field: 'endpointUrl' },
    );
  }
  return { address, credentials: credentialsOf(cipher, source) };
}
