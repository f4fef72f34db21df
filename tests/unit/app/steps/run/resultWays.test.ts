/** Where one goes from an opened result. */
import { expect, it } from 'vitest';
import { readResultQuery } from '../../../../../app/steps/run/resultQuery.ts';
import { waysFrom } from '../../../../../app/steps/run/results/resultWays.ts';

const ids = Array.from(
  { length: 50 },
  (_, index) => `00000000-0000-0000-0000-${`${index}`.padStart(12, '0')}`,
);
const query = (page: number) => readResultQuery('r', new URLSearchParams({ page: `${page}` }));
const ways = (page: number, at: number, onPage = 50, total = 120) =>
  waysFrom({
    ids: ids.slice(0, onPage),
    openedId: at < 0 ? null : (ids[at] as string),
    query: query(page),
    total,
  });

it('leads to the rows beside it', () => {
  expect(ways(2, 5)).toMatchObject({
    next: `?run=r&page=2&result=${ids[6]}`,
    previous: `?run=r&page=2&result=${ids[4]}`,
    close: '?run=r&page=2',
    position: 56,
  });
});

it('leads across the pages', () => {
  expect(ways(2, 49).next).toBe('?run=r&page=3&open=first');
  expect(ways(2, 0).previous).toBe('?run=r&open=last');
  expect(ways(2, 7)).toMatchObject({ first: '?run=r&open=first', last: '?run=r&page=3&open=last' });
});

it('ends at both ends', () => {
  expect(ways(1, 0)).toMatchObject({ previous: null, first: null, position: 1 });
  expect(ways(3, 19, 20)).toMatchObject({ next: null, last: null, position: 120 });
  expect(ways(1, 0, 1, 1)).toMatchObject({ previous: null, next: null, first: null, last: null });
});

it('leads to the page where what is opened is none of the rows', () => {
  const missing = waysFrom({ ids, openedId: 'gone', query: query(1), total: 120 });
  expect(missing).toMatchObject({ position: 0, previous: null });
  expect(missing.next).toBe(`?run=r&result=${ids[0]}`);
  expect(waysFrom({ ids: [], openedId: 'gone', query: query(1), total: 0 })).toMatchObject({
    next: null,
    previous: null,
    first: null,
    last: null,
  });
});
