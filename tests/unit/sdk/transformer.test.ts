import fc from 'fast-check';
import superjson from 'superjson';
import { describe, expect, it } from 'vitest';
import { transformer } from '../../../sdk/transformer.ts';
import { transformer as ofServer } from '../../../server/api/transformer.ts';

/** What goes over a wire. */
const sent = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

describe('what the server says', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
  );
  // What no programme can read back: superjson refuses these keys itself.
  const key = fc
    .oneof(fc.string(), fc.constantFrom('a.b', 'a\\.b', '\\', '.', ''))
    .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value')),
      fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    ),
  }));

  it('is read as superjson reads it', () => {
    fc.assert(
      fc.property(value, (said) => {
        const wire = sent(superjson.serialize(said));
        expect(transformer.deserialize(sent(wire))).toEqual(superjson.deserialize(wire));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read where one object stands twice', () => {
    const when = { at: new Date(0) };
    const wire = sent(superjson.serialize({ one: when, other: when }));
    expect(transformer.deserialize(wire)).toEqual({ one: when, other: when });
  });

  it('is refused where it is more than this client knows', () => {
    const wire = sent(superjson.serialize({ words: new Set(['a']) }));
    expect(() => transformer.deserialize(wire)).toThrow('does not know: set');
  });

  it('does not reach what all objects share', () => {
    const wire = { json: {}, meta: { values: { '__proto__.polluted': ['undefined'] }, v: 1 } };
    expect(() => transformer.deserialize(sent(wire) as never)).toThrow('did not send');
    const deeper = { json: { a: {} }, meta: { values: { 'a.constructor.name': ['number'] } } };
    expect(() => transformer.deserialize(sent(deeper) as never)).toThrow('did not send');
  });
});

it.each([[undefined], [{ text: 'a', none: undefined, list: [1, { deep: null }] }], ['a'], [null]])(
  'the server understands %j as an input',
  (input) => {
    const wire = sent(transformer.serialize(input));
    expect(ofServer.input.deserialize(wire as never)).toEqual(input);
  },
);
