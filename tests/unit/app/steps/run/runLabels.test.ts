import { expect, it } from 'vitest';
import { promptNumber } from '../../../../../app/steps/run/runLabels.ts';

it('a result is named by its prompt, and from the second on by its sample', () => {
  expect(promptNumber({ promptIndex: 2, sample: 0 })).toBe('3');
  expect(promptNumber({ promptIndex: 2, sample: 1 })).toBe('3.2');
});
