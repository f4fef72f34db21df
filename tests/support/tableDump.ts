import { sql } from 'drizzle-orm';
import { type Database, queryRows } from '../../db/engine/index.ts';

/** Every row of every table, those of the queue and of the migrations included, as text. */
export async function dumpTables({ db }: Database): Promise<string> {
  const tables = await queryRows<{ name: string }>(
    db,
    sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const dumps = tables.map(async ({ name }) => {
    const rows = await queryRows<{ row: string }>(
      db,
      sql.raw(`select t::text as row from ${name} t`),
    );
    return [`${name}:`, ...rows.map(({ row }) => row)].join('\n');
  });
  return (await Promise.all(dumps)).join('\n');
}
