/**
 * `npm run cleanup`: deletes expired sessions now, as the schedule does every minute. For PostgreSQL; with
 * the embedded database a running server holds the data folder and does this itself.
 */
import { openDatabase } from '../db/engine/index.ts';
import { loadEnv } from '../server/process/env.ts';
import { exitOnStartupError } from '../server/process/exitOnError.ts';
import { purgeExpiredSessions } from '../server/sessions/index.ts';

try {
  const env = loadEnv();
  const database = await openDatabase({ url: env.databaseUrl, dataDir: env.dataDir });
  try {
    await database.migrate();
    const { length: purged } = await purgeExpiredSessions(database.db);
    process.stdout.write(`Deleted ${purged} expired session${purged === 1 ? '' : 's'}.\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  exitOnStartupError(error);
}
