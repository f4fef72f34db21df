import { sql } from 'drizzle-orm';
import { type Database, lastMigrationAt, queryRows } from '../../../db/engine/index.ts';
import type { Queue } from '../../jobs/index.ts';

/** Probes of the parts of the process. Each resolves with a problem or, when all is well, with undefined. */
export const databaseProbe = (database: Pick<Database, 'ping'>) => async (): Promise<undefined> => {
  await database.ping();
};

/** A database that a newer version has migrated further is fine: older processes run until replaced. */
export const migrationsProbe =
  ({ db }: Pick<Database, 'db'>) =>
  async (): Promise<string | undefined> => {
    const [applied] = await queryRows<{ at: string | number | null }>(
      db,
      sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
    );
    const isBehind = Number(applied?.at ?? 0) < (await lastMigrationAt());
    return isBehind ? 'migrations are missing' : undefined;
  };

export const queueProbe = (queue: Queue) => async (): Promise<string | undefined> =>
  (await queue.depth()) ? undefined : 'not running';
