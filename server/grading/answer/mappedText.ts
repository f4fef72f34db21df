/** A text made from another by replacements, in which each unit knows what it was made of. */
export interface MappedText {
  text: string;
  /** By UTF-16 unit of the text: where in the original begins what it was made of. */
  starts: number[];
  /** The same, where it ends. */
  ends: number[];
}

/** One replacement of many; the same pattern and function are given to `String.replace` where no place is wanted. */
export interface Replacement {
  pattern: RegExp;
  by: (found: string) => string;
}

export function mappedText(text: string, start: number): MappedText {
  return {
    text,
    starts: Array.from({ length: text.length }, (_, index) => start + index),
    ends: Array.from({ length: text.length }, (_, index) => start + index + 1),
  };
}

/** Replaces like `String.replace` and keeps account of the places. */
export function replaceMapped(from: MappedText, { pattern, by }: Replacement): MappedText {
  const result: MappedText = { text: '', starts: [], ends: [] };
  let copied = 0;
  if (from.text.search(pattern) === -1) return from;
  for (const { 0: found, index } of from.text.matchAll(pattern)) {
    copy(copied, index);
    copied = index + found.length;
    const made = by(found);
    const start = from.starts[index] ?? 0;
    const end = from.ends[copied - 1] ?? start;
    // What stays as long as it was stays where it was.
    const isAligned = made.length === found.length;
    for (let unit = 0; unit < made.length; unit += 1) {
      result.starts.push(isAligned ? (from.starts[index + unit] ?? start) : start);
      result.ends.push(isAligned ? (from.ends[index + unit] ?? end) : end);
    }
    result.text += made;
  }
  copy(copied, from.text.length);
  return result;

  function copy(start: number, end: number): void {
    result.text += from.text.slice(start, end);
    for (let unit = start; unit < end; unit += 1) {
      result.starts.push(from.starts[unit] ?? 0);
      result.ends.push(from.ends[unit] ?? 0);
    }
  }
}
