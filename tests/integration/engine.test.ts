/**
 * What `db/engine/database.ts` promises, on every engine: PGlite in its thread, on a folder and in
 * memory, and PostgreSQL (docs/decisions/0024).
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openInMemory } from '../../db/engine/embedded.ts';
import {
  constraintViolated,
  type Database,
  isDatabaseError,
  isDatabaseOutage,
  isUniqueViolation,
  openDatabase,
  queryRows,
} from '../../db/engine/index.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'byom-engine-'));
  folders.push(folder);
  return folder;
}

let freshFolder: Promise<string> | undefined;

/** Making a database takes seconds, copying one does not. */
async function copyFreshFolder(): Promise<string> {
  freshFolder ??= newFolder().then(async (dataDir) => {
    await (await openDatabase({ dataDir })).close();
    return dataDir;
  });
  const folder = await newFolder();
  await cp(await freshFolder, folder, { recursive: true });
  return folder;
}

async function openEmptiedInMemory(): Promise<Database> {
  const database = await openInMemory(await readFile(inject('embeddedSnapshot')));
  await database.db.execute(sql`drop schema pgboss cascade`);
  await database.db.execute(sql`drop schema drizzle cascade`);
  await database.db.execute(sql`drop schema public cascade`);
  await database.db.execute(sql`create schema public`);
  return database;
}

/** Opens an empty database. */
const engines: [name: string, open: () => Promise<Database>][] = [
  [
    'the embedded database in a folder',
    async () => openDatabase({ dataDir: await copyFreshFolder() }),
  ],
  ['the embedded database in memory', openEmptiedInMemory],
  ['PostgreSQL', async () => openDatabase({ url: await createEmptyDatabase(), dataDir: '' })],
];

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => Uint8Array.from(value),
});

const values = pgTable('engine_values', {
  id: integer().primaryKey(),
  words: text(),
  large: bigint({ mode: 'bigint' }),
  count: bigint({ mode: 'number' }),
  exact: numeric(),
  real: doublePrecision(),
  isTrue: boolean(),
  json: jsonb(),
  at: timestamp({ withTimezone: true }),
  atText: timestamp({ withTimezone: true, mode: 'string' }),
  day: date({ mode: 'date' }),
  key: uuid(),
  binary: bytes(),
});

const parents = pgTable('engine_parents', {
  id: integer().primaryKey(),
  name: text().notNull().unique('engine_parents_name'),
});

const CREATE_TABLES = [
  sql`create table engine_values (
    id int primary key, words text, large bigint, count bigint, exact numeric, "real" float8,
    "isTrue" boolean, json jsonb, at timestamptz, "atText" timestamptz, day date, key uuid,
    "binary" bytea)`,
  sql`create table engine_parents (
    id int primary key, name text not null constraint engine_parents_name unique,
    constraint engine_parents_id check (id >= 0))`,
  sql`create table engine_children (
    parent int constraint engine_children_parent references engine_parents)`,
];

