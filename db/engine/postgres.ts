/**
 * The engine for many processes: PostgreSQL through postgres.js. It owns a pool for statements, a
 * connection that listens, and one that asks whether the server answers (docs/decisions/0022).
 */
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import * as schema from '../schema.ts';
import { watchAvailability } from './availability.ts';
import { createCopies } from './copies.ts';
import type { Database, Db } from './database.ts';
import { migrationsFolder } from './migrations.ts';
import { assertOwnSession } from './ownSession.ts';
import { openRenewedPool } from './renewedPool.ts';

/** An arbitrary number that only has to differ from other applications' advisory locks. */
const MIGRATION_LOCK = 7_266_042;
const CLOSE_TIMEOUT_SECONDS = 5;

/** Connects when first used. At most `poolSize` connections, and two beside them. */
export function openPostgres(url: string, poolSize: number): Database {
  const options = {
    connect_timeout: 10,
    // Seconds. The default grows to twenty, which would make each outage longer than it is.
    backoff: (attempts: number) => Math.min(2 ** attempts / 100, 1),
    onnotice: () => {},
    connection: { application_name: 'byom' },
    // Each connection would ask for the types of arrays, which no column has. Nobody waits for what it is
    // answered, so a connection that is cut at that moment would end the process.
    fetch_types: false,
  };
  const pool = openRenewedPool((onclose) => {
    const sql = postgres(url, { ...options, max: poolSize, max_lifetime: null, onclose });
    // Sets how the pool reads and writes dates and JSON.
    drizzle(sql);
    return withPreparedStatements(sql);
  });
  const db = drizzle(pool.client, { schema });
  // A pool that is replaced would take its listener with it.
  const listener = postgres(url, { ...options, max: 1 });
  const openProbe = () => postgres(url, { ...options, max: 1 });
  let probe = openProbe();
  const closing = new AbortController();
  return {
    db: db as unknown as Db,
    availability: watchAvailability(async (isLate) => {
      if (isLate) {
        // Nobody may ever answer on that connection; the server may answer on another.
        void probe.end({ timeout: 0 });
        probe = openProbe();
      }
      await probe`select 1`;
    }, closing.signal),
    copies: createCopies(() => postgres(url, { ...options, max: 1 })),
    get description() {
      return describe(url);
    },
    isExclusive: false,
    async ping() {
      await pool.current`select 1`;
    },
    async migrate() {
      // Drizzle's migrator fails when two run side by side, so processes queue behind an advisory lock. It
      // is held on a connection of its own: the pool may have but one, which the migrator needs.
      const guard = postgres(url, { ...options, max: 1 });
      const beside = postgres(url, { ...options, max: 1 });
      try {
        await assertOwnSession(guard, beside, describe(url));
        await beside.end({ timeout: 1 });
        await guard`select pg_advisory_lock(${MIGRATION_LOCK})`;
        await migrate(db, { migrationsFolder });
      } finally {
        // The lock ends with its connection.
        await Promise.all([guard.end({ timeout: 1 }), beside.end({ timeout: 1 })]);
      }
    },
    async listen(channel, onPayload, onReady) {
      await listener.listen(channel, onPayload, onReady);
    },
    // Its blocks of several statements are refused on a pool like ours (docs/decisions/0005).
    jobStore: ({ connections }) => ({ connectionString: url, max: connections }),
    async close() {
      closing.abort();
      await Promise.all([
        probe.end({ timeout: 0 }),
        listener.end({ timeout: 0 }),
        pool.end(CLOSE_TIMEOUT_SECONDS),
      ]);
    },
  };
}

/** Without the user and the password that an address may hold. */
function describe(url: string): string {
  const { host, pathname } = new URL(url);
  const name = pathname.slice(1);
  return `database${name && ` "${name}"`} at ${host}`;
}

/**
 * Drizzle sends its statements by `unsafe`, which plans each anew; that takes longer than running most
 * of them, and asks the server twice. What runs in transactions is not covered.
 */
function withPreparedStatements(sql: postgres.Sql): postgres.Sql {
  const { unsafe } = sql;
  return Object.assign(sql, {
    unsafe: ((query, parameters, options) =>
      unsafe(query, parameters, { ...options, prepare: true })) as typeof unsafe,
  });
}
