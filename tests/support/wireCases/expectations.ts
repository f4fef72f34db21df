/** What many cases expect in the same words. */
import { expect } from 'vitest';

export const FRANCE = { prompt: 'What is the capital of France?', expected_answer: 'Paris' };
export const SUM = { prompt: 'What is 2 + 2?', expected_answer: '4' };

/** A result that is a plain, right answer. */
export function answered(response: unknown = 'Paris'): object {
  return { outcome: 'answered', success: true, correct: true, response, error: null };
}

/** A result whose answer broke off after "Par". */
export function broken(error: unknown = expect.any(String)): object {
  return { outcome: 'broken', success: false, response: 'Par', error };
}

/** The answer "4", with the reasoning "hm" apart from it. */
export const apart = { ...answered('4'), reasoning: 'hm' };

/** A text that says this. */
export const saying = (words: string | RegExp) => expect.stringMatching(words);

/** A number of milliseconds below this. */
export const below = (ms: number) =>
  expect.toSatisfy((value) => typeof value === 'number' && value < ms, `is below ${ms}`);

/** A number of milliseconds that is no less than this. */
export const atLeast = (ms: number) =>
  expect.toSatisfy((value) => typeof value === 'number' && value >= ms, `is at least ${ms}`);
