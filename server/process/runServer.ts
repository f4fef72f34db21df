/**
 * Starts and stops the process: settings, database, queue, HTTP, signals. Everything that exists
 * once is made here and handed down.
 */
import { setPriority } from 'node:os';
import { loadEnv, readArguments } from './env.ts';
import { exitOnCrash, exitOnStartupError } from './exitOnError.ts';
import { type RunningServer, startServer } from './startServer.ts';

process.on('uncaughtException', exitOnCrash);

/** On Linux each thread has one; elsewhere it is the process's, and would slow down the model calls, too. */
const LOW_PRIORITY = 5;

let dataDir: string | undefined;
let server: RunningServer | undefined;
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // Nothing is running yet that would have to be stopped.
    if (!server) process.exit(0);
    // A second signal ends the process at once.
    if (stopping) process.exit(1);
    stopping = true;
    server.stop().then(() => process.exit(0), exitOnCrash);
  });
}

try {
  const { dev, reset } = readArguments(process.argv.slice(2));
  const env = loadEnv();
  dataDir = env.dataDir;
  // React chooses its build by this variable, and the built pages contain the production build, in
  // local mode too. The settings have been read by now.
  if (!dev) process.env.NODE_ENV = 'production';
  server = await startServer(env, { dev, reset });
  // Where the cores are all busy, who measures goes first (docs/decisions/0025).
  if (process.platform === 'linux') setPriority(LOW_PRIORITY);
  process.stdout.write(
    `BYOM is ready: ${server.url}${env.mode === 'local' ? '  (local mode)' : ''}\n`,
  );
} catch (error) {
  exitOnStartupError(error, dataDir);
}
