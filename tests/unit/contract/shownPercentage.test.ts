import { expect, it } from 'vitest';
import { shownPercentage } from '../../../contract/shownPercentage.ts';

it.each([
  [0, 0],
  [0.0001, 0.1],
  [0.04, 0.1],
  [49.96, 50],
  [92.54, 92.5],
  [99.94, 99.9],
  [99.99, 99.9],
  [100, 100],
])('%d is shown as %d', (value, shown) => {
  expect(shownPercentage(value)).toBe(shown);
});
