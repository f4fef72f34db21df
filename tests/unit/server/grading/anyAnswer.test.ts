/** What every grader promises, whatever it is given. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GraderSpec, graderNames } from '../../../../contract/graders.ts';
import { judge } from '../../../../server/grading/index.ts';

const places: Pick<Extract<GraderSpec, { name: 'contains' }>, 'where' | 'label' | 'ignore_echo'>[] =
  [
    {},
    { where: 'final_line' },
    { where: 'whole' },
    { where: 'code' },
    { label: 'Answer' },
    { label: 'Answer', where: 'final_line' },
    { ignore_echo: true },
  ];
const simple: GraderSpec[] = [
  ...places.flatMap((place): GraderSpec[] => [
    { name: 'contains', ...place },
    { name: 'exact', ...place },
    { name: 'numeric', ...place },
    { name: 'choice', ...place },
    { name: 'regex', pattern: '\\w+|\\d', ...place },
  ]),
  { name: 'contains', ordered: true },
  { name: 'exact', where: 'anywhere' },
  { name: 'numeric', pick: 'any', tolerance: 3, unit: 'kg' },
  { name: 'choice', options: ['yes', 'no', 'A'] },
  { name: 'json' },
  { name: 'json', mode: 'subset' },
  { name: 'json-schema', schema: { patternProperties: { a: { pattern: 'b' } }, type: 'object' } },
  { name: 'similarity', method: 'rouge-l', threshold: 0.5 },
  { name: 'similarity', method: 'edit-distance', threshold: 0.5 },
  { name: 'refusal' },
  { name: 'length', unit: 'words', max: 3 },
  { name: 'length', unit: 'sentences', max: 3 },
  { name: 'length', unit: 'characters', max: 3 },
];
const graders: GraderSpec[] = [
  ...simple,
  { name: 'all', graders: simple.slice(0, 3) },
  { name: 'any', graders: simple.slice(0, 3) },
  { name: 'not', grader: { name: 'contains' } },
];

it('every grader is among them', () => {
  expect(new Set(graders.map(({ name }) => name))).toEqual(new Set(graderNames));
});

/** What answers are made of, so that many of them match something. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      'Answer:',
      '**',
      '\n',
      '```',
      '```sql\n',
      '-- ',
      '42',
      '−5',
      '1,250',
      '½',
      '٥',
      '$',
      '%',
      ' km',
    ],
    ...[
      'A',
      'B)',
      '(C)',
      'yes',
      'no',
      'not ',
      'or ',
      '{"a": "b"}',
      '[1',
      '}',
      '\\boxed{',
      'sorry, I can’t help',
    ],
    ...['😀', 'e\u0301', '字', '\ud800', '\0', 'İ', 'ß', '\u00ad', '#', '/*', '*/', '"', "'", '`'],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

describe.each(graders.map((grader) => [JSON.stringify(grader), grader] as const))(
  '%s',
  (_, grader) => {
    it('judges any answer, and says why and where in bounds', () => {
      fc.assert(
        fc.property(text, text, text, (answer, expected, prompt) => {
          const { score, pass, reason, span } = judge({ answer, expected, prompt, grader });
          expect(score === null).toBe(pass === null);
          if (score !== null) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
          expect(reason).not.toBe('');
          expect(reason.length).toBeLessThan(1_000);
          expect(reason.isWellFormed()).toBe(true);
          if (!span) return;
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(answer.length);
        }),
        { numRuns: 150 },
      );
    });

    it('judges the same again', () => {
      fc.assert(
        fc.property(text, text, (answer, expected) => {
          const once = judge({ answer, expected, prompt: '', grader });
          expect(judge({ answer, expected, prompt: '', grader })).toEqual(once);
        }),
        { numRuns: 20 },
      );
    });
  },
);

describe('an answer as long as we accept, of any kind,', () => {
  const size = 2 * 1024 * 1024;
  const units = [
    'a ',
    '1',
    '1 ',
    ' ',
    '\n',
    '**',
    '```\n',
    '{',
    '[',
    '{"a":',
    '"',
    '\\',
    'A\n',
    'Answer: ',
    '字',
    '. ',
    "'",
    '/*',
    '(',
    'x=1\n',
    '|',
    'or ',
    '½',
    '$',
  ];
  // One way to each piece of code; the places share theirs.
  const kinds = simple.filter(
    (grader) => !('label' in grader) && !('where' in grader && grader.name !== 'contains'),
  );
  it.each(kinds.map((grader) => [JSON.stringify(grader), grader] as const))(
    'does not hold up %s',
    (_, grader) => {
      for (const unit of units) {
        const answer = unit.repeat(size / Buffer.byteLength(unit));
        const before = process.cpuUsage();
        const expected = grader.name === 'choice' ? (grader.options?.[0] ?? 'A') : '42';
        judge({ answer, expected, prompt: 'A) a\nB) b', grader });
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1_000, `${JSON.stringify(unit)}`).toBeLessThan(3_000);
      }
    },
  );
});

describe('places', () => {
  it('of words are those of the answer as it came', () => {
    const word = fc.stringMatching(/^[a-z]{3,9}$/);
    const filler = fc.array(
      fc.constantFrom(
        '1,250 ',
        '10² ',
        '**x** ',
        '字字 ',
        'e\u0301 ',
        '_y_ ',
        '-$5 ',
        'ﬁ ',
        '\\_ ',
        '.5 ',
        '\n',
        'İ ',
        'co\u00adop ',
        'ABC ',
      ),
      { maxLength: 1_500 },
    );
    fc.assert(
      fc.property(filler, word, filler, (before, wanted, after) => {
        fc.pre(!before.concat(after).join('').toLowerCase().includes(wanted));
        const answer = `${before.join('')}${wanted.toUpperCase()} ${after.join('')}`;
        const { span } = judge({
          answer,
          expected: wanted,
          prompt: '',
          grader: { name: 'contains' },
        });
        expect(span && answer.slice(span.start, span.end).toLowerCase()).toBe(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('of numbers hold the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (number) => {
        for (const shown of [
          String(number),
          number.toLocaleString('en'),
          number.toLocaleString('de-CH'),
        ]) {
          const answer = `Well, it is **${shown}** then.`;
          const grader = { name: 'numeric' } as const;
          const { pass, span } = judge({ answer, expected: String(number), prompt: '', grader });
          expect(pass, answer).toBe(true);
          expect(span && answer.slice(span.start, span.end)).toBe(shown);
        }
      }),
    );
  });
});
