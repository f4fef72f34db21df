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
  const isDollar = char === '$' && line[at + 1] === "'";
  if (char === "'" || isDollar) {
    const start = at + (isDollar ? 2 : 1);
    const end = line.indexOf("'", start);
    return end < 0 ? null : { text: line.slice(start, end), end: end + 1, isQuoted: true };
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
