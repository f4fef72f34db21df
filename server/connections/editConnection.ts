import type { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { readEndpointAddress } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import { withConnection } from './connectionChoice.ts';
import { assertOneAuthorization, type editConnectionInput } from './connectionInput.ts';
import { arrangeConnections, lockSession } from './connectionPlaces.ts';
import { bindingOf, credentialsOf, encryptSecrets } from './connectionSecrets.ts';
import { type Connection, listConnections, untested, updateConnection } from './connectionStore.ts';
import { activeTestStatuses, stopTest } from './connectionTest/testStore.ts';
import type { ConnectingDeps } from './connectModel.ts';

/**
 * Changes what is given of a connection and leaves the rest. Whatever changes its calls wants a new test; runs stay
 * as they were made. A role that another connection has as the only one is exchanged with it.
 * @returns the session with the connection as it is then
 * @throws DomainError `connection_not_found`, `invalid_input`, `endpoint_blocked`, `session_expired`;
 *   ApiKeyUnreadableError
 */
export async function editConnection(
  { db, cipher, addressBucket, endpointGuard }: ConnectingDeps,
  session: Session,
  input: z.output<typeof editConnectionInput>,
  clientAddress: string,
): Promise<Session> {
  const { connectionId, role, endpointUrl, endpointExact: exact } = input;
  const address = endpointUrl === undefined ? null : readEndpointAddress(endpointUrl, { exact });
  if (address) await endpointGuard.assertAllowed(address.endpointUrl, addressBucket(clientAddress));
  return db.transaction(async (tx) => {
    const locked = await lockSession(tx, session);
    const edited = await withConnection(tx, locked, { connectionId });
    const { connection } = edited;
    const { modelId = connection.modelId, extraBody = connection.extraBody } = input;
    const moved = address ?? {
      endpointUrl: connection.endpointUrl,
      alternatives: connection.alternativeUrls,
    };
    const changesCalls =
      address !== null ||
      [input.apiKey, input.headers, input.modelId, input.extraBody].some(
        (each) => each !== undefined,
      );
    const changedName = modelId === connection.modelId ? connection.modelName : null;
    await updateConnection(tx, edited, {
      modelId,
      modelName: input.modelName === undefined ? changedName : input.modelName,
      extraBody,
      endpointUrl: moved.endpointUrl,
      alternativeUrls: moved.alternatives,
      ...(changesCalls && {
        ...untested,
        ...encryptSecrets(
          cipher,
          secretsAfter(cipher, edited, input, moved.endpointUrl),
          bindingOf({
            ...edited,
            connection: { ...connection, endpointUrl: moved.endpointUrl },
          }),
        ),
      }),
    });
    if (changesCalls) await stopTest(tx, edited, activeTestStatuses);
    if (role && role !== connection.role)
      await giveRole(tx, { edited, others: await listConnections(tx, locked) }, role);
    const arranged = await arrangeConnections(tx, cipher, await lockSession(tx, session));
    return withConnection(tx, arranged, { connectionId });
  });
}

/** @throws DomainError `invalid_input` where a secret would go to another server than it was entered for */
function secretsAfter(
  cipher: ApiKeyCipher,
  edited: Session,
  { apiKey, headers }: z.output<typeof editConnectionInput>,
  endpointUrl: string,
) {
  const hasMoved = new URL(endpointUrl).origin !== new URL(edited.connection.endpointUrl).origin;
  // What can no longer be decrypted can still be replaced.
  const keeps =
    apiKey === undefined ||
    (headers === undefined && edited.connection.headersEncrypted.length > 0);
  const stored = keeps ? credentialsOf(cipher, edited) : { apiKey: '', headers: {} };
  if (hasMoved && apiKey === undefined && stored.apiKey !== '') {
    throw new DomainError(
      'invalid_input',
      'is required for another server: the stored key is that of the one before. Enter the new one, or say that there is none',
      { field: 'apiKey' },
    );
  }
  if (hasMoved && headers === undefined && Object.keys(stored.headers).length > 0) {
    throw new DomainError(
      'invalid_input',
      'are required for another server: the stored ones are those of the one before. Enter their values, or leave the headers out',
      { field: 'headers' },
    );
  }
  const after = { apiKey: apiKey ?? stored.apiKey, headers: headers ?? stored.headers };
  assertOneAuthorization(after);
  return after;
}

/** There is one baseline at most, so whoever becomes it changes places with the one before. */
async function giveRole(
  tx: Db,
  { edited, others }: { edited: Session; others: Connection[] },
  role: Connection['role'],
): Promise<void> {
  const before = others.find((each) => each.role === 'baseline');
  if (role === 'baseline' && before) {
    await updateConnection(tx, { ...edited, connection: before }, { role: 'candidate' });
  }
  await updateConnection(tx, edited, { role });
}
