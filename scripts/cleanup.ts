/**
 * `npm run cleanup`: deletes expired sessions now, as the hourly schedule does. For PostgreSQL; with
 * the embedded database a running server holds the data folder and does this itself.
 */
import { openDatabase } from '../db/client.ts';
import { DataFolderInUseError } from '../db/dataFolderLock.ts';
import { migrate } from '../db/migrate.ts';
import { EnvError, readEnv } from '../server/env.ts';
import { purgeExpiredSessions } from '../server/session/index.ts';

try {
  process.loadEnvFile();
} catch {
  // There is no .env file, which is fine.
}

try {
  const env = readEnv(process.env);
  const database = await openDatabase({ url: env.databaseUrl, dataDir: env.dataDir });
  try {
    await migrate(database);
    const purged = await purgeExpiredSessions(database.db);
    process.stdout.write(`Deleted ${purged} expired session${purged === 1 ? '' : 's'}.\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const expected = error instanceof EnvError || error instanceof DataFolderInUseError;
  process.stderr.write(`${expected ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
