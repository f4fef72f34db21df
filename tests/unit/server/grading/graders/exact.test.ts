import { describe, expect, it } from 'vitest';
import type { ExactGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

type Row = [answer: string, expected: string, pass: boolean, options?: Partial<ExactGrader>];

describe('the exact answer', () => {
  it.each<Row>([
    ['Paris', 'Paris', true],
    ['paris', 'Paris', true],
    ['Paris.', 'Paris', true],
    [' Paris \n', 'Paris', true],
    ['"Paris"', 'Paris', true],
    ['“Paris”', 'Paris', true],
    ['**Paris**', 'Paris', true],
    ['**Paris.**', 'Paris', true],
    ['`Paris`', 'Paris', true],
    ['```\nParis\n```', 'Paris', true],
    ['It is Paris', 'Paris', false],
    ['Paris!', 'Paris', false],
    ['Paris, France', 'Paris', false],
    ['Pari', 'Paris', false],
    ['', 'Paris', false],
    ['New  York', 'New York', true],
    ['New\nYork', 'New York', true],
    ['New-York', 'New York', false],
    ['don’t', "don't", true],
    ['Ｐａｒｉｓ', 'Paris', true],
    ['cafe\u0301', 'café', true],
    ['cafe', 'café', false],
    ['Rome', 'Paris | Rome', true],
    ['Oslo', 'Paris | Rome', false],
    ['a | b', 'a | b', true],
    ['x && y', 'x && y', true],
    ['x & y', 'x && y', false],
    ['p-b-k', 'PBK', false],
    ['PBK', 'PBK', true, { case_sensitive: true }],
    ['pbk', 'PBK', false, { case_sensitive: true }],
    ['...', '...', true],
    ['So:\nParis', 'Paris', true, { where: 'anywhere' }],
    ['So: Paris', 'Paris', false, { where: 'anywhere' }],
    ['So:\nParis', 'Paris', true, { where: 'final_line' }],
    ['Paris\nor so', 'Paris', false, { where: 'final_line' }],
    ['Reasons…\nCity: Paris', 'Paris', true, { label: 'City' }],
    ['City: Paris or Rome', 'Paris', false, { label: 'City' }],
    ['Rome', 'Paris', true, { expected_answer: 'Rome' }],
  ])('%j against %j: %j %j', (answer, expected, pass, options) => {
    expect(judged({ name: 'exact', ...options }, { answer, expected }).pass).toBe(pass);
  });

  it('says what it found instead, and where it found it', () => {
    const grader = { name: 'exact' } as const;
    expect(judged(grader, { answer: 'Rome', expected: 'Paris' })).toMatchObject({
      score: 0,
      reason: '“Rome” is not “Paris”.',
    });
    expect(judged(grader, { answer: '  Paris \n', expected: 'Paris' })).toMatchObject({
      score: 1,
      found: 'Paris',
    });
  });
});
