import { describe, expect, it } from 'vitest';
import type { NumericGrader } from '../../../../../contract/graders.ts';
import { judged } from './judged.ts';

type Row = [answer: string, expected: string, pass: boolean, options?: Partial<NumericGrader>];

const number = (answer: string, expected: string, options: Partial<NumericGrader> = {}) =>
  judged({ name: 'numeric', ...options }, { answer, expected });

describe('spellings of a number', () => {
  it.each<Row>([
    ['5', '5', true],
    ['25', '5', false],
    ['There are 25 of them.', '5', false],
    ['5.', '5', true],
    ['(5)', '5', true],
    ['"5"', '5', true],
    ['`5`', '5', true],
    ['**5**', '5', true],
    ['$5$', '5', true],
    ['\\(5\\)', '5', true],
    ['x = 5', '5', true],
    ['x=5', '5', true],
    ['72.0', '72', true],
    ['74.0000000000000000', '74', true],
    ['07', '7', true],
    ['+7', '7', true],
    ['.5', '0.5', true],
    ['0.5', '.5', true],
    ['-5', '-5', true],
    ['−5', '-5', true],
    ['–5', '-5', true],
    ['－5', '-5', true],
    ['minus: −5', '-5', true],
    ['5', '-5', false],
    ['-5', '5', false],
    ['3-5', '5', false],
    ['3-5', '-5', false],
    ['1,250', '1250', true],
    ['1.250', '1250', true],
    ['1.250', '1.25', true],
    ['1 250', '1250', true],
    ['1\u00a0250', '1250', true],
    ['1\u202f250', '1250', true],
    ["1'250", '1250', true],
    ['1’250', '1250', true],
    ['1_250', '1250', true],
    ['1{,}250', '1250', true],
    ['1\\,250', '1250', true],
    ['1,250,000', '1250000', true],
    ['1.250.000', '1250000', true],
    ['1,250.50', '1250.5', true],
    ['1.250,50', '1250.5', true],
    ['12,50', '12.5', true],
    ['1,250', '1.25', false],
    ['1,250', '1,25', false],
    ['0,250', '0.25', true],
    ['1250', '125', false],
    ['125', '1250', false],
    ['1.2e3', '1200', true],
    ['1.2E+3', '1200', true],
    ['1.2 × 10^3', '1200', true],
    ['1.2 × 10³', '1200', true],
    ['1.2 \\times 10^{3}', '1200', true],
    ['5e-3', '0.005', true],
    ['½', '0.5', true],
    ['1 ½', '1.5', true],
    ['1½', '1.5', true],
    ['1/2', '0.5', true],
    ['1 1/2', '1.5', true],
    ['\\frac{1}{2}', '0.5', true],
    ['0.5', '1/2', true],
    ['2/3', '4/6', true],
    ['٥', '5', true],
    ['٤٢', '42', true],
    ['٥٫٢', '5.2', true],
    ['४२', '42', true],
    ['４２', '42', true],
    ['๔๒', '42', true],
    ['答案是42', '42', true],
    ['42です', '42', true],
    ['$120.00', '120', true],
    ['US$120', '120', true],
    ['€5.20', '5.2', true],
    ['5,20 €', '5.2', true],
    ['EUR5.20', '5.2', true],
    ['5.20 EUR', '5.2', true],
    ['-$5', '-5', true],
    ['$-5', '-5', true],
    ['£1,250.00', '1250', true],
    ['360g', '360', true],
    ['360 g', '360', true],
    ['16 km/h', '16', true],
    ['5k', '5000', true],
    ['1.2 million', '1200000', true],
    ['3 thousand', '3000', true],
    ['five', '5', true],
    ['There are twelve.', '12', true],
    ['Twenty-one', '21', true],
    ['someone', '1', false],
    ['', '5', false],
    ['no idea', '5', false],
    ['H2O', '2', false],
    ['A4', '4', false],
    ['version 1.2.3', '3', false],
    ['192.168.0.1', '1', false],
    ['12345678901234', '12345678901235', false],
    ['0.30000000000000004', '0.3', true],
  ])('%j against %j: %j', (answer, expected, pass, options) => {
    expect(number(answer, expected, options).pass).toBe(pass);
  });
});

