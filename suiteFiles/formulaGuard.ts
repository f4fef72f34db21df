/**
 * Cells that a spreadsheet would run as a formula get an apostrophe in front when a suite is written, and lose it when
 * that suite is read. What began with apostrophes before a formula gets one more, so that every cell comes back as it
 * was.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;
const GUARDED = new RegExp(`^'(?=${FORMULA.source.slice(1)})`, 'u');

/** The columns of a suite that we wrote, in their order. */
export const suiteColumns = [
  'id',
  'messages',
  'prompt',
  'expected_answer',
  'grader',
  'category',
  'split',
] as const;

export function withGuard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

export function withoutGuard(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

/** Whether these are the columns of a suite that we wrote. */
export function isSuiteHeader(cells: string[]): boolean {
  return (
    cells.length === suiteColumns.length &&
    suiteColumns.every((name, index) => cells[index]?.trim() === name)
  );
}
