import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';

/** The database cannot be used; the message is for whoever runs the server. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError';
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/** What waiting does not cure: a wrong user or password, no such database, no right to enter it. */
const final = /^(28\w{3}|3D000|42501)$/;

/**
 * Resolves once the database answers; where it comes up later than we do, after some attempts, each
 * of which `onLate` hears of. The embedded database is there as soon as it is open.
 * @throws DatabaseUnreachableError after `limitMs`, or at once when waiting cannot help
 */
export async function awaitDatabase(
  database: Database,
  { limitMs, onLate }: { limitMs: number; onLate: (why: string, pauseMs: number) => void },
): Promise<void> {
  if (database.engine === 'pglite') return;
  const startedAt = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      await database.sql`select 1`;
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const why = code && !message.includes(code) ? `${message} (${code})` : message;
      const { host, pathname } = new URL(database.url);
      const which = `database${pathname.slice(1) && ` "${pathname.slice(1)}"`} at ${host}`;
      if (code && final.test(code)) {
        throw new DatabaseUnreachableError(
          `BYOM cannot start: the ${which} refuses us: ${why}. Check DATABASE_URL.`,
        );
      }
      const leftMs = limitMs - (performance.now() - startedAt);
      if (leftMs <= 0) {
        throw new DatabaseUnreachableError(
          `BYOM cannot start: the ${which} did not answer within ${Math.round(limitMs / 1_000)} s: ${why}. ` +
            'Start it, check DATABASE_URL, or wait longer with DATABASE_WAIT_SECONDS.',
        );
      }
      const next = Math.min(pauseMs, leftMs);
      onLate(why, next);
      await pause(next);
    }
  }
}
