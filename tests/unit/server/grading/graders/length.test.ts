import { describe, expect, it } from 'vitest';
import type { LengthGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

const isExactly = (unit: LengthGrader['unit'], answer: string, count: number) =>
  judged({ name: 'length', unit, min: count, max: count }, { answer }).pass;

describe('words', () => {
  it.each([
    ['', 0],
    ['   ', 0],
    ['one', 1],
    ['one two', 2],
    ['one  two\nthree', 3],
    ["don't stop", 2],
    ['well-known', 2],
    ['1,250 euros', 2],
    ['**bold** and _soft_', 3],
    ['- a\n- b', 2],
    ['— … !', 0],
    ['C’est la vie', 3],
    ['3.5 km', 2],
    ['Привет, мир', 2],
    ['مرحبا بالعالم', 2],
  ])('of %j: %d', (answer, count) => {
    expect(isExactly('words', answer, count)).toBe(true);
  });

  it('of a text without blanks are more than one', () => {
    expect(
      judged({ name: 'length', unit: 'words', min: 3 }, { answer: '今日は天気がいいです' }).pass,
    ).toBe(true);
  });
});

describe('sentences', () => {
  it.each([
    ['', 0],
    ['One.', 1],
    ['One. Two.', 2],
    ['One! Two? Three…', 3],
    ['No full stop', 1],
    ['It costs 3.50 euros.', 1],
    ['一。二。', 2],
    ['…', 0],
    ['“Yes.” She left.', 2],
  ])('of %j: %d', (answer, count) => {
    expect(isExactly('sentences', answer, count)).toBe(true);
  });
});

describe('characters', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    [' abc ', 3],
    ['a b', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 1],
    ['👩‍👩‍👧', 1],
    ['🇩🇪', 1],
  ])('of %j: %d', (answer, count) => {
    expect(isExactly('characters', answer, count)).toBe(true);
  });
});

it('says how long it is and how long it was to be', () => {
  const three = { answer: 'one two three' };
  const told = (bounds: Omit<LengthGrader, 'name' | 'unit'>) =>
    judged({ name: 'length', unit: 'words', ...bounds }, three).reason;
  expect(told({ max: 5 })).toBe('It has 3 words.');
  expect(told({ max: 1 })).toBe('It has more than 1 word; asked for at most 1.');
  expect(told({ min: 5 })).toBe('It has 3 words; asked for at least 5.');
  expect(told({ max: 2 })).toBe('It has more than 2 words; asked for at most 2.');
});
