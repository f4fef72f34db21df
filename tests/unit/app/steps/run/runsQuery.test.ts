import { expect, it } from 'vitest';
import { readRunsQuery } from '../../../../../app/steps/run/list/runsQuery.ts';

it.each([
  ['', { page: 1, chosen: [], isSent: false }],
  ['page=3&chosen=a&chosen=b&compare=chosen', { page: 3, chosen: ['a', 'b'], isSent: true }],
  ['page=-1&chosen=a&chosen=a', { page: 1, chosen: ['a'], isSent: false }],
  ['page=1e9', { page: 1, chosen: [], isSent: false }],
])('reads %j', (search, query) => {
  expect(readRunsQuery(new URLSearchParams(search))).toEqual(query);
});

it('takes no more of an address than a page has', () => {
  const long = Array.from({ length: 5_000 }, (_, index) => `chosen=${index}`).join('&');
  expect(readRunsQuery(new URLSearchParams(long)).chosen).toHaveLength(50);
});
