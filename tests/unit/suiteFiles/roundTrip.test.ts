import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suitePromptInput } from '../../../contract/schemas/suites.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import { readSuiteFile, writeSuiteFile, writtenFormats } from '../../../suiteFiles/index.ts';

/** Texts with what breaks cells, lines and quotes. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '\t',
        '"',
        "'",
        ',',
        ';',
        '=',
        '+',
        '-',
        '@',
        '＝',
        '\\',
        '{{x}}',
        '\u2028',
        '\uFEFF',
        '[{',
        '{"',
        '#',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((joined) => joined.trim() !== '');
const short = text
  .map((long) => long.slice(0, 60))
  .filter((cut) => cut.isWellFormed() && cut.trim() !== '');
const message = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant' as const),
  content: text,
});
const prompt = fc
  .record(
    {
      asked: fc.oneof(
        text.map((alone) => ({ prompt: alone })),
        fc.tuple(fc.array(message, { maxLength: 3 }), text).map(([history, content]) => ({
          messages: [...history, { role: 'user' as const, content }],
        })),
      ),
      expected_answer: text,
      grader: fc.constantFrom(
        { name: 'contains' },
        { name: 'numeric', tolerance: 0.5, unit: '%' },
        {
          name: 'all',
          graders: [
            { name: 'regex', pattern: '^=a"\n' },
            { name: 'length', unit: 'words', max: 3 },
          ],
        },
      ),
      category: short,
      split: short,
      id: short,
    },
    { requiredKeys: ['asked'] },
  )
  .map(({ asked, ...rest }): SuitePrompt => suitePromptInput.parse({ ...asked, ...rest }));

describe.each(writtenFormats)('a suite written as %s', (format) => {
  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(fc.array(prompt, { minLength: 1, maxLength: 6 }), (prompts) => {
        const written = writeSuiteFile(prompts, format);
        const { prompts: read, problems } = readSuiteFile(new TextEncoder().encode(written));
        expect(problems).toEqual([]);
        expect(read.map((each) => each.prompt)).toEqual(prompts);
        expect(
          writeSuiteFile(
            read.map((each) => each.prompt),
            format,
          ),
        ).toBe(written);
      }),
      { numRuns: 500 },
    );
  });
});

it('formulas are guarded in a CSV', () => {
  const written = writeSuiteFile(
    [{ prompt: '=1+1', expected_answer: "'=2", category: ' @x' }],
    'csv',
  );
  expect(written).toContain("'=1+1");
  expect(written).toContain("''=2");
  expect(written).toContain("' @x");
});
