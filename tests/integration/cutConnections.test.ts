/** A server that cuts connections while they are written to costs statements, never the pool. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { openDatabase } from '../../db/engine/index.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';

/** Which of them leaves a connection that cannot be used again is a matter of microseconds. */
const CUTS = 40;

it('the next statement finds a connection, however often they are cut', async () => {
  const url = await createEmptyDatabase();
  const admin = postgres(url, { max: 1 });
  const database = await openDatabase({ url, dataDir: '', poolSize: 1 });
  const ask = () => database.db.execute(sql`select ${'x'} as x`);
  const isAnswered = () =>
    ask().then(
      () => true,
      () => false,
    );
  try {
    for (let cut = 0; cut < CUTS; cut++) {
      let isBusy = true;
      const traffic = (async () => {
        while (isBusy) await Promise.allSettled([ask(), ask()]);
      })();
      await pause(5 + (cut % 10));
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'byom'`;
      isBusy = false;
      // A connection that is used up would let it wait for ten seconds, and the next one again.
      await expect.poll(isAnswered, { timeout: 8_000 }).toBe(true);
      await traffic;
    }
  } finally {
    await Promise.all([database.close(), admin.end()]);
  }
});