describe.each(engines)('%s', (_, open) => {
  let database: Database;
  let db: Database['db'];

  beforeAll(async () => {
    database = await open();
    db = database.db;
    for (const statement of CREATE_TABLES) await db.execute(statement);
  }, 240_000);
  beforeEach(async () => {
    await db.execute(sql`delete from engine_children`);
    await db.delete(parents);
    await db.delete(values);
  });
  afterAll(() => database.close());

  const names = async () => {
    const rows = await db.select({ name: parents.name }).from(parents).orderBy(parents.id);
    return rows.map(({ name }) => name);
  };

  it('answers', async () => {
    await database.ping();
  });

  describe('values', () => {
    const full = {
      id: 1,
      words: 'a "quoted" \\ line\nand 漢字 🎉',
      large: 9_223_372_036_854_775_807n,
      count: 9_007_199_254_740_991,
      exact: '12345678901234567890.123456789',
      real: -1.5e-300,
      isTrue: false,
      json: { list: [1, null, 'x'], nested: { 'a key': true }, text: '漢字 "q" \\' },
      at: new Date('2026-02-28T23:59:59.123Z'),
      atText: '2026-02-28 23:59:59.123456+00',
      day: new Date('2024-02-29T00:00:00.000Z'),
      key: '0b8f3c2e-1111-4222-8333-444455556666',
      binary: Uint8Array.from({ length: 256 }, (_, index) => index),
    };

    it('come back as they were stored', async () => {
      await db.insert(values).values(full);
      expect(await db.select().from(values)).toEqual([full]);
    });

    it('come back as null where nothing was stored', async () => {
      await db.insert(values).values({ id: 1 });
      const [row] = await db.select().from(values);
      const { id, ...others } = row ?? {};
      expect(id).toBe(1);
      expect(new Set(Object.values(others))).toEqual(new Set([null]));
    });

    it('in JSON may be anything that JSON has', async () => {
      const documents = [[], {}, [1, [2]], 'text', '', 0, false, 1.5, [{ a: [] }], { a: null }];
      for (const [id, json] of documents.entries()) await db.insert(values).values({ id, json });
      const rows = await db.select({ json: values.json }).from(values).orderBy(values.id);
      expect(rows.map(({ json }) => json)).toEqual(documents);
    });

    it('of a piece of a larger buffer are that piece alone', async () => {
      const larger = new Uint8Array(4_096).fill(7);
      larger.set([1, 2, 3], 100);
      await db.insert(values).values({ id: 1, binary: larger.subarray(100, 103) });
      const rows = await db.select({ binary: values.binary }).from(values);
      expect(rows).toEqual([{ binary: Uint8Array.of(1, 2, 3) }]);
      expect(larger).toHaveLength(4_096);
    });

    it('may be large, parameters and rows alike', async () => {
      const words = '漢字 and more. '.repeat(300_000);
      await db.insert(values).values({ id: 1, words });
      const [row] = await db.select({ words: values.words }).from(values);
      expect(row?.words === words).toBe(true);
    });

    it('of a raw statement are the same on all engines', async () => {
      await db.insert(values).values(full);
      const rows = await queryRows(
        db,
        sql`select id, words, exact, "real", "isTrue", json, "atText", day, key, null as nothing,
          count(*) over ()::int as counted from engine_values where words = ${full.words}`,
      );
      expect(rows).toEqual([
        {
          id: 1,
          words: full.words,
          exact: full.exact,
          real: full.real,
          isTrue: false,
          json: full.json,
          atText: full.atText,
          day: '2024-02-29',
          key: full.key,
          nothing: null,
          counted: 1,
        },
      ]);
    });

    it('as parameters of a raw statement take the type that the statement gives them', async () => {
      const at = new Date('2026-01-02T03:04:05.678Z');
      const rows = await queryRows(
        db,
        sql`select ${5}::int + 1 as number, ${'x'}::text || 'y' as word, ${true}::boolean as bool,
          ${null}::text as nothing, ${JSON.stringify({ a: [1] })}::jsonb as json,
          ${at.toISOString()}::timestamptz = ${at.toISOString()}::timestamptz as same,
          ${12_345_678_901n}::bigint::text as large`,
      );
      expect(rows).toEqual([
        {
          number: 6,
          word: 'xy',
          bool: true,
          nothing: null,
          json: { a: [1] },
          same: true,
          large: '12345678901',
        },
      ]);
    });

    it('of many rows come in order', async () => {
      const rows = await queryRows<{ n: number }>(
        db,
        sql`select n from generate_series(1, 20000) as n order by n`,
      );
      expect(rows).toHaveLength(20_000);
      expect(rows.every(({ n }, index) => n === index + 1)).toBe(true);
    });
  });

  describe('a statement that fails', () => {
    const failureOf = (work: PromiseLike<unknown>): Promise<unknown> =>
      Promise.resolve(work).then(
        () => expect.unreachable('It did not fail.'),
        (error) => error,
      );
    const causeOf = (error: unknown) => (error as Error).cause as Error & Record<string, unknown>;

    it.each([
      ['22012', sql`select 1 / 0`],
      ['22P02', sql`select ${'many'}::int`],
      ['42601', sql`selec 1`],
      ['42P01', sql`select * from nowhere`],
      ['23502', sql`insert into engine_parents (id) values (1)`],
      ['25001', sql`vacuum; select 1`],
    ])('tells its SQLSTATE, %s', async (code, statement) => {
      const error = await failureOf(db.execute(statement));
      // PGlite takes one statement at a time, which is an error of syntax.
      const codes = code === '25001' ? ['25001', '42601'] : [code];
      expect(codes).toContain(causeOf(error).code);
      expect(isDatabaseError(error)).toBe(true);
      expect(isDatabaseOutage(error)).toBe(false);
      expect(isUniqueViolation(error)).toBe(false);
      await database.ping();
    });

    it('tells the constraint that it violates', async () => {
      await db.insert(parents).values({ id: 1, name: 'one' });
      const failures = [
        db.insert(parents).values({ id: 2, name: 'one' }),
        db.insert(parents).values({ id: 1, name: 'other' }),
        db.execute(sql`insert into engine_children values (7)`),
        db.insert(parents).values({ id: -1, name: 'two' }),
      ];
      const errors = await Promise.all(failures.map(failureOf));
      expect(errors.map((error) => [causeOf(error).code, constraintViolated(error)])).toEqual([
        ['23505', 'engine_parents_name'],
        ['23505', 'engine_parents_pkey'],
        ['23503', 'engine_children_parent'],
        ['23514', 'engine_parents_id'],
      ]);
      expect(errors.map(isUniqueViolation)).toEqual([true, true, false, false]);
      expect(causeOf(errors[0]).message).toBe(
        'duplicate key value violates unique constraint "engine_parents_name"',
      );
      expect(causeOf(errors[0]).detail).toBe('Key (name)=(one) already exists.');
      expect(await names()).toEqual(['one']);
    });

    it('harms none that was asked for beside it', async () => {
      const settled = await Promise.allSettled(
        Array.from({ length: 60 }, (_, id) =>
          id % 3 === 0
            ? db.execute(sql`select ${id} / 0`)
            : db.insert(parents).values({ id, name: `name ${id}` }),
        ),
      );
      expect(settled.map(({ status }) => status)).toEqual(
        settled.map((_, id) => (id % 3 === 0 ? 'rejected' : 'fulfilled')),
      );
      expect(await names()).toHaveLength(40);
    });
  });

  describe('a statement that is asked again', () => {
    /** Whether the database has it prepared; how often, and how often it was run so. */
    const preparedLike = (text: string) =>
      queryRows<{ statements: number; runs: number }>(
        db,
        sql`select count(*)::int as statements, coalesce(sum(generic_plans + custom_plans), 0)::int as runs
          from pg_prepared_statements where statement like ${`%${text}%`} and statement not like '%pg_prepared%'`,
      );

    it('is parsed once', async () => {
      // More often than there are connections, each of which parses for itself.
      for (let id = 1; id <= 40; id += 1) {
        await queryRows(db, sql`select ${id}::int + 0 as asked_again`);
        await db.select().from(parents).where(eq(parents.id, id));
      }
      for (const text of ['asked_again', 'from "engine_parents" where "engine_parents"."id"']) {
        const [{ statements, runs } = { statements: 0, runs: 0 }] = await preparedLike(text);
        expect(statements).toBe(1);
        expect(runs).toBeGreaterThan(1);
      }
    });

    it('is asked of a table as it is by then', async () => {
      await db.execute(sql`create table engine_growing (id int)`);
      const read = () => queryRows(db, sql`select * from engine_growing where id <> ${0}`);
      await db.execute(sql`insert into engine_growing values (1)`);
      expect(await read()).toEqual([{ id: 1 }]);
      await db.execute(sql`alter table engine_growing add column name text default 'new'`);
      expect(await read()).toEqual([{ id: 1, name: 'new' }]);
      await db.execute(sql`deallocate all`);
      expect(await read()).toEqual([{ id: 1, name: 'new' }]);
      await db.execute(sql`drop table engine_growing`);
    });

    it('does not fill the memory by being a little different each time', async () => {
      for (let length = 1; length <= 700; length += 1) {
        await queryRows(db, sql.raw(`select ${length} as little_different`));
      }
      const [{ statements } = { statements: 0 }] = await preparedLike('little_different');
      expect(statements).toBeLessThan(700);
    });
  });

  describe('a transaction', () => {
    const insert = (to: Pick<Database['db'], 'insert'>, id: number, name: string) =>
      to.insert(parents).values({ id, name });

    it('is stored as a whole, and returns what its work returned', async () => {
      const returned = await db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        await insert(tx, 2, 'two');
        return (await tx.select().from(parents)).length;
      });
      expect(returned).toBe(2);
      expect(await names()).toEqual(['one', 'two']);
    });

    it('leaves nothing when its work rejects, and rejects with the same error', async () => {
      const reason = new Error('changed my mind');
      const work = db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        throw reason;
      });
      await expect(work).rejects.toBe(reason);
      expect(await names()).toEqual([]);
    });

    it('leaves nothing when a statement of it failed, even if its work goes on', async () => {
      const work = db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        await tx.execute(sql`select 1 / 0`).catch(() => {});
        return 'done';
      });
      await work.catch(() => {});
      expect(await names()).toEqual([]);
      await insert(db, 3, 'three');
      expect(await names()).toEqual(['three']);
    });

    it('may take back a part of itself', async () => {
      await db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        const part = tx.transaction(async (inner) => {
          await insert(inner, 2, 'two');
          await inner.execute(sql`select 1 / 0`);
        });
        await expect(part).rejects.toThrow();
        await tx.transaction(async (inner) => {
          await insert(inner, 3, 'three');
        });
      });
      expect(await names()).toEqual(['one', 'three']);
    });

    it('does not mix with another', async () => {
      const transactionId = async (tx: Pick<Database['db'], 'execute'>) =>
        (
          await queryRows<{ id: string }>(
            tx as Database['db'],
            sql`select txid_current()::text as id`,
          )
        )[0]?.id;
      const work = (id: number, keep: boolean) =>
        db.transaction(async (tx) => {
          const before = await transactionId(tx);
          await insert(tx, id, `first of ${id}`);
          await pause(5);
          await insert(tx, id + 100, `second of ${id}`);
          const seen = await tx.select({ name: parents.name }).from(parents);
          expect(seen.filter(({ name }) => name.endsWith(` of ${id}`))).toHaveLength(2);
          expect(await transactionId(tx)).toBe(before);
          if (!keep) throw new Error('not kept');
          return before;
        });
      const settled = await Promise.allSettled(
        Array.from({ length: 8 }, (_, id) => work(id, id % 2 === 0)),
      );
      const ids = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(new Set(ids).size).toBe(4);
      expect((await names()).toSorted()).toEqual(
        [0, 2, 4, 6].flatMap((id) => [`first of ${id}`, `second of ${id}`]).toSorted(),
      );
    });

    it('shows nobody what it may still take back', async () => {
      let isOver = false;
      let seenEarly: boolean | undefined;
      let reading: Promise<string[]> | undefined;
      const work = db.transaction(async (tx) => {
        await insert(tx, 1, 'one');
        reading = names();
        reading.then(() => {
          seenEarly = !isOver;
        });
        await pause(50);
        await insert(tx, 2, 'two');
        await pause(50);
        isOver = true;
        throw new Error('taken back');
      });
      await expect(work).rejects.toThrow('taken back');
      expect(await reading).toEqual([]);
      // The one connection of the embedded database is the transaction's until its end.
      expect(seenEarly).toBe(!database.isExclusive);
    });

    it('is no place for a statement that comes after its end', async () => {
      let late: Pick<Database['db'], 'insert'> | undefined;
      await db.transaction(async (tx) => {
        late = tx;
        await insert(tx, 1, 'one');
      });
      if (database.isExclusive) {
        await expect(insert(late as Database['db'], 2, 'two')).rejects.toThrow();
        expect(await names()).toEqual(['one']);
      }
    });
  });

  describe('notifications', () => {
    let channels = 0;
    /** Listens on a channel of its own. */
    async function listen() {
      const channel = `engine_channel_${++channels}`;
      const payloads: string[] = [];
      let wasReady = 0;
      await database.listen(
        channel,
        (payload) => payloads.push(payload),
        () => {
          wasReady += 1;
        },
      );
      expect(wasReady).toBe(1);
      return { channel, payloads };
    }
    const until = (isSo: () => boolean) => expect.poll(isSo, { timeout: 5_000 }).toBe(true);
    const notify = (on: Pick<Database['db'], 'execute'>, channel: string, payload: string) =>
      on.execute(sql`select pg_notify(${channel}, ${payload})`);

    it('reach who listens to their channel, in order, whatever is in them', async () => {
      const here = await listen();
      const there = await listen();
      const sent = ['', 'a', `it's "quoted"`, '漢字 🎉', 'line\nline', ...'0123456789'];
      for (const payload of sent) await notify(db, here.channel, payload);
      await notify(db, there.channel, 'there');
      await until(() => there.payloads.length === 1 && here.payloads.length === sent.length);
      expect(here.payloads).toEqual(sent);
    });

    it('from a transaction come when it is committed, and never when it is not', async () => {
      const { channel, payloads } = await listen();
      await db.transaction(async (tx) => {
        await notify(tx, channel, 'committed');
        await pause(100);
        expect(payloads).toEqual([]);
      });
      const failed = db.transaction(async (tx) => {
        await notify(tx, channel, 'taken back');
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      await notify(db, channel, 'last');
      await until(() => payloads.includes('last'));
      expect(payloads).toEqual(['committed', 'last']);
    });

    it('carry 7,999 bytes and no more', async () => {
      const { channel, payloads } = await listen();
      await notify(db, channel, 'x'.repeat(7_999));
      await until(() => payloads.length === 1);
      const tooLong = await notify(db, channel, 'x'.repeat(8_000)).then(
        () => undefined,
        (error) => error.cause.code,
      );
      expect(tooLong).toBe('22023');
      await notify(db, channel, 'after');
      await until(() => payloads.length === 2);
      expect(payloads.map(({ length }) => length)).toEqual([7_999, 5]);
    });
  });

  it('leaves this thread free while a statement runs for long', async () => {
    const ticks: number[] = [performance.now()];
    const timer = setInterval(() => ticks.push(performance.now()), 10);
    await db.execute(sql`do $$
      declare ends timestamptz := clock_timestamp() + interval '1 second';
      begin while clock_timestamp() < ends loop end loop; end $$`);
    clearInterval(timer);
    ticks.push(performance.now());
    const gaps = ticks.slice(1).map((at, index) => at - (ticks[index] as number));
    expect((ticks.at(-1) as number) - (ticks[0] as number)).toBeGreaterThan(950);
    expect(ticks.length).toBeGreaterThan(30);
    expect(Math.max(...gaps)).toBeLessThan(300);
  });
});

