/** What many cases expect in the same words. */
import { expect } from 'vitest';

/** A result that is a plain, right answer. */
export function answered(response: unknown = 'Paris'): object {
  return { outcome: 'answered', success: true, correct: true, response, error: null };
}

/** A text that says this. */
export const saying = (words: string | RegExp) => expect.stringMatching(words);
