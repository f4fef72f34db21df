import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curatedSuites } from '../../../../../db/suites/index.ts';
import { contains } from '../../../../../server/grading/graders/contains.ts';
import { gradeCases } from '../../../tables/gradeCases.ts';

const judgeAnswer = (answer: string, expected: string) =>
  contains({ answer, expected, prompt: '', grader: { name: 'contains' } });
const gradeAnswer = (answer: string, expected: string) => judgeAnswer(answer, expected).pass;

const rows = (which: 'right' | 'wrong') =>
  gradeCases.flatMap((row) => row[which].map((answer) => ({ expected: row.expected, answer })));

describe('an answer that contains what is expected', () => {
  it.each(rows('right'))('$expected is in $answer', ({ expected, answer }) => {
    expect(gradeAnswer(answer, expected)).toBe(true);
  });
});

describe('an answer that does not contain what is expected', () => {
  it.each(rows('wrong'))('$expected is not in $answer', ({ expected, answer }) => {
    expect(gradeAnswer(answer, expected)).toBe(false);
  });
});

describe('the reason', () => {
  it.each([
    ['It is Paris.', 'Paris', 1, 'Found “Paris” in “It is Paris.”'],
    ['It is 42 meters.', '42 & meters', 1, 'Found “42” and “meters” in “It is 42 meters.”'],
    ['It is 42.', '42 & meters & high', 0, 'It does not contain “meters” and “high”.'],
    [
      'Rome',
      'Paris | City of Light',
      0,
      'It does not contain “Paris”, nor any of the alternatives.',
    ],
    [
      'The City of Light',
      'Paris | City of Light',
      1,
      'Found “City of Light” in “The City of Light”.',
    ],
  ])('of %j against %j', (answer, expected, score, reason) => {
    expect(judgeAnswer(answer, expected)).toMatchObject({ score, pass: score === 1, reason });
  });
});

/** How models dress an answer up. */
const dresses: ((text: string) => string)[] = [
  (text) => text,
  (text) => `**${text}**`,
  (text) => `*${text}*`,
  (text) => `__${text}__`,
  (text) => `_${text}_`,
  (text) => `\`${text}\``,
  (text) => `\`\`\`sql\n${text}\n\`\`\``,
  (text) => `"${text}"`,
  (text) => `“${text}”`,
  (text) => `'${text}'`,
  (text) => `(${text})`,
  (text) => `<b>${text}</b>`,
  (text) => `| ${text} |`,
  (text) => `> ${text}`,
  (text) => `# ${text}`,
  (text) => `- ${text}`,
  (text) => `1. ${text}`,
  (text) => `${text}.`,
  (text) => `The answer is ${text}, I think.`,
  (text) => `**Answer:** ${text}!`,
  (text) => `Answer:${text}`,
  (text) => `$${text}$`,
  (text) => `\\boxed{${text}}`,
  (text) => `$\\boxed{\\text{${text}}}$`,
  (text) => `  ${text}\r\n`,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
];

const expectedAnswers = curatedSuites.flatMap(({ prompts }) =>
  prompts.flatMap((prompt) => prompt.expected_answer ?? []),
);

describe('every expected answer of the curated suites', () => {
  it.each(expectedAnswers)(
    '%s: each of its alternatives counts, however dressed up',
    (expected) => {
      for (const alternative of expected.split(' | ')) {
        const parts = alternative.split(' & ');
        for (const dress of dresses) {
          const answer = `Let me see.\n${parts.map(dress).join('\n\nand also ')}\nAnything else?`;
          expect(gradeAnswer(answer, expected), answer).toBe(true);
        }
      }
    },
  );

  it.each(expectedAnswers)('%s: silence and chatter do not count', (expected) => {
    for (const answer of ['', '\n', 'I would rather not say.', 'Lorem ipsum dolor sit amet']) {
      expect(gradeAnswer(answer, expected)).toBe(false);
    }
  });
});

describe('grading', () => {
  it('finds any word or number, however dressed up', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    const number = fc.oneof(
      fc.integer(),
      fc.integer({ min: 1000 }).map((n) => n.toLocaleString('en')),
    );
    fc.assert(
      fc.property(
        fc.oneof(word, number.map(String)),
        fc.constantFrom(...dresses),
        (text, dress) => {
          expect(gradeAnswer(`So: ${dress(text)} is it`, text)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds any text in itself, or says that there is nothing to find', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
        const expected = text.replaceAll(/[|&\s]+/g, '-');
        const grade = gradeAnswer(expected, expected);
        expect(grade).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('ends soon for an answer as long as we accept, of any kind', () => {
    const size = 2 * 1024 * 1024;
    for (const unit of [
      '1,111,',
      'a',
      ' ',
      '*',
      '-',
      '.',
      '\\',
      '_',
      '={',
      '字',
      '¹',
      '\u00a0111',
    ]) {
      // Of the processor, since other work of the machine is no work of the grader.
      const before = process.cpuUsage();
      gradeAnswer(unit.repeat(size / Buffer.byteLength(unit)), '42 & !== & x = 5 & SELECT *');
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(5_000);
    }
  });
});
