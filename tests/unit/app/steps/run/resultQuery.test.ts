import { expect, it } from 'vitest';
import { readResultQuery, resultHref } from '../../../../../app/steps/run/resultQuery.ts';
import { resultFilters, resultSortings } from '../../../../../contract/results.ts';

/** A query on its way through an address and back. */
function throughAddress(change: Partial<ReturnType<typeof readResultQuery>>) {
  const query = readResultQuery('run', new URLSearchParams());
  return readResultQuery('run', new URLSearchParams(resultHref(query, change)));
}

it.each(resultSortings)('an address may sort by %s, as an answer of the chat may offer', (sort) => {
  expect(throughAddress({ sort, direction: 'desc' })).toMatchObject({ sort, direction: 'desc' });
});

it.each(resultFilters)('an address may filter by %s', (filter) => {
  expect(throughAddress({ filter })).toMatchObject({ filter });
});

it('falls back to the default for what it does not know', () => {
  const query = readResultQuery('run', new URLSearchParams('sort=colour&filter=blue&page=-1'));
  expect(query).toMatchObject({ sort: 'promptIndex', filter: 'all', page: 1 });
});
