/**
 * What every engine offers, and all that the rest of the code base knows of one. `embedded.ts` and
 * `postgres.ts` implement it; both speak the same SQL. No driver's name or type passes this line, so
 * that an engine can be moved, into a thread for example, without anybody else noticing.
 */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { ConstructorOptions } from 'pg-boss';
import type * as schema from '../schema.ts';
import type { Availability } from './availability.ts';
import type { Copies } from './copies.ts';

/** What the domain works with: the database or a transaction on it, whichever engine is below. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

/** The one database of a process. */
export interface Database {
  /** Queries, statements and transactions. */
  readonly db: Db;
  readonly availability: Availability;
  readonly copies: Copies;
  /** How messages to the operator call it, such as `database "byom" at db.example.com:5432`. */
  readonly description: string;
  /** No other process can be using it: what looks like another's work was left by one that is dead. */
  readonly isExclusive: boolean;
  /** Resolves once the database has answered. @throws what the driver throws when it cannot. */
  ping(): Promise<void>;
  /**
   * Brings the schema up to date; safe when several processes start at once.
   * @throws StartError behind a pooler that does not leave a connection its session
   */
  migrate(): Promise<void>;
  /**
   * Subscribes to a NOTIFY channel until the database is closed. `onReady` runs at once and after every
   * reconnection: what was notified in between is lost.
   */
  listen(channel: string, onPayload: (payload: string) => void, onReady: () => void): Promise<void>;
  /**
   * How pg-boss, which brings its own SQL and driver, gets at this database: part of its options. Where it
   * opens connections of its own, it takes at most as many as it is given here.
   */
  jobStore(options: { connections: number }): JobStore;
  /** Ends all connections and gives up what was locked. Statements at work get a few seconds. */
  close(): Promise<void>;
}

export type JobStore = Pick<ConstructorOptions, 'connectionString' | 'max' | 'db' | 'backend'>;
