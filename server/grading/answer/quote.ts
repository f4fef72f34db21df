import type { Span } from '../../../contract/grades.ts';

/** Of an answer on each side of what was found. */
const AROUND = 24;
const MAX_QUOTED = 80;

/** Quotes a place with a little of what is around it: `“…it is 42 metres high…”`. */
function quoteOf(answer: string, { start, end }: Span): string {
  const from = Math.max(0, start - AROUND);
  const to = Math.min(answer.length, Math.min(end, start + MAX_QUOTED) + AROUND);
  const text = oneLine(answer.slice(from, to));
  return `“${from > 0 ? '…' : ''}${text}${to < answer.length ? '…' : ''}”`;
}

/** The reason of a grade that rests on a place: `Found 42 in “…it is 42 metres high.”` */
export function foundIn(what: string, answer: string, span: Span): string {
  const quote = quoteOf(answer, span);
  return `Found ${what} in ${quote}${/[.!?…]”$/.test(quote) ? '' : '.'}`;
}

/** Quotes a text, or its beginning where it is long. */
export function quoted(text: string, most = MAX_QUOTED): string {
  return text.length > most ? `“${oneLine(text.slice(0, most))}…”` : `“${oneLine(text)}”`;
}

/** Quotes several texts, or the first of them: `“a”, “b” and “c”`. */
export function quotedList(texts: string[], joint: 'and' | 'or' = 'and'): string {
  const shown = texts.slice(0, MAX_LISTED).map((text) => quoted(text, 40));
  const more = texts.length - shown.length;
  if (more > 0) return `${shown.join(', ')} ${joint} ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} ${joint} ${last}`;
}

const MAX_LISTED = 4;

/** An expected answer as reasons tell it: alternatives joined by “or”, and short. */
export function expectedAs(written: string): string {
  const short = written.length > MAX_QUOTED ? `${written.slice(0, MAX_QUOTED)}…` : written;
  return oneLine(short).replaceAll(' | ', ' or ');
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').trim();
}
