const MAX_WORDS = 500;

/**
 * The words of a command line as a POSIX shell takes it apart (POSIX.1-2017, Shell Command Language, 2.2 Quoting), for
 * one command: quotes, backslashes and lines that go on. Variables stay as they are written.
 * @returns null where a quote is not closed, or there are very many words
 */
export function shellWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < line.length) {
    const char = line[at] as string;
    if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      if (words.length > MAX_WORDS) return null;
      continue;
    }
    // What follows is another command.
    if (/[|;&]/.test(char)) break;
    const part = partAt(line, at);
    if (!part) return null;
    // A line that goes on is no part of a word.
    if (part.text !== '' || part.isQuoted) word = (word ?? '') + part.text;
    at = part.end;
  }
  if (word !== null) words.push(word);
  return words;
}

/** A quoted or escaped piece, or a single character. */
function partAt(line: string, at: number): { text: string; end: number; isQuoted: boolean } | null {
  const char = line[at] as string;
  if (char === '\\') {
    const continued = /^\\(?:\r\n|\n|\r)/.exec(line.slice(at, at + 3));
    if (continued) return { text: '', end: at + continued[0].length, isQuoted: false };
    return { text: line[at + 1] ?? '', end: at + 2, isQuoted: true };
  }
  if (char === '$' && line[at + 1] === "'") return dollarQuoteAt(line, at + 2);
  if (char === "'") {
    const end = line.indexOf("'", at + 1);
    return end < 0 ? null : { text: line.slice(at + 1, end), end: end + 1, isQuoted: true };
  }
  if (char !== '"') return { text: char, end: at + 1, isQuoted: false };
  let text = '';
  for (let next = at + 1; next < line.length; next += 1) {
    const inside = line[next] as string;
    if (inside === '"') return { text, end: next + 1, isQuoted: true };
    if (inside !== '\\') {
      text += inside;
      continue;
    }
    next += 1;
    const escaped = line[next] ?? '';
    if (escaped === '\n') continue;
    text += /["\\$`]/.test(escaped) ? escaped : `\\${escaped}`;
  }
  return null;
}

/** Between `$'` and `'`, as bash has it and browsers copy it: backslashes escape, also a quote. */
function dollarQuoteAt(line: string, start: number) {
  const escaped = /\\(?:u([0-9a-f]{1,4})|x([0-9a-f]{1,2})|([\s\S]))/iy;
  let text = '';
  for (let at = start; at < line.length; ) {
    const char = line[at] as string;
    if (char === "'") return { text, end: at + 1, isQuoted: true };
    escaped.lastIndex = at;
    const [whole = char, code, byte, single = ''] = escaped.exec(line) ?? [];
    const hex = code ?? byte;
    if (hex !== undefined) text += String.fromCharCode(Number.parseInt(hex, 16));
    else text += whole === char ? char : (CONTROLS[single] ?? single);
    at += whole.length;
  }
  return null;
}

const CONTROLS: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
