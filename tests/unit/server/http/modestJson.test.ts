import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertModestJson } from '../../../../server/http/security/modestJson.ts';

const check = (json: string) => assertModestJson(Buffer.from(json));
const manyValues = (count: number) => JSON.stringify(Array(count).fill(1));

describe('JSON', () => {
  it('of any text within bounds is let through, whatever stands in its strings', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (json) => {
        expect(() => check(json)).not.toThrow();
      }),
    );
  });

  it('is judged by its values, not by what its strings look like', () => {
    const text = '{[":,'.repeat(20_000);
    expect(() => check(JSON.stringify({ prompt: text, more: `\\${text}\\\\` }))).not.toThrow();
  });

  it.each([
    ['a list', manyValues(60_002)],
    ['lists of lists', JSON.stringify(Array(601).fill(Array(100).fill(0)))],
  ])('of too many values is refused: %s', (_what, json) => {
    expect(() => check(json)).toThrow('more than 60,000 values');
  });

  it('of too many fields in one object is refused, and not where they are spread over many', () => {
    const fieldsOf = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [at, 1]));
    expect(() => check(JSON.stringify({ a: fieldsOf(1_001) }))).toThrow('more than 1,000 fields');
    expect(() => check(JSON.stringify([fieldsOf(1_000), fieldsOf(1_000), {}]))).not.toThrow();
    expect(() => check(JSON.stringify({ a: fieldsOf(999), b: [fieldsOf(1_000)] }))).not.toThrow();
  });

  it('of as many values as a run of 5,000 prompts is let through', () => {
    const prompt = { prompt: 'a', category: 'b', expected_answer: 'c', tags: 'd', difficulty: 'e' };
    expect(() => check(JSON.stringify({ prompts: Array(5_000).fill(prompt) }))).not.toThrow();
  });

  it('nested too deeply is refused, and is not where levels only follow each other', () => {
    expect(() => check('['.repeat(33))).toThrow('32 levels');
    expect(() => check('['.repeat(32))).not.toThrow();
    expect(() => check(`[${Array(100).fill('{}').join()}]`)).not.toThrow();
  });

  it('that is broken is left to the parser', () => {
    for (const json of ['', '{"a', '"\\', ']]]]', '\u0000'])
      expect(() => check(json)).not.toThrow();
  });
});
