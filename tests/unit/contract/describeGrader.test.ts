import { describe, expect, it } from 'vitest';
import { describeGrader } from '../../../contract/describeGrader.ts';
import {
  answerPlaceLabels,
  answerPlaces,
  type GraderSpec,
  graderLabels,
  graderNames,
} from '../../../contract/graders.ts';

describe('what a grader does, in a line', () => {
  it.each<[GraderSpec, string]>([
    [{ name: 'contains' }, 'Contains'],
    [
      { name: 'contains', expected_answer: 'Friday', ordered: true, ignore_echo: true },
      'Contains “Friday”, in this order, what repeats the prompt aside',
    ],
    [
      { name: 'exact', case_sensitive: true, where: 'final_line' },
      'Exact, capitals count, in the final line',
    ],
    [
      { name: 'numeric', tolerance: 0.5, relative_tolerance: 0.01, unit: 'kg', pick: 'first' },
      'Number, ± 0.5, ± 1 %, in kg, the first number',
    ],
    [
      { name: 'numeric', label: 'Refund', where: 'whole' },
      'Number, behind the last “Refund:”, and nothing else',
    ],
    [{ name: 'choice', options: ['low', 'high'] }, 'Choice, of low, high'],
    [
      { name: 'regex', pattern: '^SELECT', flags: 'i', where: 'code' },
      'Regular expression, /^SELECT/i, in code, comments aside',
    ],
    [{ name: 'json' }, 'JSON'],
    [{ name: 'json', mode: 'subset' }, 'JSON, more keys may be there'],
    [{ name: 'json-schema', schema: true }, 'JSON Schema'],
    [
      { name: 'similarity', method: 'rouge-l', threshold: 0.5 },
      'Closeness of wording, ROUGE-L, at least 50 %',
    ],
    [{ name: 'refusal' }, 'Refusal, must decline'],
    [{ name: 'refusal', expect: 'comply' }, 'Refusal, must help'],
    [{ name: 'length', unit: 'words', max: 1_000 }, 'Length, at most 1,000 words'],
    [{ name: 'length', unit: 'sentences', min: 4, max: 5 }, 'Length, 4 to 5 sentences'],
    [{ name: 'length', unit: 'characters', min: 3, max: 3 }, 'Length, exactly 3 characters'],
    [
      {
        name: 'all',
        graders: [
          { name: 'contains', expected_answer: 'Friday' },
          { name: 'not', grader: { name: 'contains', expected_answer: 'Monday' } },
        ],
      },
      'All of: Contains “Friday”; Not: Contains “Monday”',
    ],
  ])('%j', (spec, line) => {
    expect(describeGrader(spec)).toBe(line);
  });

  it('shortens long texts', () => {
    const pattern = `${'a'.repeat(59)}😀${'b'.repeat(500)}`;
    const line = describeGrader({ name: 'regex', pattern });
    expect(line.length).toBeLessThan(100);
    expect(line.isWellFormed()).toBe(true);
  });
});

it('every grader and every place has a label and a hint', () => {
  for (const { label, hint } of [
    ...graderNames.map((name) => graderLabels[name]),
    ...answerPlaces.map((place) => answerPlaceLabels[place]),
  ]) {
    expect(label).toMatch(/^[A-Z]/);
    expect(hint.length).toBeGreaterThan(10);
  }
  expect(graderLabels.similarity.hint).toContain('closeness of wording, not correctness');
});
