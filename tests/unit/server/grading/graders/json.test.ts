import { describe, expect, it } from 'vitest';
import type { JsonGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

type Row = [answer: string, expected: string, pass: boolean, mode?: JsonGrader['mode']];

describe('JSON in an answer', () => {
  it.each<Row>([
    ['{"a": 1}', '{"a": 1}', true],
    ['{"a":1,"b":2}', '{"b": 2, "a": 1}', true],
    ['{"a": 1.0}', '{"a": 1}', true],
    ['{"a": 1e0}', '{"a": 1}', true],
    ['{"a": "1"}', '{"a": 1}', false],
    ['{"a": null}', '{"a": 0}', false],
    ['{"a": null}', '{}', false],
    ['{}', '{"a": null}', false],
    ['{"a": 1, "b": 2}', '{"a": 1}', false],
    ['{"a": 1, "b": 2}', '{"a": 1}', true, 'subset'],
    ['{"x": {"a": 1, "b": 2}}', '{"x": {"a": 1}}', true, 'subset'],
    ['{"x": [{"a": 1, "b": 2}]}', '{"x": [{"a": 1}]}', true, 'subset'],
    ['{"x": [1, 2]}', '{"x": [1]}', false, 'subset'],
    ['{"b": 2}', '{"a": 1}', false, 'subset'],
    ['[1, 2]', '[1, 2]', true],
    ['[2, 1]', '[1, 2]', false],
    ['[1, 2, 3]', '[1, 2]', false],
    ['[]', '{}', false],
    ['{}', '[]', false],
    ['"a"', '"a"', true],
    ['"A"', '"a"', false],
    ['"caf\\u00e9"', '"café"', true],
    ['true', 'true', true],
    ['```json\n{"a": 1}\n```', '{"a": 1}', true],
    ['Here it is:\n```\n{"a": 1}\n```\nDone.', '{"a": 1}', true],
    ['```js\nlet x;\n```\n```json\n{"a": 1}\n```', '{"a": 1}', true],
    ['```json\n{"a": 0}\n```\nBetter:\n```json\n{"a": 1}\n```', '{"a": 1}', true],
    ['The result is {"a": 1}, I think.', '{"a": 1}', true],
    ['I [think] so: {"a": "}"}', '{"a": "}"}', true],
    ['{"a": 1', '{"a": 1}', false],
    ["{'a': 1}", '{"a": 1}', false],
    ['{a: 1}', '{"a": 1}', false],
    ['{"a": 1,}', '{"a": 1}', false],
    ['', '{"a": 1}', false],
    ['no JSON', '{"a": 1}', false],
    ['{"a": 1}', '', true],
    ['none', '', false],
    ['{"__proto__": 1}', '{"__proto__": 1}', true],
    ['{}', '{"__proto__": 1}', false],
    ['{}', '{"constructor": 1}', false],
  ])('%j against %j: %j %j', (answer, expected, pass, mode) => {
    const grader: JsonGrader = { name: 'json', ...(mode && { mode }) };
    expect(judged(grader, { answer, expected }).pass).toBe(pass);
  });

  it.each([
    ['{"a": 1, "b": 2}', '{"a": 1, "b": 2, "total": 3}', 'Expected 3 keys, `total` missing.'],
    ['{"a": {"b": 1}}', '{"a": {"b": 2}}', 'Expected 2 at a.b, found 1.'],
    ['{"a": 1, "b": 2}', '{"a": 1}', 'Expected 1 key, `b` more.'],
    ['[1, 2]', '[1]', 'Expected 1 item, found 2.'],
    ['[1, [2]]', '[1, [3]]', 'Expected 3 at [1][0], found 2.'],
    ['{}', '[]', 'Expected a list, found an object.'],
    ['5', '{}', 'Expected an object, found 5.'],
    ['none', '{}', 'It holds no JSON.'],
    ['{"a": 1}', '{"a": 1}', 'It is equal.'],
  ])('%j against %j: %s', (answer, expected, reason) => {
    expect(judged({ name: 'json' }, { answer, expected }).reason).toBe(reason);
  });

  it('is shown in its place', () => {
    const answer = 'Well 😀:\n```json\n {"a": 1}\n```';
    expect(judged({ name: 'json' }, { answer, expected: '{"a": 1}' }).found).toBe('{"a": 1}');
    expect(judged({ name: 'json' }, { answer: 'So {"a": 1}!', expected: '' }).found).toBe(
      '{"a": 1}',
    );
  });

  it('judges nothing where the expected answer is no JSON', () => {
    expect(judged({ name: 'json' }, { answer: '{}', expected: '{a}' })).toMatchObject({
      score: null,
      pass: null,
    });
  });
});

describe('JSON of the kind that is looked for', () => {
  it.each([
    ['The object (see [1]) is {"a":1} as in [2].', '{"a":1}', true],
    ['{"a":1}\n\nIn Python: `x[0]`.', '{"a":1}', true],
    ['```json\n{"a":1}\n```\nUsage:\n```python\n[1]\n```', '{"a":1}', true],
    ['[1, 2] for the input {"n": 2}', '[1,2]', true],
    ['There is none [1].', '{"a":1}', false],
  ])('%j against %j: %j', (answer, expected, pass) => {
    expect(judged({ name: 'json' }, { answer, expected }).pass).toBe(pass);
  });

  it('is what the type of a schema says', () => {
    const schema = { type: 'object', required: ['a'] };
    expect(judged({ name: 'json-schema', schema }, { answer: '{"a":1} as in [2]' }).pass).toBe(
      true,
    );
  });
});
