/**
 * Starts and stops the process: settings, database, queue, HTTP, signals. Everything that exists
 * once is made here and handed down.
 */
import { DataFolderInUseError } from '../db/dataFolderLock.ts';
import { EnvError, readEnv } from './env.ts';
import { startServer } from './startServer.ts';

try {
  process.loadEnvFile();
} catch {
  // There is no .env file, which is fine.
}

try {
  const env = readEnv(process.env);
  const dev = process.argv.includes('--dev');
  // The built pages hold React's production build, in local mode too; React itself picks by this
  // variable, and the settings have been read by now.
  if (!dev) process.env.NODE_ENV = 'production';
  const server = await startServer(env, { dev });
  process.stdout.write(
    `BYOM is ready: ${server.url}${env.mode === 'local' ? '  (local mode)' : ''}\n`,
  );

  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means the first was not fast enough for whoever sent it.
      if (stopping) process.exit(1);
      stopping = true;
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  const expected = error instanceof EnvError || error instanceof DataFolderInUseError;
  process.stderr.write(`${expected ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