describe.each(engines)('%s, from its start to its end', (_, open) => {
  it('is migrated twice at once', async () => {
    const database = await open();
    await Promise.all([database.migrate(), database.migrate()]);
    await database.migrate();
    const [migrated] = await queryRows<{ rows: number; hashes: number }>(
      database.db,
      sql`select count(*)::int as rows, count(distinct hash)::int as hashes from drizzle.__drizzle_migrations`,
    );
    expect(migrated?.rows).toBeGreaterThan(0);
    expect(migrated?.rows).toBe(migrated?.hashes);
    await database.close();
  });

  it('finishes what is at work when it is closed, and takes nothing more', async () => {
    const database = await open();
    const { db } = database;
    const begun = Promise.withResolvers<void>();
    const transaction = db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      begun.resolve();
      await pause(100);
      return queryRows(tx as Database['db'], sql`select 2 as n`);
    });
    await begun.promise;
    const statements = Array.from({ length: 20 }, (_, n) =>
      queryRows(db, sql`select ${n}::int as n`),
    );
    // Drizzle takes some steps before it asks the driver.
    await setImmediate();
    const closed = database.close();
    expect(await Promise.all(statements)).toEqual(Array.from({ length: 20 }, (_, n) => [{ n }]));
    expect(await transaction).toEqual([{ n: 2 }]);
    await closed;
    await expect(db.execute(sql`select 1`)).rejects.toThrow();
  });

  it('does not wait for ever for a transaction when it is closed', async () => {
    const database = await open();
    const begun = Promise.withResolvers<void>();
    const never = database.db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      begun.resolve();
      await pause(20_000, undefined, { ref: false });
    });
    never.catch(() => {});
    await begun.promise;
    const startedAt = performance.now();
    await database.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
