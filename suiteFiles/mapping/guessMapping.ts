import type { ColumnMapping, SuiteFileFormat } from '../../contract/suiteFiles.ts';
import type { FileRow } from '../rows/fileRows.ts';
import { turnsIn } from './conversation.ts';
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
    const { expected_answer: answer } = mapping;
    if (answer !== undefined && sample.some((row) => asksToo(row.cell(answer)))) {
      const { expected_answer: _, ...others } = mapping;
      return { ...others, messages: answer };
    }
    const taken = new Set(Object.values(mapping));
    const longest = longestColumn(columns, sample, taken);
    if (longest !== null) mapping.prompt = longest;
  }
  return mapping;
}

/** What nobody should have answered holds the prompt as little as what somebody should. */
function isAnswer(name: string | null | undefined): boolean {
  return /^(?:rejected|non_preferred)/.test(normalised(name ?? ''));
}

/** Whether an answer comes with what it answers, as preferred ones do in files of preferences. */
function asksToo(answer: unknown): boolean {
  return (turnsIn(answer)?.length ?? 0) > 1;
}

function byOrder(count: number): ColumnMapping {
  const order = ['prompt', 'expected_answer', 'category'] as const;
  return Object.fromEntries(order.slice(0, count).map((field, column) => [field, column]));
}

function longestColumn(
  columns: (string | null)[],
  sample: FileRow[],
  taken: ReadonlySet<number>,
): number | null {
  const lengths = columns.map((_, column) =>
    sample.reduce((sum, row) => {
      const value = row.cell(column);
      return sum + (typeof value === 'string' ? value.length : 0);
    }, 0),
  );
  const free = [...lengths.entries()].filter(
    ([column, sum]) => sum > 0 && !taken.has(column) && !isAnswer(columns[column]),
  );
  free.sort(([, a], [, b]) => b - a);
  return free[0]?.[0] ?? null;
}
