/** The same twelve prompts in every format that people keep such things in. */
import Papa from 'papaparse';
import { stringify } from 'yaml';
import type { SuiteFileFormat } from '../../../contract/suiteFiles.ts';

export const twelve = [
  ['What is the capital of France?', 'Paris', 'geography'],
  ['How many metres has a kilometre?', '1,000 m', 'arithmetic'],
  ['Say “naïve café” in capitals.', 'NAÏVE CAFÉ', 'text'],
  ['Which is larger, 9.9 or 9.11?', '9.9', 'arithmetic'],
  ['What does this print?\n\nprint("a;b,c")', 'a;b,c', 'code'],
  ['=1+1 is a formula in a spreadsheet. What does it show?', '2', 'code'],
  ['-5 plus 3 is?', '-2', 'arithmetic'],
  ['Name the tab\tcharacter.', '"TAB"', 'text'],
  ['Translate into Greek: no.', 'όχι', 'text'],
  ['What colour is 🍋?', 'yellow', 'text'],
  ["Spell 'it's' without the apostrophe.", 'its', 'text'],
  ['{"a": [1, 2]}\nHow many numbers are in it?', '2', 'code'],
] as const;

const named = twelve.map(([prompt, expected_answer, category], index) => ({
  id: `p${index + 1}`,
  prompt,
  expected_answer,
  category,
}));

interface FormatCase {
  name: string;
  format: SuiteFileFormat;
  bytes: Uint8Array;
}

const messages = named.map(({ prompt, expected_answer, ...rest }) => ({
  messages: [
    { role: 'user', content: prompt },
    { role: 'assistant', content: expected_answer },
  ],
  ...rest,
}));
const parts = messages.map(({ messages: [user, assistant], ...rest }) => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: user?.content }] }, assistant],
  tools: [{ type: 'function', function: { name: 'look_up' } }],
  ...rest,
}));
const shareGpt = named.map(({ prompt, expected_answer, ...rest }) => ({
  conversations: [
    { from: 'human', value: prompt },
    { from: 'gpt', value: expected_answer },
  ],
  ...rest,
}));
const alpaca = named.map(({ prompt, expected_answer, ...rest }) => ({
  instruction: prompt,
  input: '',
  output: expected_answer,
  ...rest,
}));
const completions = named.map(({ prompt, expected_answer, ...rest }) => ({
  prompt,
  completion: expected_answer,
  ...rest,
}));
const questions = named.map(({ prompt, expected_answer, id, category }) => ({
  Question: prompt,
  'Correct answer': expected_answer,
  topic: category,
  question_id: id,
}));
const turns = named.map(({ prompt, expected_answer, ...rest }) => ({
  prompt: [{ role: 'user', content: prompt }],
  completion: [{ role: 'assistant', content: expected_answer }],
  ...rest,
}));

const jsonl = (rows: unknown[]) => utf8(rows.map((row) => JSON.stringify(row)).join('\n'));
const csv = (delimiter = ',', newline = '\n') =>
  Papa.unparse(
    named.map(({ id, prompt, expected_answer, category }) => ({
      id,
      question: prompt,
      answer: expected_answer,
      category,
    })),
    { delimiter, newline },
  );

export const suiteFileFormatCases: FormatCase[] = [
  { name: 'messages, JSONL', format: 'messages', bytes: jsonl(messages) },
  {
    name: 'messages, an array',
    format: 'messages',
    bytes: utf8(JSON.stringify(messages, null, 2)),
  },
  { name: 'messages with parts and tools', format: 'messages', bytes: jsonl(parts) },
  { name: 'ShareGPT, JSONL', format: 'sharegpt', bytes: jsonl(shareGpt) },
  { name: 'ShareGPT, an array', format: 'sharegpt', bytes: utf8(JSON.stringify(shareGpt)) },
  { name: 'Alpaca, an array', format: 'alpaca', bytes: utf8(JSON.stringify(alpaca, null, 4)) },
  { name: 'Alpaca, JSONL', format: 'alpaca', bytes: jsonl(alpaca) },
  { name: 'prompt and completion', format: 'json', bytes: jsonl(completions) },
  { name: 'question and correct answer', format: 'json', bytes: jsonl(questions) },
  { name: 'turns as prompt and completion', format: 'json', bytes: jsonl(turns) },
  { name: 'rows in an object', format: 'json', bytes: utf8(JSON.stringify({ data: questions })) },
  {
    name: 'rows one after the other',
    format: 'json',
    bytes: utf8(completions.map((row) => JSON.stringify(row, null, 2)).join('\n')),
  },
  {
    name: 'JSONL with a BOM and CRLF',
    format: 'json',
    bytes: utf8(`\uFEFF${completions.map((row) => JSON.stringify(row)).join('\r\n')}\r\n`),
  },
  {
    name: 'JSONL in UTF-16',
    format: 'json',
    bytes: utf16(completions.map((row) => JSON.stringify(row)).join('\n'), 'le'),
  },
  { name: 'CSV', format: 'csv', bytes: utf8(csv()) },
  { name: 'CSV with a BOM and CRLF', format: 'csv', bytes: utf8(`\uFEFF${csv(',', '\r\n')}`) },
  { name: 'CSV with semicolons', format: 'csv', bytes: utf8(csv(';')) },
  { name: 'CSV in UTF-16 LE', format: 'csv', bytes: utf16(`\uFEFF${csv()}`, 'le') },
  { name: 'CSV in UTF-16 BE', format: 'csv', bytes: utf16(`\uFEFF${csv()}`, 'be') },
  { name: 'TSV', format: 'tsv', bytes: utf8(csv('\t')) },
  { name: 'TSV in UTF-16 LE without a BOM', format: 'tsv', bytes: utf16(csv('\t'), 'le') },
  { name: 'a suite as JSON rows', format: 'suite', bytes: jsonl(named) },
];

/** Prompts by tests, as promptfoo has them; the expectation is an assertion there. */
export const promptfooFiles = (() => {
  const config = {
    description: 'Twelve',
    prompts: ['{{question}}'],
    providers: ['openai:gpt-4.1-mini'],
    tests: named.map(({ id, prompt, expected_answer, category }) => ({
      vars: { question: prompt },
      assert: [{ type: 'equals', value: expected_answer }],
      metadata: { id, category },
    })),
  };
  return [
    { name: 'YAML', bytes: utf8(stringify(config)) },
    { name: 'JSON', bytes: utf8(JSON.stringify(config, null, 2)) },
    { name: 'JSON on one line', bytes: utf8(JSON.stringify(config)) },
  ];
})();

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}
