import type { PlaceOptions } from '../../../contract/graders.ts';
import type { Span } from '../../../contract/grades.ts';
import type { GradeInput } from '../gradeInput.ts';
import { onlyCode } from './code.ts';
import { withoutEcho } from './echo.ts';

/** The part of an answer that a grader looks at. What does not count within it is blank. */
export interface Passage {
  text: string;
  /** Where it begins in the answer, in UTF-16 units. */
  start: number;
}

/**
 * The part of the answer that `where`, `label` and `ignore_echo` leave. Null where there is none: nothing stands
 * behind the label, or with `final_line`, something does.
 */
export function passageOf({
  answer,
  prompt,
  grader: { where, label, ignore_echo: ignoreEcho },
}: Pick<GradeInput, 'answer' | 'prompt'> & { grader: PlaceOptions }): Passage | null {
  const heard = ignoreEcho ? withoutEcho(answer, prompt) : answer;
  const text = where === 'code' ? onlyCode(heard) : heard;
  const whole = { start: 0, end: text.length };
  const lastLine = where === 'final_line' ? lineBefore(text, text.length) : whole;
  const span = label === undefined ? lastLine : behindLabel(text, label);
  if (!span || (where === 'final_line' && span.end < (lastLine?.end ?? 0))) return null;
  return { text: text.slice(span.start, span.end), start: span.start };
}

/** Says why `passageOf` found nothing. */
export function absenceOf({ where, label }: PlaceOptions): string {
  if (label === undefined) return 'It is empty.';
  const line = `“${bareLabel(label)}:”`;
  return where === 'final_line'
    ? `It does not end with a line ${line}.`
    : `It has no line ${line} with something behind it.`;
}

/** Puts a place within a passage back into the answer. */
export function placedIn({ start }: Passage, span: Span): Span {
  return { start: span.start + start, end: span.end + start };
}

/** The last line before `end` that says something; a fence or a rule says nothing. */
function lineBefore(text: string, end: number): Span | null {
  for (let last = end; last > 0; ) {
    const start = text.lastIndexOf('\n', last - 1) + 1;
    const line = { start, end: last };
    if (saysSomething.test(text.slice(start, Math.min(last, start + MAX_LINE)))) return line;
    last = start - 1;
  }
  return null;
}

/** What follows the last such label on its line, or on the next where its own ends there. */
function behindLabel(text: string, label: string): Span | null {
  const wanted = bareLabel(label).toLowerCase();
  for (let end = text.length; end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const value = valueOnLine(text.slice(start, end), wanted);
    if (value !== null) {
      const from = start + value;
      if (/[\p{L}\p{N}\p{S}]/u.test(text.slice(from, end))) return { start: from, end };
      return lineAfter(text, end);
    }
    end = start - 1;
  }
  return null;
}

/** Where on the line the value begins, or null where the label is not on it. */
function valueOnLine(line: string, label: string): number | null {
  if (line.length > MAX_LINE) return null;
  const lower = line.toLowerCase();
  // Few letters change their length with their case, and no label of ours has them.
  const folded = lower.length === line.length ? lower : line;
  for (let at = folded.lastIndexOf(label); at !== -1; at = folded.lastIndexOf(label, at - 1)) {
    const before = folded.slice(Math.max(0, at - 2), at);
    const colon = /^[\s*_`"'”})\]]*[:：=]/u.exec(folded.slice(at + label.length));
    if (colon && !/[\p{L}\p{N}]$/u.test(before)) {
      const behind = at + label.length + colon[0].length;
      return behind + (/^[\s*_`]*/.exec(line.slice(behind))?.[0].length ?? 0);
    }
    if (at === 0) return null;
  }
  return null;
}

function lineAfter(text: string, end: number): Span | null {
  for (let start = end + 1; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const line = { start, end: found === -1 ? text.length : found };
    if (saysSomething.test(text.slice(start, line.end))) return line;
    start = line.end + 1;
  }
  return null;
}

function bareLabel(label: string): string {
  return label.replace(/[\s:：=]+$/u, '');
}

const MAX_LINE = 10_000;
const saysSomething = /[^\s`~*_=#-]/;
