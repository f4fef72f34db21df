import { expect, it } from 'vitest';
import { stillLoadingText } from '../../../contract/connectionTest.ts';

it.each([
  [0, 'Still loading, waited 0 s'],
  [40_900, 'Still loading, waited 40 s'],
  [99_999, 'Still loading, waited 99 s'],
  [100_000, 'Still loading, waited 1 min 40 s'],
  [599_000, 'Still loading, waited 9 min 59 s'],
])('a wait of %i ms is "%s"', (waitedMs, text) => {
  expect(stillLoadingText(waitedMs)).toBe(text);
});
