/** A value inside an array or object, as a place in the text; nothing of it is parsed yet. */
export interface JsonPart {
  /** The name of a member; null in an array. */
  key: string | null;
  start: number;
  end: number;
}

/**
 * The direct parts of the array or object whose bracket is at `open`. So one broken element of an array does not
 * spoil the others. `end` is null behind a last part that the text breaks off in. Commas and colons are passed over
 * unchecked; a parser of the parts finds what is wrong inside them.
 */
export function* jsonParts(text: string, open: number): Generator<JsonPart & { isCut: boolean }> {
  let key: string | null = null;
  let at = open + 1;
  const isObject = text[open] === '{';
  while (true) {
    const start = nextSolid(text, at);
    const char = text[start];
    if (char === undefined || char === ']' || char === '}') return;
    const end = endOfValue(text, start);
    if (isObject && key === null && char === '"' && end !== null) {
      key = keyIn(text.slice(start, end));
      at = end;
      continue;
    }
    yield { key, start, end: end ?? text.length, isCut: end === null };
    if (end === null) return;
    key = null;
    at = end;
  }
}

/** Where the value that begins at `start` ends; null where the text ends before. */
export function endOfValue(text: string, start: number): number | null {
  const char = text[start];
  if (char === '"') return endOfString(text, start);
  if (char !== '{' && char !== '[') {
    const end = search(/[\s,:{}[\]"]/g, text, start);
    return end === start ? start + 1 : (end ?? text.length);
  }
  let depth = 0;
  let at: number | null = start;
  while (at !== null) {
    const next = search(/["{}[\]]/g, text, at);
    if (next === null) return null;
    if (text[next] === '"') at = endOfString(text, next);
    else {
      depth += text[next] === '{' || text[next] === '[' ? 1 : -1;
      if (depth === 0) return next + 1;
      at = next + 1;
    }
  }
  return null;
}

/** How deep arrays and objects lie in each other. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let at: number | null = 0;
  while (at !== null) {
    const next = search(/["{}[\]]/g, text, at);
    if (next === null) return deepest;
    if (text[next] === '"') at = endOfString(text, next);
    else {
      depth += text[next] === '{' || text[next] === '[' ? 1 : -1;
      deepest = Math.max(deepest, depth);
      at = next + 1;
    }
  }
  return deepest;
}

function endOfString(text: string, start: number): number | null {
  let at = start + 1;
  while (true) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    let slashes = 0;
    while (quote - 1 - slashes > start && text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function nextSolid(text: string, from: number): number {
  return search(/[^\s,:]/g, text, from) ?? text.length;
}

function search(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? null;
}

function keyIn(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
