/** When the browser asks for other results by itself, and when the whole page is asked for. */
import { expect, it } from 'vitest';
import { narrowedResults } from '../../../../../app/steps/run/results/narrowedResults.ts';
import type { ShownResults } from '../../../../../app/steps/run/results/shownResults.ts';

const known = (address: string) => ({
  params: new URLSearchParams(address),
  results: {} as ShownResults,
});

it.each([
  ['another run', 'run=a', 'run=b'],
  ['another tab', 'run=a', 'run=a&tab=speed'],
  ['what is shown already, to be brought up to date', 'run=a&filter=failed', 'run=a&filter=failed'],
  ['an edge of a page, which the server finds', 'run=a', 'run=a&page=2&open=first'],
])('for %s the page is asked for', async (_what, before, after) => {
  expect(await narrowedResults(known(before), new URLSearchParams(after))).toBeNull();
});

it.each([
  ['run=a', 'run=a&filter=failed'],
  ['run=a&filter=failed', 'run=a'],
  ['run=a', 'run=a&search=refund'],
  ['run=a', 'run=a&page=2'],
  ['run=a&tab=results', 'run=a&sort=latencyMs'],
])('from %s to %s only the results are', async (before, after) => {
  // There is no page whose client could ask: that it is wanted is what shows.
  await expect(narrowedResults(known(before), new URLSearchParams(after))).rejects.toThrow(
    /window/,
  );
});
