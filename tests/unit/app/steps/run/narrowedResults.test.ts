/** When the browser asks for other results by itself, and when the whole page is asked for. */
import { afterEach, expect, it, vi } from 'vitest';
import { narrowedResults } from '../../../../../app/steps/run/results/narrowedResults.ts';
import type { ShownResults } from '../../../../../app/steps/run/results/shownResults.ts';

const RESULT = '11111111-1111-4111-8111-111111111111';

afterEach(() => vi.unstubAllGlobals());

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
  const narrowed = { rows: [], total: 0, opened: null };
  const asked = vi.fn(async (_address: string) => Response.json(narrowed));
  vi.stubGlobal('fetch', asked);
  expect(await narrowedResults(known(before), new URLSearchParams(after))).toEqual(narrowed);
  expect(asked.mock.calls).toEqual([
    [`/demo/test-model/batch/narrowed?${new URLSearchParams(after)}`],
  ]);
});

it.each([
  ['is refused', new Response(null, { status: 410 })],
  ['has a row opened that is none of those', Response.json({ rows: [], total: 0, opened: null })],
])('the page is asked for where it %s', async (_what, response) => {
  vi.stubGlobal('fetch', async () => response);
  expect(
    await narrowedResults(known('run=a'), new URLSearchParams(`run=a&result=${RESULT}`)),
  ).toBeNull();
});

it('gives back a result as the API has it', async () => {
  const opened = { id: RESULT, createdAt: new Date(0) };
  vi.stubGlobal('fetch', async () => Response.json({ rows: [], total: 1, opened }));
  const shown = await narrowedResults(
    known('run=a'),
    new URLSearchParams(`run=a&result=${RESULT}`),
  );
  expect(shown?.opened).toEqual(opened);
});
