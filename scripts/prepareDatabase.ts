import type { Database } from '../db/engine/index.ts';
import { seedSuites } from '../db/suites/index.ts';
import { openQueue } from '../server/jobs/index.ts';

/** Does to an empty database what the start of a process does: migrations, suites, tables of the queue. */
export async function prepareDatabase(database: Database): Promise<void> {
  await database.migrate();
  await seedSuites(database.db);
  const queue = await openQueue(database, {
    isWorker: false,
    onError(error) {
      throw error;
    },
  });
  await queue.stop(1_000);
}
