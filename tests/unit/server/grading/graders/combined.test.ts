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
