import superjson from 'superjson';
import { expect, it } from 'vitest';
import { transformer } from '../../../../server/api/transformer.ts';

const read = (input: unknown) => transformer.input.deserialize(superjson.serialize(input));

it.each([{ at: new Date(0), left: undefined, list: [1, { a: 'b' }] }, undefined, 'text', null])(
  'an input of JSON, dates and nothing is read: %j',
  (input) => {
    expect(read(input)).toEqual(input);
  },
);

it('one value in two places is read as two', () => {
  const shared = { a: 1 };
  const { one, other } = read({ one: shared, other: shared, list: Array(3).fill(shared) }) as {
    [name: string]: unknown;
  };
  expect(one).toEqual(shared);
  expect(other).toEqual(shared);
});

it.each([
  ['a number of any length', { deep: { list: [9n] } }],
  ['an expression', /(a|b)/],
  ['a set', new Set([new Date(0)])],
  ['a map', { at: new Map([[1, 2]]) }],
  ['an error', new Error('no')],
  ['NaN', { count: Number.NaN }],
])('an input of other types is refused: %s', (_what, input) => {
  expect(() => read(input)).toThrow('An input can hold JSON');
});

it('an input is refused whose way to a value is longer than any', () => {
  const values = { [`${'a.'.repeat(1_000)}b`]: ['Date'] };
  const input = { json: {}, meta: { values } } as never;
  expect(() => transformer.input.deserialize(input)).toThrow('An input can hold JSON');
});

it('an input that is not even superjson is left to its schema', () => {
  for (const input of [undefined, null, 1, 'text', {}, { json: 1, meta: 2 }]) {
    expect(() => transformer.input.deserialize(input as never)).not.toThrow('An input can');
  }
});
