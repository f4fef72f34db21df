import { expect, it } from 'vitest';
import type { AlignedPrompt } from '../../../../server/comparison/alignSides.ts';
import { categoriesOf, comparedValuesOf } from '../../../../server/comparison/comparedValues.ts';

const side = { promptIndex: 0, results: [], mean: 1 };
const prompt = (
  category: string | null,
  state: AlignedPrompt['state'] = 'both_right',
): AlignedPrompt => ({ key: 'k', category, state, candidate: side, baseline: side });

it('takes categories that differ in case for one, as do the lists of pairs', () => {
  const prompts = [
    prompt('JSON'),
    prompt('SQL'),
    prompt('json'),
    prompt(null),
    prompt('Json', 'missing'),
  ];
  expect(categoriesOf(prompts)).toEqual(['JSON', 'SQL']);
  const values = comparedValuesOf(prompts, { margin: 5, isFinal: true, seed: 1 });
  expect([...values.categories]).toEqual([0, 1, 0, -1]);
  expect([...values.missingOfCategory]).toEqual([1, 0]);
});
