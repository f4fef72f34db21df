import { describe, expect, it } from 'vitest';
import { chooseGrader } from '../../../../server/grading/index.ts';

const options = 'Which city?\nA) Lyon\nB) Paris\nC) Rome';
const prose = 'You can return it within thirty days, as long as it is unused and still in its box.';

describe('the grader that is chosen by the form of the expected answer', () => {
  it.each<[string, string, string | null]>([
    ['What?', '42', 'numeric'],
    ['What?', '-3.5', 'numeric'],
    ['What?', '1,250', 'numeric'],
    ['What?', '$120.00', 'numeric'],
    ['What?', '5,20 €', 'numeric'],
    ['What?', '360 g', 'numeric'],
    ['What?', '25%', 'numeric'],
    ['What?', '½', 'numeric'],
    ['What?', '3/4', 'numeric'],
    ['What?', '72 | 72.00', 'numeric'],
    ['What?', '18:35', 'contains'],
    ['What?', '2026-05-28', 'contains'],
    ['What?', 'PW-77418', 'contains'],
    ['What?', '42 & meters', 'contains'],
    ['What?', 'CO2', 'contains'],
    [options, 'B', 'choice'],
    [options, '(b)', 'choice'],
    [options, 'B | C', 'choice'],
    [options, 'Paris', 'contains'],
    [options, 'D', 'contains'],
    ['Which letter?', 'B', 'contains'],
    ['Pick: A) Lyon, B) Paris, C) Rome', 'B', 'choice'],
    ['What?', '{"total": 3}', 'json'],
    ['What?', '[1, 2, 3]', 'json'],
    ['What?', '{total: 3}', 'contains'],
    ['What?', '[note]', 'contains'],
    ['What?', 'Paris', 'contains'],
    ['What?', 'Paris | City of Light', 'contains'],
    ['What?', prose, 'similarity'],
    ['What?', `${prose} | ${prose}`, 'contains'],
    ['What?', '', null],
    ['What?', '  ', null],
  ])('%j, %j: %s', (prompt, expected, name) => {
    expect(chooseGrader({ prompt, expected_answer: expected })?.name ?? null).toBe(name);
  });

  it('is the prompt’s own first, also where nothing is expected', () => {
    const grader = { name: 'length', unit: 'words', max: 5 } as const;
    expect(chooseGrader({ prompt: 'What?', expected_answer: '42', grader })).toBe(grader);
    expect(chooseGrader({ prompt: 'What?', grader })).toBe(grader);
    expect(chooseGrader({ prompt: 'What?' })).toBeNull();
  });
});
