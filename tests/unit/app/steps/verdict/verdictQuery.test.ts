import { describe, expect, it } from 'vitest';
import {
  pairHref,
  pairsHref,
  readVerdictQuery,
  verdictSearch,
  wrongMargin,
} from '../../../../../app/steps/verdict/verdictQuery.ts';
import { flipStates, pairStates } from '../../../../../contract/runComparison.ts';

const read = (search: string) => readVerdictQuery(new URLSearchParams(search));
const RUNS = 'candidate=A&baseline=B';

describe('readVerdictQuery', () => {
  it('shows the flips of all categories by the usual margin where nothing is said', () => {
    expect(read(RUNS)).toEqual({
      candidate: 'A',
      baseline: 'B',
      margin: 5,
      show: flipStates,
      category: '',
      page: 1,
      pair: null,
    });
  });

  it.each([
    ['lost', ['lost']],
    ['gained,lost', ['lost', 'gained']],
    ['all', pairStates],
    ['both_right,nonsense', ['both_right']],
    ['nonsense', flipStates],
  ])('show=%s', (show, states) => {
    expect(read(`${RUNS}&show=${show}`).show).toEqual(states);
  });

  it.each([
    ['2.5', 2.5, null],
    ['50', 50, null],
    ['0', 5, '0'],
    ['50.1', 5, '50.1'],
    ['-3', 5, '-3'],
    ['', 5, ''],
    ['much', 5, 'much'],
    ['NaN', 5, 'NaN'],
  ])('margin=%s', (typed, margin, wrong) => {
    const search = `${RUNS}&margin=${typed}`;
    expect(read(search).margin).toBe(margin);
    expect(wrongMargin(new URLSearchParams(search))).toBe(wrong);
  });

  it('leaves out what is no key of a prompt and no page', () => {
    expect(read(`${RUNS}&pair=aB-_9.0`).pair).toBe('aB-_9.0');
    for (const pair of ['', 'a', 'a.b', '"><script>.1', `${'a'.repeat(101)}.0`]) {
      expect(read(`${RUNS}&${new URLSearchParams({ pair })}`).pair).toBeNull();
    }
    for (const page of ['0', '-1', '1.5', 'x', '99999']) {
      expect(read(`${RUNS}&page=${page}`).page).toBe(1);
    }
  });
});

describe('addresses', () => {
  it('are read as they were written', () => {
    const query = {
      ...read(RUNS),
      margin: 2.5,
      show: ['missing'] as const,
      category: 'a & b',
      page: 3,
    };
    expect(read(verdictSearch(query, { page: 3 }))).toEqual(query);
    expect(read(verdictSearch(query, { show: pairStates })).show).toEqual(pairStates);
  });

  it('begin anew where something is changed, and have no more than is needed', () => {
    const query = read(`${RUNS}&page=4&pair=x.0`);
    expect(pairsHref(query, { show: ['lost'] })).toBe(`?${RUNS}&show=lost#pairs`);
    expect(pairsHref(query, {})).toBe(`?${RUNS}#pairs`);
  });

  it('lead to a pair, on whichever page it is', () => {
    expect(pairHref(read(`${RUNS}&page=4&category=JSON`), 'x.0')).toBe(
      `?${RUNS}&category=JSON&pair=x.0#pair-x.0`,
    );
  });
});
