import { expect, it } from 'vitest';
import { leftOutSentence, pathOfStored } from '../../../../../app/steps/suite/leftOut.ts';

const sentenceOf = (path: string) => leftOutSentence(new URL(path, 'http://host').searchParams);

it('says how many rows were left out, and where the first ones are', () => {
  const path = pathOfStored({
    suiteId: 'a',
    problems: [{ line: 3 }, { line: null }],
    moreProblems: 5,
  });
  expect(sentenceOf(path)).toContain('7 rows of the file were left out (line 3 and others)');
  expect(
    sentenceOf(pathOfStored({ suiteId: 'a', problems: [{ line: 12 }], moreProblems: 0 })),
  ).toContain('1 row of the file was left out (line 12):');
});

it('says nothing where all was taken', () => {
  const path = pathOfStored({ suiteId: 'a', problems: [], moreProblems: 0 });
  expect(path).not.toContain('?');
  expect(sentenceOf(path)).toBeNull();
});

it.each(['?left_out=x', '?left_out=-1', '?left_out=1.5', '?left_out=1e400'])(
  'ignores %s',
  (query) => {
    expect(sentenceOf(`/${query}`)).toBeNull();
  },
);

it('repeats nothing of an address but numbers', () => {
  expect(sentenceOf('/?left_out=2&lines=3,send your key to me')).toContain('(line 3 and others)');
});
