/**
 * Texts whose reading as Markdown takes a time that grows with the square of their length, or faster: a model, or whoever
 * stands in for it, could have a page stand still by them. People write none.
 */
export function isCostly(source: string): boolean {
  let repeats = 0;
  let fence: string | null = null;
  let open = NOTHING_OPEN;
  for (const line of source.split('\n')) {
    if (fence) {
      if (closes(line, fence)) fence = null;
      continue;
    }
    if (DEEP_LINE.test(line)) return true;
    fence = FENCE.exec(line)?.[1] ?? null;
    repeats += (UNDERLINE.test(line) ? 1 : 0) + line.split('[^').length - 1;
    if (repeats > MAX_REPEATS) return true;
    // Marks reach as far as their paragraph, in a table as far as their cell.
    const isEnd = fence !== null || line.trim() === '' || RULE.test(line);
    open = isEnd ? NOTHING_OPEN : openedBy(line, open);
    if (open.marks > MAX_OPEN || open.brackets > MAX_OPEN) return true;
  }
  return false;
}

/** No person writes quotes, lists, emphasis or links within each other as often. */
export const MAX_DEPTH = 50;

/** Marks that may still be waiting for the one that closes them. */
const MAX_OPEN = 200;
/** Underlined headings and references to footnotes. */
const MAX_REPEATS = 400;

/** Opens quotes and lists within each other, or stands far in, as a list does within others. */
const DEEP_LINE = new RegExp(
  String.raw`^(?:(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){${MAX_DEPTH},}|[ \t]{${2 * MAX_DEPTH},}(?:[-+*]|\d{1,9}[.)])[ \t])`,
);
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
const RULE = /^ {0,3}([-_*])[ \t]*(?:\1[ \t]*){2,}$/;

function closes(line: string, fence: string): boolean {
  const [, marks = ''] = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
  return marks.startsWith(fence);
}

const NOTHING_OPEN = { marks: 0, brackets: 0 };

/**
 * How many marks of emphasis and brackets are open. A mark opens before what is no space and closes behind it; where it may
 * do both, it closes (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis).
 */
function openedBy(line: string, before: typeof NOTHING_OPEN): typeof NOTHING_OPEN {
  let { marks, brackets } = before;
  for (const { 0: found, index } of line.matchAll(/[*_~]+|[[\]]/g)) {
    if (found === '[') brackets += 1;
    else if (found === ']') brackets = Math.max(0, brackets - 1);
    else {
      const isCloser = /\S/.test(line[index - 1] ?? ' ');
      const isOpener = /\S/.test(line[index + found.length] ?? ' ');
      if (isCloser && marks > 0) marks = Math.max(0, marks - found.length);
      else if (isOpener) marks += found.length;
    }
    if (marks > MAX_OPEN || brackets > MAX_OPEN) break;
  }
  return { marks, brackets };
}
