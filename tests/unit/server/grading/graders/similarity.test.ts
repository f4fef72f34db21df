import { describe, expect, it } from 'vitest';
import type { SimilarityGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

const close = (
  method: SimilarityGrader['method'],
  answer: string,
  expected: string,
  threshold = 0.5,
) => judged({ name: 'similarity', method, threshold }, { answer, expected });

describe('closeness of wording', () => {
  it.each([
    // By hand: twice the longest common subsequence over the words of both.
    ['the cat sat', 'the cat sat', 1],
    ['the cat sat', 'the cat', 4 / 5],
    ['the cat', 'the cat sat', 4 / 5],
    ['police killed the gunman', 'police kill the gunman', 3 / 4],
    ['the gunman kill police', 'police kill the gunman', 1 / 2],
    ['a b c d', 'd c b a', 1 / 4],
    ['a c e', 'a b c d e', 6 / 8],
    ['x y z', 'a b c', 0],
    ['', 'a b c', 0],
    ['…', 'a b c', 0],
    ['THE CAT, sat!', 'the cat sat', 1],
    ['**the** _cat_ sat', 'the cat sat', 1],
    ['cafe\u0301', 'café', 1],
    ['私は猫', '私は犬', 2 / 3],
    ['it is safe', 'it is not safe', 6 / 7],
  ])('ROUGE-L of %j and %j is %f', (answer, expected, score) => {
    expect(close('rouge-l', answer, expected).score).toBeCloseTo(score, 12);
  });

  it.each([
    ['the cat sat', 'the cat sat', 1],
    ['the cat', 'the cat sat', 2 / 3],
    ['the dog sat', 'the cat sat', 2 / 3],
    ['cat the sat', 'the cat sat', 1 / 3],
    ['x y z', 'a b c', 0],
    ['', 'a b', 0],
    ['a b c d', 'b c d', 3 / 4],
    ['a b c d e f', 'a c e', 1 / 2],
    ['b a', 'a b', 0],
    ['one two three four', 'one 2 three 4', 1 / 2],
    ['a', 'a a a a', 1 / 4],
    ['a a a a', 'a', 1 / 4],
    ['東京都', '京都', 2 / 3],
    ['it is safe', 'it is not safe', 3 / 4],
    ['The Cat.', 'the cat', 1],
  ])('the edit closeness of %j and %j is %f', (answer, expected, score) => {
    expect(close('edit-distance', answer, expected).score).toBeCloseTo(score, 12);
  });

  it('passes from the threshold on, and says how close', () => {
    expect(close('rouge-l', 'a b', 'a b c d', 2 / 3)).toMatchObject({
      pass: true,
      reason: 'It is 66 % close in wording.',
      span: null,
    });
    expect(close('rouge-l', 'a b', 'a b c d', 0.7)).toMatchObject({
      pass: false,
      reason: 'It is 66 % close in wording, less than 70 %.',
    });
    expect(close('rouge-l', 'x', 'a', 0).pass).toBe(true);
  });

  it('compares the first 2,000 words and judges nothing without any', () => {
    const long = 'word '.repeat(2_000);
    expect(close('rouge-l', `${long} and more`, long).score).toBe(1);
    expect(close('edit-distance', `${long} and more`, long).score).toBe(1);
    expect(close('rouge-l', 'a', '…')).toMatchObject({ score: null, pass: null });
  });
});
