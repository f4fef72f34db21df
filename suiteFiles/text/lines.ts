/** A line that is not blank, without its end. */
export interface TextLine {
  line: number;
  start: number;
  text: string;
}

/** Lines that hold more than blanks. Numbers count from 1; a line ends with CR, LF or both. */
export function* filledLines(text: string): Generator<TextLine> {
  const lineAt = createLineFinder(text);
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() !== '') yield { line: lineAt(index), start: index, text: line };
  }
}

/** Tells in which line a place of `text` is, counted from 1. To be asked in ascending order: each end of a line is looked at once. */
export function createLineFinder(text: string): (index: number) => number {
  const end = text.includes('\n') ? '\n' : '\r';
  let line = 1;
  let next = text.indexOf(end);
  return (index) => {
    while (next !== -1 && next < index) {
      line += 1;
      next = text.indexOf(end, next + 1);
    }
    return line;
  };
}
