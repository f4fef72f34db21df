import { describe, expect, it } from 'vitest';
import { suitePromptInput } from '../../../contract/schemas/suites.ts';
import { suiteFileFormats } from '../../../contract/suiteFiles.ts';
import { MAX_SUITE_FILE_BYTES, readSuiteFile } from '../../../suiteFiles/index.ts';
import { promptfooFiles, suiteFileFormatCases, utf8 } from '../tables/suiteFileFormats.ts';

const MB = 1024 * 1024;

/** What goes wrong with files, applied to a file of every format. */
const damages: [string, (bytes: Uint8Array) => Uint8Array][] = [
  ['cut in the middle', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['cut before its last byte', (bytes) => bytes.subarray(0, -1)],
  ['cut after a tenth', (bytes) => bytes.subarray(0, bytes.length / 10)],
  ['without its beginning', (bytes) => bytes.subarray(bytes.length / 3)],
  ['with NULs', (bytes) => bytes.map((byte, index) => (index % 97 === 50 ? 0 : byte))],
  ['with broken bytes', (bytes) => bytes.map((byte, index) => (index % 89 === 60 ? 0xff : byte))],
  ['twice over', (bytes) => joined(bytes, bytes)],
  ['behind other rows', (bytes) => joined(utf8('a;b\n{"prompt": "x"}\n- 1\n'), bytes)],
];
const damaged = [...suiteFileFormatCases, ...promptfooFiles].flatMap((file) =>
  damages.map(([damage, apply]) => ({ name: `${file.name}, ${damage}`, bytes: apply(file.bytes) })),
);

it('there are two hundred of them', () => {
  expect(damaged.length).toBeGreaterThanOrEqual(200);
});

describe('a damaged file', () => {
  it.each(damaged)('$name', ({ bytes }) => {
    expectSound(bytes);
  });

  it('is read as any format', () => {
    for (const { bytes } of damaged) {
      for (const format of suiteFileFormats) expectSound(bytes, { format });
    }
  });
});

describe('what is wrong is said by line', () => {
  const deep = (open: string, close: string) => open.repeat(5_000) + close.repeat(5_000);
  const row = '{"prompt": "a"}';
  it.each([
    ['nothing', '', null, 'The file is empty.'],
    ['blanks', ' \n\t\n', null, 'The file is empty.'],
    ['broken JSON', `${row}\n{"prompt": }\n${row}`, 2, 'This is not valid JSON'],
    ['a row that is cut', `${row}\n{"prompt": "b`, 2, 'This is not valid JSON'],
    ['an array that is cut', `[${row},\n{"prompt": "b`, 2, 'The file breaks off inside this row.'],
    ['a number as a row', `${row}\n42`, 2, 'A row must be an object'],
    ['a row without a prompt', `${row}\n{"prompt": " "}`, 2, 'The row has no prompt.'],
    ['no messages', `{"messages": []}\n${row}`, 1, 'The messages are not understood.'],
    [
      'an unknown role',
      '{"messages": [{"role": "boss", "content": "x"}]}',
      1,
      'There is no role “boss”.',
    ],
    [
      'an answer alone',
      '{"messages": [{"role": "assistant", "content": "x"}]}',
      1,
      'The conversation holds no message of a user.',
    ],
    [
      'two answers',
      '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}, {"role": "assistant", "content": "z"}]}',
      1,
      'Messages must end with a message of the user',
    ],
    [
      'an image',
      '{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]}',
      1,
      'A message holds an image; only texts are sent',
    ],
    ['NUL', '{"prompt": "a\\u0000b"}', 1, 'Prompt must not contain NUL or broken characters.'],
    [
      'half a character',
      '{"prompt": "a\\ud800b"}',
      1,
      'Prompt must not contain NUL or broken characters.',
    ],
    ['NUL in a cell', 'prompt,answer\na,b\nc\0,d', 3, 'Prompt must not contain NUL'],
    [
      'a long prompt',
      JSON.stringify({ prompt: 'a'.repeat(32_001) }),
      1,
      'Prompt is longer than 32,000 characters.',
    ],
    [
      'a long row',
      JSON.stringify({ prompt: 'a'.repeat(2_000_001) }),
      1,
      'The row is longer than 2,000,000 characters.',
    ],
    [
      'a large number',
      '{"prompt": "a", "answer": 12345678901234567890}',
      1,
      'The expected answer is too large for a number.',
    ],
    [
      'deep arrays',
      `${row}\n{"prompt": "a", "x": ${deep('[', ']')}}`,
      2,
      'The row is nested more than 64 levels deep.',
    ],
    ['deep YAML', `prompts: ${deep('[', ']')}\ntests: []`, null, 'The file is nested too deeply.'],
    ['YAML that is none', 'prompts:\n  - [a\ntests: b: c', 3, 'This is not valid YAML'],
    [
      'YAML without prompts',
      'prompts: []\ntests:\n  - vars: {a: b}',
      null,
      'There is no prompt in the file itself.',
    ],
    [
      'an open quotation mark',
      'prompt,answer\na,b\n"c,d\ne,f',
      3,
      'A quotation mark in this row is not closed',
    ],
    ['an unknown grader', '{"prompt": "a", "grader": "best"}', 1, 'Grader'],
    [
      'a grader that is no JSON',
      '{"prompt": "a", "grader": "{"}',
      1,
      'The grader is not valid JSON.',
    ],
    [
      'a table of separators',
      `prompt,answer\n${','.repeat(30_000)}`,
      null,
      'Line 2 has more than 20,000 separators.',
    ],
  ])('%s', (_, text, line, message) => {
    const { problems } = readSuiteFile(utf8(text));
    expect(problems).toContainEqual({ line, message: expect.stringContaining(message) });
  });

  it.each([
    ['an Excel workbook', [0x50, 0x4b, 0x03, 0x04, 0, 1], 'Save the sheet as CSV'],
    ['gzip', [0x1f, 0x8b, 8, 0], 'Unpack it'],
    ['a PDF', [...Buffer.from('%PDF-1.7')], 'Copy its text'],
    ['Parquet', [...Buffer.from('PAR1')], 'Convert it to JSONL'],
  ])('%s', (_, bytes, remedy) => {
    const { format, problems } = readSuiteFile(Uint8Array.from(bytes));
    expect(format).toBeNull();
    expect(problems).toEqual([{ line: null, message: expect.stringContaining(remedy) }]);
  });

  it('broken characters are refused in their rows alone', () => {
    const bytes = joined(utf8('Grüße, Café\n'), Uint8Array.of(0x61, 0xc3, 0x0a), utf8('Größe?'));
    const { prompts, problems, encoding } = readSuiteFile(bytes);
    expect(encoding).toBe('utf-8');
    expect(prompts.map(({ line }) => line)).toEqual([1, 3]);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining('broken') }]);
  });

  it('a hundred times at most', () => {
    const { problems, moreProblems } = readSuiteFile(utf8('{"prompt": }\n'.repeat(1_234)));
    expect(problems).toHaveLength(100);
    expect(moreProblems).toBe(1_134);
  });
});

