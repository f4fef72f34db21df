import type { Database } from '../../db/engine/index.ts';
import { openNotifications } from '../../db/engine/index.ts';
import { createLiveChecks } from '../adapterCheck/index.ts';
import type { Services } from '../api/index.ts';
import { createAnswers, createEvidenceStore, createExchangeOpener } from '../chat/index.ts';
import { createAlignedRunStore } from '../comparison/index.ts';
import { createApiKeyCipher, createConnectionTests } from '../connections/index.ts';
import { createEndpointGuard, openCallThread } from '../endpoint/index.ts';
import { openGrading } from '../grading/index.ts';
import { createAddressBucket, createRateLimits, createStreamSlots } from '../limits/index.ts';
import { createAuditTrail } from '../ops/audit/index.ts';
import { measuredModelClient } from '../ops/telemetry/index.ts';
import { createPacers } from '../pacing/index.ts';
import { createResultWriter, createRunFeeds } from '../runs/index.ts';
import { createSessionFinder, createSessionPseudonyms } from '../sessions/index.ts';
import type { Env } from './env.ts';
import { localEncryptionKey } from './localEncryptionKey.ts';

/**
 * Creates the services of a process, each of which exists once, on a migrated database.
 * See docs/decisions/0002.
 */
export async function openServices(
  env: Env,
  {
    database,
    simulatedEndpointUrl,
    ...processServices
  }: {
    database: Database;
  } & Pick<Services, 'queue' | 'log' | 'telemetry' | 'stopping' | 'simulatedEndpointUrl'>,
): Promise<Services> {
  const { db, availability, copies } = database;
  const notifications = await openNotifications(database);
  const hexKey = env.encryptionKey ?? (await localEncryptionKey(env.dataDir));
  const { allowLocalhost, allowedEndpoints, callBounds, extraCaCertificates } = env;
  const guardPolicy = { allowLocalhost, allowedEndpoints };
  const names = { nameServers: env.nameServers, asksSystem: env.mode === 'local' };
  const rateLimits = createRateLimits(db, env.rateLimitFactor);
  const callThread = openCallThread(guardPolicy, {
    bounds: callBounds,
    extraCaCertificates,
    names,
    onDeath(error) {
      processServices.log.error({ err: error }, 'the thread of the model calls died');
    },
  });
  const modelClient = measuredModelClient(callThread, processServices);
  const cipher = createApiKeyCipher(hexKey, env.oldEncryptionKeys);
  const pacers = createPacers();
  const grading = openGrading({
    onDeath(reason) {
      processServices.log.warn({ reason }, 'the grading thread was replaced');
    },
  });
  const alignedRuns = createAlignedRunStore({ db, grading, notifications });
  return {
    ...processServices,
    db,
    copies,
    availability,
    notifications,
    modelClient,
    endpointGuard: createEndpointGuard(guardPolicy, names),
    cipher,
    connectionTests: createConnectionTests({
      db,
      notifications,
      cipher,
      modelClient,
      modelLoadingTimeoutMs: callBounds.modelLoadingTimeoutMs,
      onFault(error) {
        processServices.log.error({ err: error }, 'a connection test failed');
      },
    }),
    adapterChecks: createLiveChecks({
      db,
      notifications,
      cipher,
      modelClient,
      pacers,
      onFault(error) {
        processServices.log.error({ err: error }, 'an adapter check failed');
      },
    }),
    addressBucket: createAddressBucket(hexKey),
    sessionBounds: {
      maxSessionsPerAddress: env.maxSessionsPerAddress,
      sessionMinutes: env.sessionMinutes,
      maxSessionMinutes: env.maxSessionMinutes,
    },
    isLocalMode: env.mode === 'local',
    callBounds,
    findSession: createSessionFinder(db),
    rateLimits,
    streamSlots: createStreamSlots(env.rateLimitFactor),
    pacers,
    resultWriter: createResultWriter(db),
    grading,
    alignedRuns,
    feeds: createRunFeeds({ db, notifications }),
    answers: createAnswers(db),
    evidence: createEvidenceStore({ db, notifications, alignedRuns }),
    openExchange: createExchangeOpener(db, rateLimits),
    audit: createAuditTrail(processServices.log, createSessionPseudonyms(hexKey)),
    simulatedEndpointUrl,
  };
}
