/** True of a text in which nothing could be Markdown, which may be shown as it is. */
export function isPlainText(text: string): boolean {
  // Two of them may stand around a formula.
  const hasMath = text.indexOf('$') !== text.lastIndexOf('$');
  return !hasMath && !INLINE.test(text) && !LINE_START.test(text);
}

const INLINE = /[`*_~|<>[\]\\&]|https?:|www\./;
/** Headings, items of lists, rules, code by indentation, and what underlines a heading. */
const LINE_START = /^(?: {4}|[ \t]*(?:\t|#|[-+](?:\s|-)|\d+[.)]\s|=+[ \t]*$))/m;
