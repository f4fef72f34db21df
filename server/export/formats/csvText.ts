/** Text for CSV files that a spreadsheet cannot take for a formula (CWE-1236). */
import { type Input, stringify } from 'csv-stringify/sync';

/** Rows by RFC 4180, without formulas. */
export function csv(rows: Input): string {
  return stringify(rows, { cast: { boolean: String, string: withoutFormula } });
}

/**
 * Also where blanks or control characters come first: spreadsheets skip them. csv-stringify's own
 * `escape_formulas` looks at the first character only.
 */
function withoutFormula(text: string): string {
  return /^(?:[\t\r\n\0]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
}

/**
 * A line that readers skip by its `#`, so it is not quoted whatever is in it. Its text must not be able to start
 * a line of its own; nor, where a spreadsheet reads it as cells, a formula or a quoted cell without an end.
 */
export function commentLine(name: string, text: string): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/([,;]\s*)(?=[\p{Cf}]*[=+\-@＝＋－＠])/gu, "$1'")
    .replace(/([,;])"/g, '$1 "');
  return `# ${name}: ${line}\n`;
}
