import type { Column } from 'drizzle-orm';

/**
 * A row that came as JSON (`to_json`), by its columns' names: times are texts in it, for example. Columns
 * that are missing are null.
 */
export function rowFromJson<Row>(
  columns: Record<string, Column>,
  json: Record<string, unknown>,
): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([field, column]) => {
      const value = json[column.name] ?? null;
      return [field, value === null ? null : column.mapFromDriverValue(value)];
    }),
  ) as Row;
}
