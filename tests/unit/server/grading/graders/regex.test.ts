import { describe, expect, it } from 'vitest';
import type { RegexGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

type Row = [answer: string, pattern: string, pass: boolean, options?: Partial<RegexGrader>];

describe('a pattern in an answer', () => {
  it.each<Row>([
    ['order 42', '\\d+', true],
    ['order', '\\d+', false],
    ['', 'a', false],
    ['', '^$', true],
    ['Paris', 'paris', false],
    ['Paris', 'paris', true, { flags: 'i' }],
    ['a\nb', '^b$', false],
    ['a\nb', '^b$', true, { flags: 'm' }],
    ['a\nb', 'a.b', false],
    ['a\nb', 'a.b', true, { flags: 's' }],
    ['A\nB', 'a.b$', true, { flags: 'ims' }],
    ['2026-05-28', '^\\d{4}-\\d{2}-\\d{2}$', true],
    ['on 2026-05-28', '^\\d{4}-\\d{2}-\\d{2}$', false],
    ['foobar', '\\bbar\\b', false],
    ['foo bar', '\\bbar\\b', true],
    ['a/b', 'a\\/b', true],
    ['A', '\\u0041', true],
    ['Año', '\\p{L}ño', true],
    ['日本', '\\p{Han}+', true],
    ['aaa', '^(a+)+$', true],
    [`${'a'.repeat(50_000)}!`, '^(a+)+$', false],
    ['ab', '(?<first>a)(?P<second>b)', true],
    ['x', '[', false],
    ['SELECT * FROM t', 'select \\*', true, { flags: 'i', where: 'code' }],
    ['Say select.\n```sql\nUPDATE t\n```', 'select', false, { flags: 'i', where: 'code' }],
    ['```sql\n-- LIMIT 5\nSELECT 1\n```', 'LIMIT', false, { where: 'code' }],
    ['```sql\nSELECT 1 LIMIT 5 -- five\n```', 'LIMIT 5', true, { where: 'code' }],
    ['```python\nx = "# no"  # yes\n```', 'yes', false, { where: 'code' }],
    ['```python\nx = "# no"  # yes\n```', 'no', true, { where: 'code' }],
    ['```js\nf(); // g()\n/* h() */\n```', 'g|h', false, { where: 'code' }],
    ['```\na\n```\nb\n```\nc\n```', 'b', false, { where: 'code' }],
    ['```\na\n```\nb\n```\nc\n```', 'c', true, { where: 'code' }],
    ['one\ntwo', '^two$', true, { where: 'final_line' }],
    ['one\ntwo', 'one', false, { where: 'final_line' }],
    [' 42 ', '\\d+', true, { where: 'whole' }],
    ['42 m', '\\d+', false, { where: 'whole' }],
    ['Code: AB\nCode: CD', '^CD$', true, { label: 'Code' }],
    ['Code: AB\nCode: CD', 'AB', false, { label: 'Code' }],
  ])('%j, /%s/: %j %j', (answer, pattern, pass, options) => {
    const judgement = judged({ name: 'regex', pattern, ...options }, { answer });
    expect(judgement.pass ?? false).toBe(pass);
  });

  it('says what matched and where, also behind characters of two units', () => {
    expect(judged({ name: 'regex', pattern: 'wor.d' }, { answer: 'hé😀llo world!' })).toMatchObject(
      {
        found: 'world',
        reason: 'Found “world” in “hé😀llo world!”',
      },
    );
    expect(judged({ name: 'regex', pattern: '\\d' }, { answer: 'a' })).toMatchObject({
      score: 0,
      reason: 'Nothing in it matches /\\d/.',
    });
  });

  it('that cannot be used judges nothing', () => {
    for (const pattern of ['[', '(?=a)', '(a)\\1', 'a{1001}']) {
      const { score, pass, reason } = judged({ name: 'regex', pattern }, { answer: 'a' });
      expect([score, pass]).toEqual([null, null]);
      expect(reason).toMatch(/^The pattern cannot be used: .+\.$/);
    }
  });
});
