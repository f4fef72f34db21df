import type { Database } from '../db/client.ts';
import { openWakeups } from '../db/wakeups.ts';
import { createAuditTrail } from './auditTrail.ts';
import { createPacers, createResultWriter, createRunFeeds } from './batch/index.ts';
import { createAnswers } from './chat/index.ts';
import type { Services } from './context.ts';
import { openModelClient } from './endpoint/index.ts';
import type { Env } from './env.ts';
import { createRateLimits, createStreamSlots } from './limits/index.ts';
import { measuredModelClient } from './metrics/index.ts';
import {
  createAddressBucket,
  createApiKeyCipher,
  createSessionPseudonyms,
  localEncryptionKey,
} from './session/index.ts';

/** Makes what exists once in a process, on a database that is migrated. */
export async function openServices(
  env: Env,
  {
    database,
    simulatedEndpointUrl,
    ...given
  }: { database: Database } & Pick<
    Services,
    'queue' | 'log' | 'metrics' | 'stopping' | 'simulatedEndpointUrl'
  >,
): Promise<Services> {
  const { db, availability } = database;
  const wakeups = await openWakeups(database);
  const hexKey = env.encryptionKey ?? (await localEncryptionKey(env.dataDir));
  const { allowLocalhost, allowedEndpoints, endpointLimits, extraCaCertificates } = env;
  const guardPolicy = { allowLocalhost, allowedEndpoints };
  const modelClient = openModelClient(guardPolicy, { limits: endpointLimits, extraCaCertificates });
  return {
    ...given,
    db,
    availability,
    wakeups,
    modelClient: measuredModelClient(modelClient, given.metrics),
    guardPolicy,
    cipher: createApiKeyCipher(hexKey, env.oldEncryptionKeys),
    addressBucket: createAddressBucket(hexKey),
    limits: {
      maxSessionsPerAddress: env.maxSessionsPerAddress,
      sessionMinutes: env.sessionMinutes,
    },
    rateLimits: createRateLimits(db, env.rateLimitFactor),
    streamSlots: createStreamSlots(env.rateLimitFactor),
    pacers: createPacers(),
    resultWriter: createResultWriter(db),
    feeds: createRunFeeds({ db, wakeups }),
    answers: createAnswers(db),
    audit: createAuditTrail(given.log, createSessionPseudonyms(hexKey)),
    simulatedEndpointUrl,
  };
}
