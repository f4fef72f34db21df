import { describe, expect, it } from 'vitest';
import type { JsonSchemaGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

type Row = [answer: string, schema: JsonSchemaGrader['schema'], pass: boolean];
const order = {
  type: 'object',
  required: ['id', 'total'],
  properties: {
    id: { type: 'string', pattern: '^PW-\\d+$' },
    total: { type: 'number', minimum: 0 },
    items: { type: 'array', items: { $ref: '#/$defs/item' }, maxItems: 2 },
  },
  additionalProperties: false,
  $defs: { item: { type: 'string', enum: ['lamp', 'rug'] } },
};
const names = {
  type: 'object',
  patternProperties: { '^x-': { type: 'integer' }, '^y\\.': { type: 'string' } },
  additionalProperties: false,
};
const tree = { type: 'object', properties: { next: { $ref: '#' }, n: { type: 'integer' } } };

describe('an answer against a schema', () => {
  it.each<Row>([
    ['{"id": "PW-1", "total": 3}', order, true],
    ['{"id": "PW-1", "total": 3, "items": ["lamp"]}', order, true],
    ['{"id": "PW-1", "total": 3, "items": ["lamp", "cup"]}', order, false],
    ['{"id": "PW-1", "total": 3, "items": ["lamp", "rug", "rug"]}', order, false],
    ['{"id": "PX-1", "total": 3}', order, false],
    ['{"id": "PW-1x", "total": 3}', order, false],
    ['{"id": "PW-1", "total": -3}', order, false],
    ['{"id": "PW-1", "total": "3"}', order, false],
    ['{"id": "PW-1"}', order, false],
    ['{"id": "PW-1", "total": 3, "more": 1}', order, false],
    ['```json\n{"id": "PW-1", "total": 3}\n```', order, true],
    ['Sure: {"id": "PW-1", "total": 3}', order, true],
    ['none', order, false],
    ['{"x-a": 1, "y.b": "2"}', names, true],
    ['{"x-a": "1"}', names, false],
    ['{"y.b": 2}', names, false],
    ['{"yxb": "2"}', names, false],
    ['{"z": 1}', names, false],
    ['{"n": 1, "next": {"n": 2, "next": {}}}', tree, true],
    ['{"n": 1, "next": {"n": "2"}}', tree, false],
    ['{}', true, true],
    ['{}', false, false],
    ['3', { type: 'integer' }, true],
    ['3.5', { type: 'integer' }, false],
    ['"a"', { type: ['string', 'null'] }, true],
    ['null', { type: ['string', 'null'] }, true],
    ['[1, 1]', { uniqueItems: true }, false],
    ['"é"', { maxLength: 1 }, true],
    ['"2026-13-01"', { format: 'date' }, false],
    ['"2026-12-01"', { format: 'date' }, true],
    ['"ab"', { allOf: [{ pattern: '^a' }, { pattern: 'b$' }] }, true],
    ['"ab"', { pattern: '^a', allOf: [{ pattern: 'c$' }] }, false],
    ['"ab"', { not: { pattern: '^a' } }, false],
    ['{"ab": 1}', { propertyNames: { pattern: '^a' } }, true],
    ['{"ba": 1}', { propertyNames: { pattern: '^a' } }, false],
    ['5', { pattern: '^a' }, true],
    ['{"pattern": "["}', { properties: { pattern: { type: 'string' } } }, true],
    ['{"pattern": "["}', { const: { pattern: '[' } }, true],
    ['{}', { required: ['constructor'] }, false],
    ['{"a": [{"b": 1}]}', { $schema: 'http://json-schema.org/draft-07/schema#' }, true],
    [
      '{"kind": "a", "n": 1}',
      JSON.parse('{"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["n"]}}'),
      true,
    ],
    ['[1, "a"]', { prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false }, true],
    [
      '{"a.b": 1, "a+b": "x"}',
      { patternProperties: { '^a\\.b$': { type: 'integer' }, '^a\\+b$': { type: 'string' } } },
      true,
    ],
    ['{"ab": 1}', { patternProperties: { a: { type: 'integer' }, b: { type: 'string' } } }, false],
  ])('%j against %j: %j', (answer, schema, pass) => {
    expect(judged({ name: 'json-schema', schema }, { answer })).toMatchObject({
      pass,
      score: pass ? 1 : 0,
    });
  });

  it.each<[string, JsonSchemaGrader['schema'], RegExp]>([
    ['{"id": "PW-1"}', order, /^Instance does not have required property "total"\.$/],
    ['{"id": "PW-1", "total": "3"}', order, /^At total: Instance type "string" is invalid/],
    ['{"id": "a", "total": 3}', order, /^At id: String does not match the pattern "\^PW/],
    ['none', order, /^It holds no JSON\.$/],
  ])('says what does not fit in %j', (answer, schema, reason) => {
    expect(judged({ name: 'json-schema', schema }, { answer }).reason).toMatch(reason);
  });

  it.each<JsonSchemaGrader['schema'][]>([
    [{ $ref: 'https://example.com/s.json' }],
    [{ $ref: '#' }],
    [{ allOf: [{ $ref: '#' }] }],
    [{ pattern: '(?=a)' }],
    [{ type: 'text' }],
  ])('that cannot be used judges nothing: %j', (schema) => {
    const { score, pass, reason } = judged({ name: 'json-schema', schema }, { answer: '{}' });
    expect([score, pass]).toEqual([null, null]);
    expect(reason).toMatch(/^The schema cannot be used: .+\.$/);
  });

  it('asks RE2JS of every pattern, and JavaScript of none', () => {
    const answer = JSON.stringify({ [`${'a'.repeat(40)}!`]: `${'a'.repeat(40)}!` });
    const hostile = '^(a+)+$';
    const schema = {
      patternProperties: { [hostile]: false },
      additionalProperties: { not: { pattern: hostile } },
    };
    const before = process.cpuUsage();
    expect(judged({ name: 'json-schema', schema }, { answer }).pass).toBe(true);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});
