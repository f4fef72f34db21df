/** How results are called in the chat: `#12`, `#12.2`, and `A#12` where two runs are in view. */

/** The letters of two runs in view, the earlier one first; a single run has none. */
export type RunLetter = '' | 'A' | 'B';

export interface Citation {
  /** As it stands in the text, at `start`. */
  label: string;
  start: number;
  /** Empty where the text names none. */
  letter: RunLetter;
  /** From 0. */
  promptIndex: number;
  sample: number;
}

export function labelOf(
  letter: RunLetter,
  { promptIndex, sample }: { promptIndex: number; sample: number },
): string {
  return `${letter}#${promptIndex + 1}${sample === 0 ? '' : `.${sample + 1}`}`;
}

/** Every result that a text names, in order, doubles included. */
export function citationsIn(text: string): Citation[] {
  return [...text.matchAll(CITATION)].map((match) => {
    const { letter = '', prompt, sample = '1' } = match.groups ?? {};
    return {
      label: match[0],
      start: match.index,
      letter: letter as RunLetter,
      promptIndex: Number(prompt) - 1,
      sample: Number(sample) - 1,
    };
  });
}

/** Not `##12`, `page#12`, `&#12;` or the first digits of `#123456`. */
const CITATION =
  /(?<![\p{L}\p{N}#&/])(?<letter>[AB])?#(?<prompt>[1-9]\d{0,3})(?:\.(?<sample>[1-9]\d?))?(?![\d;])/gu;
