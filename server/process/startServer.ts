import type { Server } from 'node:http';
import { awaitDatabase, type Database, openDatabase } from '../../db/engine/index.ts';
import { seedSuites } from '../../db/suites/index.ts';
import { createHttpApp, SIMULATED_MODEL_PATH } from '../http/app.ts';
import { createHttpServer } from '../http/httpServer.ts';
import { listen, PortUnavailableError } from '../http/listen.ts';
import { createMetricsServer } from '../http/metricsRoute.ts';
import { openQueue } from '../jobs/index.ts';
import {
  createReadiness,
  databaseProbe,
  migrationsProbe,
  queueProbe,
} from '../ops/health/index.ts';
import { openLog } from '../ops/log/index.ts';
import { addDatabaseGauges, createTelemetry } from '../ops/telemetry/index.ts';
import { type Env, EnvError } from './env.ts';
import { openServices } from './openServices.ts';
import { startWorkers } from './startWorkers.ts';

/** How long calls in flight may go on after a signal to stop. */
const DRAIN_CALLS_MS = 8_000;
/** How long a run may then take to be released. */
const RELEASE_RUNS_MS = 2_000;

export interface RunningServer {
  /** Where it can be reached, without a trailing slash. */
  url: string;
  /** Where its metrics are when they have a port of their own. */
  metricsUrl: string | undefined;
  /** Accepts nothing new, lets calls in flight finish for a while, releases the unfinished runs, closes. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  dev?: boolean;
  /** Begin with an empty embedded database and keep what was there under another name. */
  reset?: boolean;
  /** Without pages only the API is served, as tests want it. */
  pages?: boolean;
  /** Use this database instead of opening the one that `env` names. */
  database?: Database;
}

/**
 * Listens at once, at first only for health checks; opens everything else, then serves it.
 * See docs/decisions/0002.
 * @throws StartError for what the operator can change, and system errors for what the system refuses
 */
export async function startServer(
  env: Env,
  { dev = false, reset = false, pages = true, database: databaseToUse }: ServerOptions = {},
): Promise<RunningServer> {
  if (reset && env.databaseUrl) {
    throw new EnvError(['--reset is for the embedded database, and DATABASE_URL is set.']);
  }
  const log = openLog(env.logLevel);
  const telemetry = createTelemetry();
  const stopping = new AbortController();
  const readiness = createReadiness(stopping.signal, (check, error) => {
    telemetry.databaseErrors.inc({ where: 'readiness' });
    log.warn({ err: error, check }, 'not ready');
  });
  const { role, trustedProxies, allowedOrigins, metricsToken } = env;
  const serverMode = env.mode === 'server';
  const front = createHttpApp(
    { log, telemetry, readiness, stopping: stopping.signal },
    {
      healthOnly: role === 'worker',
      trustedProxies,
      allowedOrigins,
      metricsToken,
      serverMode,
      dev,
    },
  );
  const http = createHttpServer();
  http.on('request', front.handler);
  const metricsServer = createMetricsServer(telemetry, metricsToken);
  const closeListeners = () => {
    for (const server of [http, metricsServer]) {
      server.close();
      server.closeAllConnections();
    }
  };

  try {
    const url = await listenOn('PORT', http, env);
    const metricsUrl = await listenForMetrics(metricsServer, env);
    const database = databaseToUse ?? (await openDatabase({ ...databaseOptions(env), reset }));
    await awaitDatabase(database, {
      limitMs: env.databaseWaitMs,
      onLate: (why, pauseMs) => log.warn({ why, pauseMs }, 'the database does not answer yet'),
    });
    readiness.watch('database', databaseProbe(database));
    await database.migrate();
    await seedSuites(database.db);
    readiness.watch('migrations', migrationsProbe(database));
    const worksOnRuns = role !== 'web';
    const queue = await openQueue(database, {
      isWorker: worksOnRuns,
      onError(error) {
        telemetry.databaseErrors.inc({ where: 'queue' });
        log.error({ err: error }, 'queue');
      },
    });
    addDatabaseGauges(telemetry, { db: database.db, queue });

    const simulatedEndpointUrl = serverMode ? null : url + SIMULATED_MODEL_PATH;
    const shared = { database, queue, log, telemetry, stopping: stopping.signal };
    const services = await openServices(env, { ...shared, simulatedEndpointUrl });
    // Loaded only where it is wanted: tests of the API need no build, servers no Vite.
    const { openPages } =
      pages && role !== 'worker' ? await import('../http/pages.ts') : { openPages: undefined };
    front.open({ services, pages: await openPages?.(services, { dev, http }) });
    const callsOverdue = new AbortController();
    if (worksOnRuns) await startWorkers(services, callsOverdue.signal);
    readiness.watch('queue', queueProbe(queue));

    return {
      url,
      metricsUrl,
      async stop() {
        stopping.abort();
        http.close();
        const overdue = setTimeout(() => callsOverdue.abort(), DRAIN_CALLS_MS);
        // The queue keeps the jobs of this process alive until each run is finished or released.
        await Promise.all([
          queue.stop(DRAIN_CALLS_MS + RELEASE_RUNS_MS),
          services.answers.close(DRAIN_CALLS_MS),
          services.connectionTests.close(DRAIN_CALLS_MS),
          services.adapterChecks.close(DRAIN_CALLS_MS),
        ]);
        clearTimeout(overdue);
        closeListeners();
        await Promise.all([services.modelClient.close(), services.grading.close()]);
        await database.close();
      },
    };
  } catch (error) {
    closeListeners();
    throw error;
  }
}

function databaseOptions({ databaseUrl: url, dataDir, databasePoolSize: poolSize }: Env) {
  return { url, dataDir, poolSize };
}

/** Without a token, metrics are served to this machine only. */
async function listenForMetrics(
  server: Server,
  { metricsPort: port, metricsToken, host }: Env,
): Promise<string | undefined> {
  if (port === undefined) return undefined;
  const where = metricsToken === undefined ? '127.0.0.1' : host;
  return `${await listenOn('METRICS_PORT', server, { host: where, port })}/metrics`;
}

/**
 * Listens where `variable` says.
 * @throws EnvError naming the variable when its port is taken or may not be used
 */
async function listenOn(
  variable: string,
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    return await listen(server, { host, port });
  } catch (error) {
    if (!(error instanceof PortUnavailableError)) throw error;
    throw new EnvError([`${variable}=${port} on ${host} ${error.message}.`]);
  }
}
