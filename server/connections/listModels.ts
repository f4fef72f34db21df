import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ModelNames } from '../../contract/modelNames.ts';
import {
  type EndpointCredentials,
  type EndpointGuard,
  ModelCallError,
  type ModelClient,
  readEndpointAddress,
} from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher } from './apiKeyCipher.ts';
import type { endpointInput } from './connectionInput.ts';
import { credentialsOf } from './connectionSecrets.ts';

/**
 * Lists the models of an endpoint that is not connected yet, for choosing one. Nothing is stored.
 * @throws DomainError `invalid_input` or `endpoint_blocked`
 */
export async function listEndpointModels(
  {
    modelClient,
    endpointGuard,
    addressBucket,
  }: {
    modelClient: ModelClient;
    endpointGuard: EndpointGuard;
    addressBucket: (clientAddress: string) => string;
  },
  { endpointUrl: enteredUrl, endpointExact, ...credentials }: z.output<typeof endpointInput>,
  clientAddress: string,
): Promise<ModelNames> {
  const address = readEndpointAddress(enteredUrl, { exact: endpointExact });
  await endpointGuard.assertAllowed(address.endpointUrl, addressBucket(clientAddress));
  // There is no session yet by which the host limiter could tell callers apart.
  const owner = randomUUID();
  return namesAt(modelClient, [address.endpointUrl, ...address.alternatives], {
    ...credentials,
    owner,
  });
}

/**
 * Lists the models of the endpoint of the session's connection, with its stored key and headers.
 * @throws ApiKeyUnreadableError
 */
export async function listConnectionModels(
  { modelClient, cipher }: { modelClient: ModelClient; cipher: ApiKeyCipher },
  session: Session,
): Promise<ModelNames> {
  const { endpointUrl } = session.connection;
  const owner = session.sessionHash;
  return namesAt(modelClient, [endpointUrl], { ...credentialsOf(cipher, session), owner });
}

/** The names at the first of these addresses that has a list. */
async function namesAt(
  modelClient: ModelClient,
  addresses: string[],
  opening: EndpointCredentials & { owner: string },
): Promise<ModelNames> {
  let upstreamRequestId: string | null = null;
  let problem = 'The URL does not tell where the list of models is. Enter the model id.';
  for (const endpointUrl of addresses) {
    try {
      const models = await modelClient.listModels({ endpointUrl, ...opening });
      if (models?.length)
        return { models: models.map((model) => model.id), problem: null, upstreamRequestId: null };
      if (models) {
        problem = 'The endpoint lists no models. Type the model id.';
        upstreamRequestId = null;
      }
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error;
      problem = `The endpoint lists no models: ${error.message}`;
      upstreamRequestId = error.upstreamRequestId;
      // Another path helps only where this one does not exist.
      if (error.reason !== 'wrong_path' && error.reason !== 'unreadable') break;
    }
  }
  return { models: null, problem, upstreamRequestId };
}
