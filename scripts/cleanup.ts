/**
 * `npm run cleanup`: deletes expired sessions now, as the schedule does every minute. For PostgreSQL; with
 * the embedded database a running server holds the data folder and does this itself.
 */
import { openDatabase } from '../db/client.ts';
import { migrate } from '../db/migrate.ts';
import { loadEnv } from '../server/env.ts';
import { exitOnStartupError } from '../server/exitOnError.ts';
import { purgeExpiredSessions } from '../server/session/index.ts';

try {
  const env = loadEnv();
  const database = await openDatabase({ url: env.databaseUrl, dataDir: env.dataDir });
  try {
    await migrate(database);
    const { length: purged } = await purgeExpiredSessions(database.db);
    process.stdout.write(`Deleted ${purged} expired session${purged === 1 ? '' : 's'}.\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  exitOnStartupError(error);
}