it.each([100 * MB, MAX_SUITE_FILE_BYTES + 1])(
  'a file of %i bytes is refused before it is read',
  (size) => {
    const bytes = new Uint8Array(size);
    const start = performance.now();
    expect(readSuiteFile(bytes).problems).toEqual([
      {
        line: null,
        message: 'The file is larger than 64 MB. Split it, or take a part of its rows.',
      },
    ]);
    expect(performance.now() - start).toBeLessThan(50);
  },
);

it.each([
  ['brackets', '['],
  ['braces', '{"a":'],
  ['quotation marks', '"'],
  ['quotation marks and separators', '",'],
  ['backslashes', '["\\\\"'],
  ['commas', ','],
  ['line breaks', '\n'],
  ['carriage returns', '\r'],
  ['underscores', '_ '],
  ['indentation', '- - '],
  ['bytes of no encoding', '\xff\x80'],
  ['opening templates', '{{'],
])('a megabyte of %s is read in time', (_, part) => {
  const start = performance.now();
  for (const before of ['', '[', '{"prompts": ["', 'prompt,answer\n', 'prompts:\ntests: ']) {
    expectSound(Buffer.from(before + part.repeat(MB / part.length), 'latin1'));
  }
  expect(performance.now() - start).toBeLessThan(20_000);
});

/** It never throws; what it brings can be stored; and what it could not read it says. */
function expectSound(bytes: Uint8Array, options = {}): void {
  const { prompts, problems, notes } = readSuiteFile(bytes, options);
  expect(prompts.length + problems.length).toBeGreaterThan(0);
  for (const { line, prompt } of prompts) {
    expect(suitePromptInput.parse(prompt)).toEqual(prompt);
    expect(line).toBeGreaterThan(0);
  }
  for (const { message } of problems) expect(message).toMatch(/^[\p{Lu}“].+[.?]$/su);
  for (const note of notes) expect(note.length).toBeLessThan(1_000);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
