import { describe, expect, it } from 'vitest';
import { graderSpecInput } from '../../../../contract/schemas/graders.ts';

const refusal = (input: unknown) => {
  const { error } = graderSpecInput.safeParse(input);
  const issue = error?.issues[0];
  return issue ? `${issue.path.join('.')}: ${issue.message}` : null;
};
const nested = (depth: number): unknown =>
  depth === 0 ? { name: 'contains' } : { name: 'not', grader: nested(depth - 1) };
const deep = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

describe('a grader that is accepted', () => {
  it.each([
    { name: 'contains' },
    { name: 'contains', ordered: true, where: 'code', label: 'Answer', ignore_echo: true },
    { name: 'exact', case_sensitive: true, expected_answer: 'Paris' },
    { name: 'numeric', tolerance: 0, relative_tolerance: 0.1, unit: '%', pick: 'first' },
    { name: 'choice', options: ['yes', 'no'] },
    { name: 'regex', pattern: '(', flags: 'ims' },
    { name: 'json', mode: 'subset' },
    { name: 'json-schema', schema: true },
    { name: 'json-schema', schema: { type: 'object', properties: { a_b: {}, aB: {} } } },
    { name: 'similarity', method: 'edit-distance', threshold: 1 },
    { name: 'refusal', expect: 'comply' },
    { name: 'length', unit: 'words', min: 0, max: 90 },
    nested(3),
    { name: 'all', graders: Array(20).fill({ name: 'contains' }) },
  ])('%j stays as it is', (input) => {
    expect(graderSpecInput.parse(input)).toEqual(input);
  });
});

describe('a grader that is refused', () => {
  it.each(
    (
      [
        [null, ': must be a grader with one of these names'],
        ['contains', ': must be a grader with one of these names'],
        [{ name: 'magic' }, 'name: must be a grader with one of these names: contains, exact,'],
        [{ name: 'contains', wher: 'code' }, ': Unrecognized key: "wher"'],
        [
          { name: 'contains', where: 'top' },
          'where: must be one of anywhere, final_line, whole, code',
        ],
        [{ name: 'contains', ordered: 1 }, 'ordered: must be true or false'],
        [{ name: 'contains', label: ' ' }, 'label: must not be empty'],
        [{ name: 'contains', label: 'a'.repeat(201) }, 'label: is longer than 200 characters'],
        [{ name: 'contains', label: 'a\0' }, 'label: must not contain NUL or broken characters'],
        [{ name: 'numeric', tolerance: -1 }, 'tolerance: must not be negative'],
        [{ name: 'numeric', tolerance: Number.NaN }, 'tolerance: must be a number'],
        [{ name: 'numeric', relative_tolerance: 2 }, 'relative_tolerance: must be between 0 and 1'],
        [{ name: 'choice', options: ['a'] }, 'options: must name at least two options'],
        [{ name: 'choice', options: Array(27).fill('a') }, 'options: must name at most 26 options'],
        [{ name: 'regex' }, 'pattern: is required'],
        [{ name: 'regex', pattern: '' }, 'pattern: must not be empty'],
        [{ name: 'regex', pattern: 'a'.repeat(2_001) }, 'pattern: is longer than 2,000 characters'],
        [{ name: 'regex', pattern: 'a', flags: 'g' }, 'flags: can hold i, m and s, each once'],
        [{ name: 'regex', pattern: 'a', flags: 'ii' }, 'flags: can hold i, m and s, each once'],
        [{ name: 'json-schema' }, 'schema: must be a JSON Schema: an object, true or false'],
        [{ name: 'json-schema', schema: [] }, 'schema: must be a JSON Schema'],
        [{ name: 'json-schema', schema: deep(33) }, 'schema: is nested deeper than 32 levels'],
        [{ name: 'json-schema', schema: deep(50_000) }, 'schema: is'],
        [
          { name: 'json-schema', schema: { title: 'a'.repeat(32_000) } },
          'schema: is longer than 32,000 characters',
        ],
        [{ name: 'json-schema', schema: { const: 'a\0' } }, 'schema: must not contain NUL'],
        [{ name: 'similarity', threshold: 0.5 }, 'method: must be one of rouge-l, edit-distance'],
        [{ name: 'similarity', method: 'rouge-l' }, 'threshold: must be a number'],
        [{ name: 'length', unit: 'words' }, 'max: is required, or min in its place'],
        [{ name: 'length', unit: 'words', min: 5, max: 4 }, 'max: must not be less than min'],
        [
          { name: 'length', unit: 'words', max: 1.5 },
          'max: must be a whole number up to 1,000,000',
        ],
        [{ name: 'all', graders: [] }, 'graders: must hold at least one grader'],
        [{ name: 'any', graders: {} }, 'graders: must be a list of graders'],
        [
          { name: 'all', graders: Array(21).fill({ name: 'contains' }) },
          'graders: must hold at most 20 graders',
        ],
        [
          {
            name: 'all',
            graders: Array(3).fill({ name: 'any', graders: Array(7).fill({ name: 'json' }) }),
          },
          ': must hold at most 20 graders, those within others counted',
        ],
        [
          nested(4),
          'grader.grader.grader.name: cannot hold graders here; they nest at most 4 deep',
        ],
        [
          {
            name: 'all',
            graders: Array(3).fill({ name: 'contains', expected_answer: 'a'.repeat(30_000) }),
          },
          ': is longer than 64,000 characters',
        ],
      ] as [unknown, string][]
    ).map(([input, message]) => ({ input, message })),
  )('$message', ({ input, message }) => {
    expect(refusal(input)).toContain(message);
  });

  it('does not overflow the stack, however deep it is', () => {
    const text = `${'{"name":"not","grader":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect(refusal(JSON.parse(text))).toContain('they nest at most 4 deep');
  });
});
