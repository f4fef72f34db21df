import { describe, expect, it } from 'vitest';
import type { GraderSpec } from '../../../../contract/graders.ts';
import { graderProblem } from '../../../../server/grading/graderProblem.ts';

describe('a grader that cannot be used', () => {
  it.each<[GraderSpec, string, RegExp]>([
    [{ name: 'regex', pattern: '[' }, 'pattern', /missing closing \]/],
    [{ name: 'regex', pattern: '(?=a)' }, 'pattern', /look-around is not supported/],
    [{ name: 'regex', pattern: '(?<!a)b' }, 'pattern', /look-around is not supported/],
    [{ name: 'regex', pattern: '(a)\\1' }, 'pattern', /back-references are not supported/],
    [{ name: 'regex', pattern: 'a{2000}' }, 'pattern', /invalid repeat count/],
    [
      { name: 'all', graders: [{ name: 'contains' }, { name: 'regex', pattern: '*' }] },
      'graders.1.pattern',
      /missing argument/,
    ],
    [
      { name: 'not', grader: { name: 'any', graders: [{ name: 'regex', pattern: ')' }] } },
      'grader.graders.0.pattern',
      /./,
    ],
    [{ name: 'json-schema', schema: { pattern: '(?=a)' } }, 'schema', /look-around/],
    [{ name: 'json-schema', schema: { patternProperties: { '[': {} } } }, 'schema', /closing/],
    [{ name: 'json-schema', schema: { pattern: 5 } }, 'schema', /must be a string/],
    [{ name: 'json-schema', schema: { type: 'text' } }, 'schema', /type text is none of/],
    [{ name: 'json-schema', schema: { required: 'id' } }, 'schema', /required must be a list/],
    [{ name: 'json-schema', schema: { properties: [] } }, 'schema', /properties must be an obj/],
    [
      { name: 'json-schema', schema: { $ref: 'https://example.com/schema.json' } },
      'schema',
      /leads to nothing in the schema, and others are not loaded/,
    ],
    [{ name: 'json-schema', schema: { items: { $ref: '#/$defs/x' } } }, 'schema', /leads to noth/],
    [{ name: 'json-schema', schema: { $id: 'http://[' } }, 'schema', /./],
  ])('%j: %s', (spec, path, message) => {
    const problem = graderProblem(spec);
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(message);
    expect(problem?.message).toMatch(/^cannot be used: /);
  });
});

it('one that can be used has no problem', () => {
  const usable: GraderSpec[] = [
    { name: 'contains' },
    { name: 'regex', pattern: '^(?<year>\\d{4})-\\u0041\\/$', flags: 'ims' },
    {
      name: 'json-schema',
      schema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        $defs: { name: { type: 'string', pattern: '^[A-Z]' } },
        properties: { pattern: { $ref: '#/$defs/name' }, type: { enum: ['a'] } },
        patternProperties: { '^x-': true },
        const: { $ref: 'nowhere', pattern: '[' },
      },
    },
  ];
  expect(usable.map((spec) => graderProblem(spec))).toEqual([null, null, null]);
});
