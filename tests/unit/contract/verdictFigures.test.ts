import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutText,
  differenceText,
  floorText,
  percentagesText,
  pointsText,
  scoresText,
} from '../../../contract/verdictFigures.ts';

describe('differences and intervals', () => {
  it.each<[difference: number, low: number, high: number, margin: number, written: string]>([
    [19, 10.4, 26.7, 5, '+19 points, 95 % between +10 and +27'],
    [1, -9, 11, 5, '+1 point, 95 % between −9 and +11'],
    [-1, -11, 9, 5, '−1 point, 95 % between −11 and +9'],
    [0.4, -9, 11, 5, '+0.4 points, 95 % between −9 and +11'],
    [4, 0.3, 8, 5, '+4 points, 95 % between +0.3 and +8'],
    [4, 0.0004, 8, 5, '+4 points, 95 % between +0.0004 and +8'],
    [2, -4.7, 9, 5, '+2 points, 95 % between −4.7 and +9'],
    [2, -4.98, 9, 5, '+2 points, 95 % between −4.98 and +9'],
    [-2, -5.2, 1, 5, '−2 points, 95 % between −5.2 and +1'],
    [0, -5, 5, 5, '0 points, 95 % between −5 and +5'],
    [1.6, 0.9, 2.3, 5, '+1.6 points, 95 % between +0.9 and +2.3'],
    [0.2, 0.01, 0.42, 5, '+0.2 points, 95 % between +0.01 and +0.42'],
    [1_000 / 11, 52, 100, 5, '+91 points, 95 % between +52 and +100'],
  ])('%d between %d and %d, margin %d', (difference, low, high, margin, written) => {
    const { points, range } = differenceText(difference, [low, high], margin);
    expect(`${points}, ${range}`).toBe(written);
  });
});

it('never writes a margin as nothing', () => {
  expect([5, 1, 2.5, 0.0001, 0.004_56, 1e-300].map(pointsText)).toEqual([
    '5 points',
    '1 point',
    '2.5 points',
    '0.0001 points',
    '0.0046 points',
    '1e-300 points',
  ]);
});

it('rounds what cannot be seen down, so that nothing above it is denied', () => {
  expect([9, 10.9, 8.75, 1, 0.55, 0.012].map(floorText)).toEqual([
    '9 points',
    '10 points',
    '8.7 points',
    '1 point',
    '0.5 points',
    '0.01 points',
  ]);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (points) => {
      expect(Number.parseFloat(floorText(points))).toBeLessThanOrEqual(points + 1e-9);
    }),
  );
});

it('rounds further prompts up, to two figures', () => {
  expect([10, 37, 99, 100, 117, 1_234, 99_900].map(aboutText)).toEqual([
    '10',
    '40',
    '100',
    '100',
    '120',
    '1,300',
    '100,000',
  ]);
});

it('shows that two shares differ, and calls only all 100 and only none 0', () => {
  expect(percentagesText(73.1, 54.4)).toEqual(['73 %', '54 %']);
  expect(percentagesText(66.5, 66.2)).toEqual(['67 %', '66 %']);
  expect(percentagesText(66.4, 66.2)).toEqual(['66.4 %', '66.2 %']);
  expect(percentagesText(66.4, 66.4)).toEqual(['66 %', '66 %']);
  expect(percentagesText(99.8, 100)).toEqual(['99 %', '100 %']);
  expect(percentagesText(99.97, 99.2)).toEqual(['99.9 %', '99.2 %']);
  expect(percentagesText(0.1, 0)).toEqual(['1 %', '0 %']);
  expect(scoresText(0.812, 0.744)).toEqual(['0.81', '0.74']);
  expect(scoresText(0.812, 0.813)).toEqual(['0.812', '0.813']);
});