describe('which number counts', () => {
  it.each<Row>([
    ['It starts at 10, adds 3, so 13.', '10', false],
    ['It starts at 10, adds 3, so 13.', '13', true],
    ['6 × 7 = 42', '42', true],
    ['The answer is 42, since 6 × 7 gives it.', '42', true],
    ['The answer is 6 × 7 = 42.', '42', true],
    ['**42** for 3 people', '42', true],
    ['**Step 1:** 10. **Step 2:** 42', '42', true],
    ['We get \\boxed{42}. See page 3.', '42', true],
    ['\\boxed{\\text{42}}', '42', true],
    ['\\boxed{\\frac{3}{4}}', '0.75', true],
    ['The answer is 41 or 42.', '42', false],
    ['41 or 42', '42', false],
    ['The answer is 41. Wait, no. The answer is 42.', '42', true],
    ['The answer is 42. Wait, no. The answer is 41.', '42', false],
    ['Between 40 and 50: 42', '42', true],
    ['Answer: 42 (page 3)', '42', true],
    ['42\n\n(3 steps)', '42', false],
    ['42\n\n(3 steps)', '42', true, { pick: 'first' }],
    ['first 1, then 2, then 3', '1', true, { pick: 'first' }],
    ['first 1, then 2, then 3', '2', true, { pick: 'any' }],
    ['first 1, then 2, then 3', '4', false, { pick: 'any' }],
    ['Refund: 148\nThank you, see you in 30 days.', '148', true, { label: 'Refund' }],
    ['Refund: 20 + 128\nRefund: 148', '148', true, { label: 'Refund' }],
    ['**Refund:** 148 euros', '148', true, { label: 'Refund' }],
    ['**Refund**: 148', '148', true, { label: 'Refund:' }],
    ['Refund:\n\n148', '148', true, { label: 'Refund' }],
    ['REFUND = 148', '148', true, { label: 'Refund' }],
    ['Refund: 138\nso in the end 148', '148', false, { label: 'Refund' }],
    ['The refund is 148', '148', false, { label: 'Refund' }],
    ['Refund: 148\nBut maybe 150', '148', false, { label: 'Refund', where: 'final_line' }],
    ['100 − 20\nRefund: 148', '148', true, { label: 'Refund', where: 'final_line' }],
    ['```\nRefund: 148\n```', '148', true, { label: 'Refund', where: 'final_line' }],
    ['It was 148.\nNow 150.', '148', false, { where: 'final_line' }],
    ['It was 150.\nNow 148.\n', '148', true, { where: 'final_line' }],
    ['148', '148', true, { where: 'whole' }],
    ['**€148**', '148', true, { where: 'whole' }],
    ['148 euros', '148', true, { where: 'whole' }],
    ['It is 148', '148', false, { where: 'whole' }],
  ])('%j against %j: %j %j', (answer, expected, pass, options) => {
    expect(number(answer, expected, options).pass).toBe(pass);
  });
});

describe('units, percent and tolerance', () => {
  it.each<Row>([
    ['5 km', '5 km', true],
    ['5 kilometres', '5 km', true],
    ['5', '5 km', true],
    ['5 m', '5 km', false],
    ['5 m', '5', true],
    ['5 m', '5', false, { unit: 'km' }],
    ['5 people', '5', true, { unit: 'km' }],
    ['$5', '5 EUR', false],
    ['€5', '5 EUR', true],
    ['25%', '25%', true],
    ['25 percent', '25%', true],
    ['25', '25%', true],
    ['0.25', '25%', false],
    ['25%', '0.25', true],
    ['25%', '25', true],
    ['9.9', '10', false],
    ['9.9', '10', true, { tolerance: 0.1 }],
    ['9.8', '10', false, { tolerance: 0.1 }],
    ['101', '100', true, { relative_tolerance: 0.01 }],
    ['102', '100', false, { relative_tolerance: 0.01 }],
    ['-101', '-100', true, { relative_tolerance: 0.01 }],
    ['7', '5 | 7', true],
    ['6', '5 | 7', false],
    ['7', '5', true, { expected_answer: '7' }],
  ])('%j against %j: %j %j', (answer, expected, pass, options) => {
    expect(number(answer, expected, options).pass).toBe(pass);
  });
});

