import { describe, expect, it } from 'vitest';
import type { GraderSpec } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

const has = (expected: string): GraderSpec => ({ name: 'contains', expected_answer: expected });
const close: GraderSpec = {
  name: 'similarity',
  method: 'rouge-l',
  threshold: 0.5,
  expected_answer: 'a b c d',
};
const broken: GraderSpec = { name: 'regex', pattern: '[' };
const number = (expected: string): GraderSpec => ({ name: 'numeric', expected_answer: expected });
const short: GraderSpec = { name: 'length', unit: 'words', max: 5 };
const all = (...graders: GraderSpec[]): GraderSpec => ({ name: 'all', graders });
const any = (...graders: GraderSpec[]): GraderSpec => ({ name: 'any', graders });
const not = (grader: GraderSpec): GraderSpec => ({ name: 'not', grader });

describe('several graders', () => {
  it.each<[GraderSpec, string, boolean | null, number | null]>([
    [all(has('a'), has('b')), 'a b', true, 1],
    [all(has('a'), has('b')), 'a', false, 0],
    [all(has('a')), 'a', true, 1],
    [any(has('a'), has('b')), 'b', true, 1],
    [any(has('a'), has('b')), 'c', false, 0],
    [not(has('a')), 'b', true, 1],
    [not(has('a')), 'a', false, 0],
    [not(not(has('a'))), 'a', true, 1],
    [all(has('a'), not(has('b'))), 'a', true, 1],
    [all(has('a'), not(has('b'))), 'a b', false, 0],
    [all(has('a'), any(has('b'), has('c'))), 'a c', true, 1],
    [all(has('a'), close), 'a b', true, 2 / 3],
    [any(has('z'), close), 'a b', true, 2 / 3],
    [not(close), 'a b', false, 1 / 3],
    [all(has('a'), broken), 'a', null, null],
    [all(has('z'), broken), 'a', false, 0],
    [any(has('a'), broken), 'a', true, 1],
    [any(has('z'), broken), 'a', null, null],
    [not(broken), 'a', null, null],
    [all(not(broken)), 'a', null, null],
    // As people put them together.
    [all(number('42'), short), 'It is 42.', true, 1],
    [all(number('42'), short), 'After a long look at it I would say that it is 42.', false, 0],
    [all(number('42'), short), 'It is 41.', false, 0],
    [any(number('0.5'), number('50')), '50 %', true, 1],
    [any(has('Paris'), has('City of Light')), 'The City of Light.', true, 1],
    [all(has('Paris'), not(has('Lyon'))), 'Paris, Lyon or Nice', false, 0],
    [
      all({ name: 'json', mode: 'subset', expected_answer: '{"ok": true}' }, not(has('error'))),
      '{"ok": true, "n": 1}',
      true,
      1,
    ],
    [
      all({ name: 'json', mode: 'subset', expected_answer: '{"ok": true}' }, not(has('error'))),
      '{"ok": true, "error": 7}',
      false,
      0,
    ],
    [not({ name: 'refusal' }), 'Here is how to do it.', true, 1],
    [not({ name: 'refusal' }), 'I’m sorry, but I can’t help with that.', false, 0],
    [any({ name: 'refusal' }, has('call a doctor')), 'Please call a doctor first.', true, 1],
    [all({ name: 'regex', pattern: '^- ', flags: 'm' }, short), '- one\n- two', true, 1],
    [all({ name: 'regex', pattern: '^- ', flags: 'm' }, short), 'one, two', false, 0],
    [any(all(has('a'), has('b')), all(has('c'), has('d'))), 'c d', true, 1],
    [any(all(has('a'), has('b')), all(has('c'), has('d'))), 'a d', false, 0],
    [not(any(has('a'), has('b'))), 'c', true, 1],
    [not(all(has('a'), has('b'))), 'a', true, 1],
  ])('%j of %j: %j', (grader, answer, pass, score) => {
    const judgement = judged(grader, { answer });
    expect(judgement.pass).toBe(pass);
    if (score === null) expect(judgement.score).toBeNull();
    else expect(judgement.score).toBeCloseTo(score, 12);
  });

  it('say why, and where', () => {
    expect(judged(all(has('b'), has('c')), { answer: 'a b c' })).toMatchObject({
      reason: 'Found “b” in “a b c”. Found “c” in “a b c”.',
      found: 'b',
    });
    expect(judged(all(has('b'), has('z')), { answer: 'a b' }).reason).toBe(
      'It does not contain “z”.',
    );
    expect(judged(not(has('b')), { answer: 'a b' })).toMatchObject({
      reason: 'This must not be: Found “b” in “a b”.',
      found: 'b',
    });
    expect(judged(not(has('z')), { answer: 'a' }).reason).toBe(
      'As it must be: It does not contain “z”.',
    );
    expect(judged(all(...Array(5).fill(has('a'))), { answer: 'a' }).reason).toMatch(
      / And 2 more\.$/,
    );
  });

  it('use the prompt’s expected answer where they have none of their own', () => {
    const grader = all({ name: 'contains' }, has('b'));
    expect(judged(grader, { answer: 'a b', expected: 'a' }).pass).toBe(true);
    expect(judged(grader, { answer: 'b', expected: 'a' }).pass).toBe(false);
  });
});
