import { describe, expect, it } from 'vitest';
import {
  accuracyText,
  excludes,
  formatPoints,
  formatPointsInterval,
  formatPValue,
  formatRatio,
  pairMeaning,
  rightCounts,
} from '../../../../../app/steps/verdict/verdictText.ts';

describe('figures', () => {
  it('have a sign where they are differences', () => {
    expect(formatPoints(19)).toBe('+19');
    expect(formatPoints(-3.45)).toBe('−3.5');
    expect(formatPoints(0)).toBe('0');
    expect(formatPointsInterval([-1.25, 27])).toBe('−1.3 to +27');
  });

  it('say that a p-value is small, not that it is none', () => {
    expect(formatPValue(0.0342)).toBe('0.034');
    expect(formatPValue(0.000_000_1)).toBe('< 0.001');
    expect(formatPValue(1)).toBe('1');
  });

  it('stay on their side of what a finding goes by, however near', () => {
    expect(formatPoints(0.04)).toBe('+0.04');
    expect(formatPointsInterval([-0.0004, 4.98], 5)).toBe('−0.0004 to +4.98');
    expect(formatPValue(0.0496)).toBe('0.0496');
    expect(formatPValue(0.050_04)).toBe('0.05004');
    expect(formatPValue(0.05)).toBe('0.05');
    expect(formatRatio(1.004)).toMatch(/^1\.004\s×$/);
    expect(formatRatio(1)).toMatch(/^1\.00\s×$/);
  });

  it('are ratios to two decimals', () => {
    expect(formatRatio(1.4)).toMatch(/^1\.40\s×$/);
  });
});

describe('excludes', () => {
  it.each([
    [[0.1, 2], true],
    [[-2, -0.1], true],
    [[-1, 1], false],
    [[0, 2], false],
    [[-2, 0], false],
  ] as const)('%j without 0: %s', ([low, high], isExcluded) => {
    expect(excludes([low, high], 0)).toBe(isExcluded);
  });
});

describe('accuracyText', () => {
  it('counts what passed, or tells the mean score', () => {
    const counted = { graded: 200, correct: 146, accuracy: 73, meanScore: null };
    expect(accuracyText(counted)).toMatch(/^146 of 200 \(73\s%\)$/);
    const scored = { graded: 200, correct: null, accuracy: null, meanScore: 0.734 };
    expect(accuracyText(scored)).toBe('mean score 0.73');
    const none = { graded: 0, correct: null, accuracy: null, meanScore: null };
    expect(accuracyText(none)).toBeNull();
  });
});

describe('rightCounts', () => {
  const counts = { n: 30, bothRight: 13, bothWrong: 3, gained: 1, lost: 13 };

  it('adds up what each side had right', () => {
    expect(rightCounts({ ...counts, difference: -40 })).toEqual({ candidate: 14, baseline: 26 });
  });

  it('is unknown where the difference is not one of counts', () => {
    expect(rightCounts({ ...counts, difference: -12.3 })).toBeNull();
    expect(rightCounts({ ...counts, difference: null })).toBeNull();
  });
});

describe('pairMeaning', () => {
  it('speaks of right and wrong only where a side was one of them', () => {
    const once = { candidateMean: 0, baselineMean: 1 };
    expect(pairMeaning({ state: 'lost', ...once })).toBe('Only the baseline is right');
    const often = { candidateMean: 2 / 3, baselineMean: 1 };
    expect(pairMeaning({ state: 'lost', ...often })).toBe(
      'The mean grade of the baseline is higher',
    );
    const better = { candidateMean: 1, baselineMean: 0.5 };
    expect(pairMeaning({ state: 'gained', ...better })).toBe(
      'The mean grade of the candidate is higher',
    );
    const missing = { candidateMean: null, baselineMean: 1 };
    expect(pairMeaning({ state: 'missing', ...missing })).toBe(
      'Without a grade on at least one side',
    );
  });
});