describe('what a judgement says', () => {
  it('shows the number and its place in the answer as it came', () => {
    expect(number('So it is −1 250,50 € in all', '-1250.5')).toMatchObject({
      score: 1,
      pass: true,
      found: '−1 250,50',
      reason: 'Found −1 250,50 in “So it is −1 250,50 € in all”.',
    });
    expect(number('It is 41.', '42')).toMatchObject({
      score: 0,
      found: '41',
      reason: 'Found 41, expected 42.',
    });
    expect(number('5 m', '5 km').reason).toBe('Found 5 in m, expected 5 km.');
    expect(number('41 or 42', '42').reason).toBe('It offers “41” or “42”, expected 42.');
    expect(number('none', '42').reason).toBe('It gives no number.');
    expect(number('It is 4', '4', { label: 'Sum' }).reason).toBe(
      'It has no line “Sum:” with something behind it.',
    );
  });

  it('judges nothing where no number is expected', () => {
    expect(number('42', 'many')).toMatchObject({ score: null, pass: null });
    expect(number('42', '')).toMatchObject({ score: null, pass: null });
  });
});

describe('what is said about a number', () => {
  it.each([
    ['It is 42, not 41.', '42', true],
    ['It is 41, not 42.', '42', false],
    ['It is not 42.', '42', false],
    ['The answer is not 41 but 42.', '42', true],
    ['The answer is not 42, it is 41.', '42', false],
    ['x ≠ 42', '42', false],
    ['The range is 40-45.', '45', false],
    ['40–45', '40', false],
    ['between 40 and 45', '45', false],
    ['about 40 to 50', '50', false],
    ['42 oder 43', '43', false],
    ['x = ±42', '42', false],
    ['42 ± 3', '42', true],
    ['42 \\pm 3', '42', true],
    ['√2', '2', false],
    ['$2\\sqrt{3}$', '3', false],
    ['2π', '2', false],
    ['It took place on 2024-05-12.', '12', false],
    ['It took place on 2024-05-12.', '2024', true],
    ['Die Antwort ist 42, weil 6 mal 7.', '42', true],
    ['La réponse est 42, car 6 et 7.', '42', true],
    ['{"answer": 42, "confidence": 0.9}', '42', true],
  ])('%j against %j: %j', (answer, expected, pass) => {
    expect(number(answer, expected).pass).toBe(pass);
  });
});

describe('further spellings', () => {
  it.each([
    ['₹12,34,567', '1234567', true],
    ['1,23,45,678.50', '12345678.5', true],
    ['1,100,25', '110025', false],
    ['minus 5', '-5', true],
    ['It is negative 5.', '-5', true],
    ['10 minus 5', '5', true],
    ['minus five', '-5', true],
    ['one hundred and five', '105', true],
    ['two thousand', '2000', true],
    ['three hundred twelve thousand and six', '312006', true],
    ['a million', '1000000', true],
    ['one or two', '2', false],
    ['10^6', '1000000', true],
    ['2^{10}', '1024', true],
    ['2^10', '10', false],
    ['10⁶', '1000000', true],
    ['5 m²', '5', true],
    ['\\frac34', '0.75', true],
    ['$1.5M', '1500000', true],
    ['1.5m', '1500000', false],
  ])('%j against %j: %j', (answer, expected, pass) => {
    expect(number(answer, expected).pass).toBe(pass);
  });
});
