import { expect, it } from 'vitest';
import { checkPrompts } from '../../../../server/adapterCheck/checkPrompts.ts';

const own = (count: number) => Array.from({ length: count }, (_, index) => `own ${index}`);

it.each([
  [0, []],
  [1, ['own 0']],
  [5, own(5)],
  [10, ['own 0', 'own 2', 'own 4', 'own 6', 'own 8']],
  [1_000, ['own 0', 'own 200', 'own 400', 'own 600', 'own 800']],
])('of %i prompts of a person up to five are asked, spread over them', (count, expected) => {
  const prompts = checkPrompts(own(count));
  expect(prompts).toHaveLength(10);
  expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(10);
  expect(prompts.filter(({ isOwn }) => isOwn).map(({ prompt }) => prompt)).toEqual(expected);
});

it('one that stands there twice is asked once', () => {
  expect(checkPrompts(['a', 'a', 'a', 'b']).filter(({ isOwn }) => isOwn)).toHaveLength(2);
});
