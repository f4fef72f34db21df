import { describe, expect, it } from 'vitest';
import {
  type Answers,
  findingOf,
  isBeyondTelling,
  outcomeOf,
} from '../../../../server/adapterCheck/judgeAnswers.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const same: Answers = { candidate: ['a', 'a'], baseline: ['a', 'a'] };
const different: Answers = { candidate: ['b', 'b'], baseline: ['a', 'a'] };
const failed: Answers = { candidate: ['a'], baseline: [] };
const bothVary: Answers = { candidate: ['a', 'b'], baseline: ['c', 'd'] };
/** Both vary, but not at random. */
const bothSlip: Answers = { candidate: ['a', 'b'], baseline: ['a', 'c'] };
const oneVaries: Answers = { candidate: ['a', 'b'], baseline: ['a', 'a'] };
/** The steady model never says what the other one says. */
const apart: Answers = { candidate: ['b', 'c'], baseline: ['a', 'a'] };

const times = (count: number, answers: Answers) => Array.from({ length: count }, () => answers);

it.each([
  ['same', same],
  ['different', different],
  ['failed', failed],
  ['failed', { candidate: [], baseline: [] }],
  ['varies', bothVary],
  ['varies', oneVaries],
  ['varies', { candidate: ['a', 'a'], baseline: ['a', 'b'] }],
] as const)('one prompt: %s', (finding, answers) => {
  expect(findingOf(answers as unknown as Answers)).toBe(finding);
});

describe('all prompts', () => {
  it.each([
    ['identical', 'all alike', times(10, same)],
    ['different', 'all differ', times(10, different)],
    ['different', 'one of ten differs', [...times(9, same), different]],
    ['different', 'one of five differs', [...times(4, same), different, ...times(5, bothVary)]],
    ['identical', 'five alike, five vary in both', [...times(5, same), ...times(5, bothVary)]],
    ['cannot_tell', 'seven alike, three slip', [...times(7, same), ...times(3, bothSlip)]],
    ['identical', 'eight alike, two slip', [...times(8, same), ...times(2, bothSlip)]],
    ['cannot_tell', 'four alike, six vary', [...times(4, same), ...times(6, bothVary)]],
    ['cannot_tell', 'four differ, six vary', [...times(4, different), ...times(6, bothVary)]],
    ['identical', 'eight alike, two vary in one', [...times(8, same), ...times(2, oneVaries)]],
    ['cannot_tell', 'seven alike, three in one', [...times(7, same), ...times(3, oneVaries)]],
    ['cannot_tell', 'noise that may cover a difference', [...times(9, same), apart]],
    ['different', 'noise, and a difference beside it', [...times(8, same), different, apart]],
    ['failed', 'none was answered', times(6, failed)],
    ['failed', 'too few were answered', [...times(4, same), ...times(6, failed)]],
    ['identical', 'enough were answered', [...times(5, same), ...times(5, failed)]],
    ['cannot_tell', 'noise and failures', [...times(7, bothVary), ...times(3, failed)]],
  ] as const)('%s: %s', (outcome, _what, asked) => {
    expect(outcomeOf([...asked])).toBe(outcome);
  });

  it('what was not asked may have told', () => {
    expect(outcomeOf([failed], 9)).toBe('failed');
    expect(outcomeOf(times(6, bothVary), 4)).toBe('cannot_tell');
  });

  it('no more is asked once nothing can be told', () => {
    expect(isBeyondTelling(times(5, bothVary), 5)).toBe(false);
    expect(isBeyondTelling(times(6, bothVary), 4)).toBe(true);
    expect(isBeyondTelling([...times(3, same), ...times(6, failed)], 1)).toBe(true);
  });
});

describe('over many checks', () => {
  const CHECKS = 5_000;
  const random = seededRandom(20);

  /** Share of checks that call the models one, where each answer is another with a chance of `noise`. */
  function identicalShare({ noise, differing }: { noise: number; differing: number }): number {
    let texts = 0;
    const answer = (text: string) => (random() < noise ? `noise ${texts++}` : text);
    const check = () =>
      outcomeOf(
        Array.from({ length: 10 }, (_, index) => {
          const own = index < differing ? 'own' : 'base';
          return {
            candidate: [answer(own), answer(own)],
            baseline: [answer('base'), answer('base')],
          };
        }),
      );
    const flagged = Array.from({ length: CHECKS }, check).filter((each) => each === 'identical');
    return flagged.length / CHECKS;
  }

  it.each([0, 0.01, 0.05, 0.1, 0.3])(
    'a difference on one prompt of ten is not overlooked at a noise of %f',
    (noise) => {
      expect(identicalShare({ noise, differing: 1 })).toBeLessThanOrEqual(0.01);
    },
  );

  it('a noise of 30 % is never taken for one model', () => {
    expect(identicalShare({ noise: 0.3, differing: 0 })).toBeLessThanOrEqual(0.002);
  });

  it('rare noise does not hide that the models are one', () => {
    expect(identicalShare({ noise: 0, differing: 0 })).toBe(1);
    expect(identicalShare({ noise: 0.01, differing: 0 })).toBeGreaterThan(0.97);
  });
});
