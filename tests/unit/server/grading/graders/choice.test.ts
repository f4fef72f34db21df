import { describe, expect, it } from 'vitest';
import type { ChoiceGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

const prompt = 'What is the capital of France?\nA) Lyon\nB) Paris\nC) Rome\nD) Nice';
const letter = (answer: string, expected = 'B', options: Partial<ChoiceGrader> = {}) =>
  judged({ name: 'choice', ...options }, { answer, expected, prompt });
const closed = (answer: string, expected: string, options: string[]) =>
  judged({ name: 'choice', options }, { answer, expected });

describe('a letter that is chosen', () => {
  it.each([
    'B',
    'b',
    'B.',
    'B)',
    '(B)',
    '[B]',
    '**B**',
    '**B.**',
    '*B*',
    '`B`',
    '"B"',
    'Ｂ',
    'Ⓑ',
    'Option B',
    'option b',
    'Answer: B',
    'Answer: (B)',
    '**Answer:** B',
    '**Answer: B**',
    'Answer:\nB',
    'The answer is B.',
    'The correct answer is **B**.',
    'The answer is (B) Paris.',
    'The answer is: B',
    'the answer would be b',
    '\\boxed{B}',
    '$\\boxed{\\text{B}}$',
    'B) Paris',
    'B. Paris',
    '**B) Paris**',
    'B - Paris',
    'B: Paris',
    'B, because it is the seat of government.',
    'B) Paris is the capital, while Lyon (A) is not.',
    'Paris',
    'paris',
    'It is Paris.',
    'The capital is **Paris**.',
    'A is wrong, C is in Italy, D is a resort. So the answer is B.',
    'Let us see.\n\nB',
    'A) no\nB) yes\nC) no\n\nAnswer: B',
    'I think A at first. Final answer: B',
    'I choose B',
    'It is not A, so B.',
    'I would say B. A capital is where the government sits.',
    '答案是B',
    'Die Antwort ist B.',
    '```\nB\n```',
  ])('%j', (answer) => {
    expect(letter(answer)).toMatchObject({ score: 1, pass: true });
  });
});

describe('what chooses another, several or none', () => {
  it.each([
    '',
    'A',
    'a',
    '(A)',
    'C.',
    'Lyon',
    'The answer is A.',
    'A, B and C',
    'A and B',
    'A or B',
    'B or C',
    'The answer is B or C.',
    'The answer is A, B and C.',
    'Both B and C',
    'Answer: A, B',
    'Either Paris or Rome.',
    'Not B.',
    'Anything but Paris? Lyon.',
    '\\boxed{A}',
    'Answer: B. No, wait. Answer: A',
    'I am not sure.',
    'A capital is where the government sits.',
    'Bravo',
    'B2B is business to business.',
    'Plan B-side',
    'AB',
    'E',
    'All of the above',
    'Parisian',
    'A) Lyon\nB) Paris\nC) Rome\nD) Nice',
  ])('%j', (answer) => {
    expect(letter(answer).pass).toBe(false);
  });
});

describe('options that the grader names', () => {
  const queues = ['billing', 'shipping', 'technical'];
  it.each<[string, string, string[], boolean]>([
    ['billing', 'billing', queues, true],
    ['Billing.', 'billing', queues, true],
    ['**billing**', 'billing', queues, true],
    ['The queue is billing.', 'billing', queues, true],
    ['billing or shipping', 'billing', queues, false],
    ['shipping', 'billing', queues, false],
    ['not billing', 'billing', queues, false],
    ['It is not shipping but billing.', 'billing', queues, true],
    ['B', 'billing', queues, false],
    ['rebilling', 'billing', queues, false],
    ['not urgent', 'urgent', ['urgent', 'normal', 'low'], false],
    ['urgent', 'urgent', ['urgent', 'normal', 'low'], true],
    ['full refund', 'full refund', ['full refund', 'refund', 'nothing'], true],
    ['full refund', 'refund', ['full refund', 'refund', 'nothing'], false],
    ['ships Monday to Friday, so it leaves on Friday', 'Monday', ['Monday', 'Friday'], false],
    ['Answer: Monday', 'Monday', ['Monday', 'Friday'], true],
    ['Monday', 'Monday | Friday', ['Monday', 'Tuesday', 'Friday'], true],
    ['yes', 'yes', ['yes', 'no'], true],
    ['No, it is not.', 'no', ['yes', 'no'], true],
    ['Nothing', 'no', ['yes', 'no'], false],
  ])('%j against %j of %j: %j', (answer, expected, options, pass) => {
    expect(closed(answer, expected, options).pass).toBe(pass);
  });
});

describe('what a judgement says', () => {
  it('shows the choice and its place', () => {
    expect(letter('The answer is (B).')).toMatchObject({
      found: 'B',
      reason: 'Found B in “The answer is (B).”',
    });
    expect(letter('It is Rome.')).toMatchObject({
      found: 'Rome',
      reason: 'It chooses C, expected B.',
    });
    expect(letter('A, B and C').reason).toBe('It names A, B and C, one was asked for.');
    expect(letter('?').reason).toBe('It chooses none of the options.');
    expect(closed('It is billing.', 'billing', ['billing', 'other'])).toMatchObject({
      found: 'billing',
      reason: 'Found billing in “It is billing.”',
    });
  });

  it('looks where it is told to', () => {
    expect(letter('A\nB', 'B', { where: 'final_line' }).pass).toBe(true);
    expect(letter('B\nA', 'B', { where: 'final_line' }).pass).toBe(false);
    expect(letter('A or B?\nVerdict: B', 'B', { label: 'Verdict' }).pass).toBe(true);
    expect(letter('B', 'B', { where: 'whole' }).pass).toBe(true);
    expect(letter('I say B', 'B', { where: 'whole' }).pass).toBe(false);
  });

  it('judges nothing where the expected answer is none of the options', () => {
    expect(letter('B', 'F')).toMatchObject({ score: null, pass: null });
    expect(closed('a', 'c', ['a', 'b'])).toMatchObject({ score: null, pass: null });
  });
});

describe('what is said of the options', () => {
  it.each([
    ['| Option | Verdict |\n|---|---|\n| A | wrong |\n| B | correct |\n| C | wrong |', 'B', true],
    ['A) Lyon ❌\nB) Paris ✅\nC) Rome ❌\nD) Nice ❌', 'B', true],
    ['A) Lyon ✅\nB) Paris ❌\nC) Rome ❌\nD) Nice ❌', 'B', false],
    ['- [ ] A) Lyon\n- [x] B) Paris\n- [ ] C) Rome\n- [ ] D) Nice', 'B', true],
    ['B is incorrect.', 'B', false],
    ['B isn’t right.', 'B', false],
    ['The answer cannot be B.', 'B', false],
    ['Everything but B.', 'B', false],
    ['The answer is B because A, C and D are not capitals.', 'B', true],
    ['I’d go with option (b).', 'B', true],
    ['A und B', 'B', false],
    ['A et B', 'B', false],
    ['B is not only a river port but the capital.', 'B', true],
  ])('%j against %j: %j', (answer, expected, pass) => {
    expect(letter(answer, expected).pass).toBe(pass);
  });

  it.each([
    ['Sentiment: negative\n\nReasoning: it sounds positive at first.', 'negative', true],
    ['Option A: positive\nOption B: negative', 'positive', false],
    ['It is positive. Negative would be wrong.', 'positive', true],
  ])('%j against the closed choice %j: %j', (answer, expected, pass) => {
    expect(closed(answer, expected, ['positive', 'negative']).pass).toBe(pass);
  });
});
