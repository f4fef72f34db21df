import { describe, expect, it } from 'vitest';
import { numberInput } from '../../../../contract/schemas/numberInput.ts';

describe('a number from outside', () => {
  const schema = numberInput('must be a number');

  it.each([
    [5, 5],
    [0.1, 0.1],
    ['5', 5],
    [' 0.5 ', 0.5],
    ['.5', 0.5],
    ['+1e3', 1_000],
    ['-2', -2],
  ])('is %j', (given, number) => {
    expect(schema.parse(given)).toBe(number);
  });

  it.each([
    '',
    ' ',
    'soon',
    '0x10',
    '0b11',
    '1,5',
    '5 ms',
    'Infinity',
    true,
    null,
    [],
    [5],
    { valueOf: 5 },
    Number.NaN,
    new Date(5),
  ])('is not %j', (given) => {
    const { error } = schema.safeParse(given);
    expect(error?.issues.map(({ message }) => message)).toEqual(['must be a number']);
  });
});
