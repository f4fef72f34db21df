/** At start: waits for a database that comes up later than we do. */
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../../contract/startError.ts';
import type { Database } from './database.ts';

/** The database cannot be used; the message is for whoever runs the server. */
export class DatabaseUnreachableError extends StartError {
  override name = 'DatabaseUnreachableError';
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/**
 * SQLSTATEs that waiting does not cure: a wrong user or password, no such database, no right to enter it,
 * a parameter in the address that the server does not know or take.
 */
const REFUSAL_CODES = /^(28\w{3}|3D000|42501|42704|22023)$/;

/**
 * Resolves once the database answers. `onLate` hears of each attempt that failed and is to be followed
 * by another after `pauseMs`.
 * @throws DatabaseUnreachableError after `limitMs`, or at once when waiting cannot help
 */
export async function awaitDatabase(
  database: Pick<Database, 'description' | 'ping'>,
  { limitMs, onLate }: { limitMs: number; onLate: (why: string, pauseMs: number) => void },
): Promise<void> {
  const startedAt = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return await database.ping();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const why = code && !message.includes(code) ? `${message} (${code})` : message;
      if (code && REFUSAL_CODES.test(code)) {
        throw new DatabaseUnreachableError(
          `BYOM cannot start: the ${database.description} refuses us: ${why}. Check DATABASE_URL.`,
        );
      }
      const leftMs = limitMs - (performance.now() - startedAt);
      if (leftMs <= 0) {
        throw new DatabaseUnreachableError(
          `BYOM cannot start: the ${database.description} did not answer within ${Math.round(limitMs / 1_000)} s: ${why}. ` +
            'Start it, check DATABASE_URL, or wait longer with DATABASE_WAIT_SECONDS.',
        );
      }
      const nextPauseMs = Math.min(pauseMs, leftMs);
      onLate(why, nextPauseMs);
      await pause(nextPauseMs);
    }
  }
}
