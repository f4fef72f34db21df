import type { PairState } from './runComparison.ts';

/** A piece of a sentence; one with `pairs` is a figure, and those are the pairs behind it. */
export interface SentencePart {
  text: string;
  pairs?: { states: PairState[]; category?: string };
}

/** Links a figure to its pairs; none where there are none. */
export function figurePart(
  text: string,
  count: number,
  states: PairState[],
  category?: string,
): SentencePart {
  if (count === 0) return { text };
  return { text, pairs: category === undefined ? { states } : { states, category } };
}

/** Neighbours without links become one part. */
export function joinParts(parts: (SentencePart | string)[]): SentencePart[] {
  const joined: SentencePart[] = [];
  for (const part of parts) {
    const next = typeof part === 'string' ? { text: part } : part;
    const last = joined.at(-1);
    if (last && !last.pairs && !next.pairs) last.text += next.text;
    else if (next.text !== '') joined.push({ ...next });
  }
  return joined;
}
