import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from '../db/client.ts';
import { openDatabase } from '../db/client.ts';
import { migrate } from '../db/migrate.ts';
import { openQueue } from '../db/queue.ts';
import { seedSuites } from '../db/seed.ts';
import { openWakeups } from '../db/wakeups.ts';
import { createPacers, createRunFeeds, workOnRun } from './batch/index.ts';
import { createAnswers } from './chat/index.ts';
import type { Services } from './context.ts';
import { openModelClient } from './endpoint/index.ts';
import { type Env, EnvError } from './env.ts';
import { createHttpApp, SIMULATED_MODEL_PATH } from './http/app.ts';
import { createHttpServer } from './http/httpServer.ts';
import { createRateLimits, createStreamSlots, purgeRateLimits } from './limits/index.ts';
import { openLog } from './log.ts';
import {
  createAddressBucket,
  createApiKeyCipher,
  localEncryptionKey,
  purgeExpiredSessions,
} from './session/index.ts';

/** How long calls in flight may go on when the process is told to stop. */
const CALLS_MAY_LAST_MS = 8_000;
/** How long a run may then take to be handed back. */
const HAND_BACK_MS = 2_000;

export interface RunningServer {
  /** Where it can be reached, without a trailing slash. */
  url: string;
  /** Takes nothing new, lets calls in flight finish up to a limit, hands the rest back, closes. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  dev?: boolean;
  /** Without pages only the API is served, as tests want it. */
  pages?: boolean;
  /** Use this database instead of opening the one that `env` names. */
  database?: Database;
}

/**
 * Opens everything and serves.
 * @throws DataFolderInUseError when another process holds the data folder
 */
export async function startServer(
  env: Env,
  { dev = false, pages = true, database: given }: ServerOptions = {},
): Promise<RunningServer> {
  const log = openLog(env.logLevel);
  const database =
    given ??
    (await openDatabase({
      url: env.databaseUrl,
      dataDir: env.dataDir,
      poolSize: env.databasePoolSize,
    }));
  await migrate(database);
  await seedSuites(database.db);
  const worksOnRuns = env.role !== 'web';
  const queue = await openQueue(database, {
    isWorker: worksOnRuns,
    onError: (error) => log.error({ err: error }, 'queue'),
  });
  const wakeups = await openWakeups(database);

  const stopping = new AbortController();
  const hexKey = env.encryptionKey ?? (await localEncryptionKey(env.dataDir));
  const { allowLocalhost, allowedEndpoints, endpointLimits, extraCaCertificates } = env;
  const guardPolicy = { allowLocalhost, allowedEndpoints };
  const services: Services = {
    db: database.db,
    availability: database.availability,
    stopping: stopping.signal,
    queue,
    wakeups,
    modelClient: openModelClient(guardPolicy, { limits: endpointLimits, extraCaCertificates }),
    guardPolicy,
    cipher: createApiKeyCipher(hexKey),
    addressBucket: createAddressBucket(hexKey),
    limits: {
      maxSessionsPerAddress: env.maxSessionsPerAddress,
      sessionMinutes: env.sessionMinutes,
    },
    rateLimits: createRateLimits(database.db, env.rateLimitFactor),
    streamSlots: createStreamSlots(env.rateLimitFactor),
    pacers: createPacers(),
    feeds: createRunFeeds({ db: database.db, wakeups }),
    answers: createAnswers(database.db),
    log,
    simulatedEndpointUrl: null,
  };

  const http = createHttpServer();
  // Loaded only where it is wanted: tests of the API need no build, servers no Vite.
  const { openPages } =
    pages && env.role !== 'worker' ? await import('./http/pages.ts') : { openPages: undefined };
  const app = createHttpApp(services, {
    role: env.role,
    trustedProxies: env.trustedProxies,
    allowedOrigins: env.allowedOrigins,
    serverMode: env.mode === 'server',
    dev,
    pages: await openPages?.(services, { dev, http }),
  });
  http.on('request', app);
  const url = await listen(http, env);
  if (env.mode === 'local') services.simulatedEndpointUrl = url + SIMULATED_MODEL_PATH;

  const callsOverdue = new AbortController();
  if (worksOnRuns) {
    queue.workOnRuns(wakeups, (runId) =>
      workOnRun(services, runId, { noNewCalls: stopping.signal, noCalls: callsOverdue.signal }),
    );
    await queue.purgeHourly(async () => {
      const purged = await purgeExpiredSessions(services.db);
      await purgeRateLimits(services.db);
      if (purged > 0) log.info({ purged }, 'purged expired sessions');
    });
  }

  return {
    url,
    async stop() {
      stopping.abort();
      http.close();
      const overdue = setTimeout(() => callsOverdue.abort(), CALLS_MAY_LAST_MS);
      // The queue goes on telling that the runs here are alive until each is finished or handed back.
      await Promise.all([
        queue.stop(CALLS_MAY_LAST_MS + HAND_BACK_MS),
        services.answers.close(CALLS_MAY_LAST_MS),
      ]);
      clearTimeout(overdue);
      http.closeAllConnections();
      await services.modelClient.close();
      await database.close();
    },
  };
}

/** @throws EnvError when the port is taken or may not be used */
async function listen(http: Server, { host, port }: Env): Promise<string> {
  try {
    http.listen(port, host);
    await once(http, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const taken =
      code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
    throw new EnvError([`PORT=${port} on ${host} ${taken}. Choose another one.`]);
  }
  const { port: actual } = http.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
