/** Labels of results in the chat: `#12`, `#12.2` for a second sample, `A#12` where there are two runs. */

/** The letters of the two runs in the evidence, the earlier one first; a single run has none. */
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

/** Every citation in a text, in order, repeated ones included. */
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
