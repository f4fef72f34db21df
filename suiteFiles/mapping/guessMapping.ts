import type { ColumnMapping, SuiteFileFormat } from '../../contract/suiteFiles.ts';
import type { FileRow } from '../rows/fileRows.ts';
import { knownField, normalised } from './knownNames.ts';

/**
 * What the columns stand for: by their names; by their order where they have none; and where none is called like a
 * prompt, the one with the longest texts.
 */
export function guessMapping(
  columns: (string | null)[],
  sample: FileRow[],
  format: SuiteFileFormat | null,
): ColumnMapping {
  if (columns.every((name) => name === null)) return byOrder(columns.length);
  const mapping: ColumnMapping = {};
  const ranks: Partial<Record<string, number>> = {};
  for (const [column, name] of columns.entries()) {
    const found = name === null ? undefined : knownField(name);
    if (!found || found.rank >= (ranks[found.field] ?? Number.POSITIVE_INFINITY)) continue;
    mapping[found.field] = column;
    ranks[found.field] = found.rank;
  }
  const isOf = (name: string) => columns.findIndex((other) => normalised(other ?? '') === name);
  if (mapping.prompt !== undefined && mapping.prompt === isOf('instruction')) {
    const input = isOf('input');
    if (input !== -1) mapping.input = input;
  }
  if (format === 'alpaca' || format === 'json') delete mapping.messages;
  if (mapping.prompt === undefined && mapping.messages === undefined) {
    const taken = new Set(Object.values(mapping));
    const longest = longestColumn(columns, sample, taken);
    if (longest !== null) mapping.prompt = longest;
  }
  return mapping;
}

function byOrder(count: number): ColumnMapping {
  const order = ['prompt', 'expected_answer', 'category'] as const;
  return Object.fromEntries(order.slice(0, count).map((field, column) => [field, column]));
}

function longestColumn(
  columns: unknown[],
  sample: FileRow[],
  taken: ReadonlySet<number>,
): number | null {
  const lengths = columns.map((_, column) =>
    sample.reduce((sum, row) => {
      const value = row.cell(column);
      return sum + (typeof value === 'string' ? value.length : 0);
    }, 0),
  );
  const free = [...lengths.entries()].filter(([column, sum]) => sum > 0 && !taken.has(column));
  free.sort(([, a], [, b]) => b - a);
  return free[0]?.[0] ?? null;
}
