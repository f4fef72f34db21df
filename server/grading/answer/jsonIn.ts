import type { Span } from '../../../contract/grades.ts';

/** Deeper than any answer that makes sense, and far from what would overflow a stack. */
const MAX_DEPTH = 200;
/** How many beginnings of a value are tried in an answer that says more than JSON. */
const MAX_TRIES = 50;

/** What a value that is looked for begins with. */
export type JsonKind = '{' | '[';

export type JsonInAnswer = { value: unknown; span: Span } | { problem: string };

/**
 * Finds the JSON of an answer: the whole of it, else in the last block of code that holds any, else the last object
 * or list in it. Where it is known which `kind` of value is looked for, one of that kind goes before: `[1]` may be a
 * reference behind the object.
 */
export function jsonIn(answer: string, kind?: JsonKind): JsonInAnswer {
  const whole = spanOf(answer, 0, answer.length);
  const asWhole = parse(answer, whole);
  if (!('problem' in asWhole)) return asWhole;
  const blocks = Array.from(answer.matchAll(fenced), ({ 0: all, 1: code = '', index }) => {
    const start = index + all.indexOf('\n') + 1;
    return spanOf(answer, start, start + code.length);
  });
  const isOfKind = ({ start }: Span) => answer[start] === kind;
  const embedded = balancedIn(answer);
  const groups = [blocks.filter(isOfKind), embedded.filter(isOfKind), blocks, embedded];
  for (const spans of groups) {
    const found = lastParsed(answer, spans);
    if (found) return found;
  }
  return firstProblem(answer, blocks.at(-1) ?? whole);
}

const fenced = /```[^\n`]*\n([\s\S]*?)```/g;

function lastParsed(answer: string, spans: Span[]): JsonInAnswer | null {
  for (const span of spans.slice(-MAX_TRIES).toReversed()) {
    const found = parse(answer, span);
    if (!('problem' in found)) return found;
  }
  return null;
}

/** Where brackets that belong to each other begin and end, the outermost only; what is in strings does not count. */
function balancedIn(text: string): Span[] {
  const found: Span[] = [];
  let start = -1;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isInString) {
      if (sign === '\\') at += 1;
      else if (sign === '"' || sign === '\n') isInString = false;
    } else if (sign === '"' && depth > 0) isInString = true;
    else if (sign === '{' || sign === '[') {
      if (depth === 0) start = at;
      depth += 1;
    } else if ((sign === '}' || sign === ']') && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push({ start, end: at + 1 });
    }
  }
  return found;
}

function parse(answer: string, span: Span): JsonInAnswer {
  const text = answer.slice(span.start, span.end);
  if (depthOf(text) > MAX_DEPTH) return { problem: `is nested deeper than ${MAX_DEPTH} levels` };
  try {
    return { value: JSON.parse(text), span };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) isInString = true;
    else if (code === BRACE || code === BRACKET) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === BRACE + 2 || code === BRACKET + 2) depth -= 1;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

function firstProblem(answer: string, span: Span): JsonInAnswer {
  if (!/[{[]/.test(answer)) return { problem: 'It holds no JSON.' };
  const found = parse(answer, span);
  const why = 'problem' in found ? found.problem : '';
  return {
    problem: `It holds no JSON that can be read: ${why.slice(0, 120).toWellFormed().replace(/\s+/g, ' ')}.`,
  };
}

function spanOf(text: string, start: number, end: number): Span {
  const part = text.slice(start, end);
  const bare = part.trim();
  const from = start + part.indexOf(bare);
  return { start: from, end: from + bare.length };
}
