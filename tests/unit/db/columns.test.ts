/** What the engines cannot store alike does not get into the schema. */
import { getTableColumns, is } from 'drizzle-orm';
import { PgArray, PgTable } from 'drizzle-orm/pg-core';
import { expect, it } from 'vitest';
import * as schema from '../../../db/schema.ts';

it('no column is an array: connections to PostgreSQL do not ask how those are written', () => {
  const columns = Object.values<unknown>(schema).flatMap((value) =>
    is(value, PgTable) ? Object.values(getTableColumns(value)) : [],
  );
  expect(columns.length).toBeGreaterThan(20);
  expect(columns.filter((column) => is(column, PgArray))).toEqual([]);
});
