import { describe, expect, it } from 'vitest';
import { MAX_FILE_ROWS, readSuiteFile, writeSuiteFile } from '../../../suiteFiles/index.ts';
import { utf8 } from '../tables/suiteFileFormats.ts';

const read = (text: string, options = {}) => readSuiteFile(utf8(text), options);
const promptsOf = (text: string, options = {}) =>
  read(text, options).prompts.map(({ prompt }) => prompt);
const jsonl = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

describe('a conversation', () => {
  const history = [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: 'Capital of France?' },
  ];

  it('keeps its history, and its last answer is expected', () => {
    const row = { messages: [...history, { role: 'assistant', content: 'Paris', weight: 1 }] };
    expect(promptsOf(jsonl(row))).toEqual([
      {
        prompt: 'Capital of France?',
        messages: [{ role: 'system', content: 'Be brief.' }, ...history.slice(1)],
        expected_answer: 'Paris',
      },
    ]);
  });

  it('keeps the blanks of its history, in which code is written', () => {
    const code = [
      { role: 'system', content: ' Complete.\n' },
      { role: 'user', content: '    def add(a, b):\n' },
      { role: 'assistant', content: '\treturn a + b\n' },
      { role: 'user', content: 'Now subtract.' },
    ];
    const [prompt] = promptsOf(jsonl({ messages: code }));
    expect(prompt?.messages).toEqual(code);
    for (const format of ['json', 'jsonl', 'csv'] as const) {
      expect(promptsOf(writeSuiteFile(prompt ? [prompt] : [], format))).toEqual([prompt]);
    }
  });

  it('expects what another column says', () => {
    const row = { messages: [...history, { role: 'assistant', content: 'Lyon' }], ideal: 'Paris' };
    expect(promptsOf(jsonl(row))[0]).toMatchObject({ expected_answer: 'Paris' });
  });

  it('of ShareGPT has its system prompt in a column', () => {
    const row = {
      system: 'Be brief.',
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Hello' },
      ],
    };
    expect(promptsOf(jsonl(row))).toEqual([
      {
        prompt: 'Hi',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
        ],
        expected_answer: 'Hello',
      },
    ]);
  });

  it('loses calls of tools, which is said', () => {
    const messages = [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'a' }] },
      { role: 'tool', content: '{"sun": true}', tool_call_id: 'a' },
      { role: 'assistant', content: 'Sunny' },
    ];
    const { prompts, notes } = read(jsonl({ messages, tools: [] }));
    expect(prompts[0]?.prompt).toEqual({ prompt: 'Weather?', expected_answer: 'Sunny' });
    expect(notes).toEqual([
      'Not used: “tools”.',
      'Calls of tools and what tools returned are left out of conversations (2 times).',
    ]);
  });

  it('may lie in a request of a batch', () => {
    const row = { custom_id: 'r1', method: 'POST', body: { model: 'm', messages: history } };
    expect(promptsOf(jsonl(row))[0]).toMatchObject({ id: 'r1', prompt: 'Capital of France?' });
  });
});

describe('columns', () => {
  it('of Alpaca put the input below the instruction', () => {
    const row = { instruction: 'Add.', input: '1 and 2', output: '3' };
    expect(promptsOf(jsonl(row))).toEqual([{ prompt: 'Add.\n\n1 and 2', expected_answer: '3' }]);
  });

  it('are taken by their order where they have no names', () => {
    const { columns, mapping, prompts } = read('What is 1 + 1?;2\nWhat is 2 + 2?;4');
    expect(columns).toEqual([null, null]);
    expect(mapping).toEqual({ prompt: 0, expected_answer: 1 });
    expect(prompts.map(({ line }) => line)).toEqual([1, 2]);
  });

  it('are taken by the length of their texts where no name is known', () => {
    const { mapping, notes } = read(jsonl({ foo: 'x', bar: 'What is the capital of France?' }));
    expect(mapping).toEqual({ prompt: 1 });
    expect(notes).toEqual(['Not used: “foo”.']);
  });

  it('are taken as somebody says', () => {
    const text = 'question,answer\nWhat?,That.\n';
    expect(promptsOf(text, { mapping: { prompt: 1 } })).toEqual([{ prompt: 'That.' }]);
    expect(promptsOf(text, { mapping: { prompt: 9 } })).toEqual([]);
  });

  it('hold numbers, truth values and JSON', () => {
    const rows = [42, true, ['a', { b: 1 }], null].map((answer) => ({ prompt: 'Q', answer }));
    expect(promptsOf(jsonl(...rows)).map((prompt) => prompt.expected_answer)).toEqual([
      '42',
      'true',
      '["a",{"b":1}]',
      undefined,
    ]);
  });

  it('keep the split, also of lists by split', () => {
    expect(promptsOf(jsonl({ prompt: 'Q', split: 'val' }))[0]).toMatchObject({ split: 'val' });
    const lists = { train: [{ prompt: 'a' }], val: [{ prompt: 'b' }] };
    expect(promptsOf(JSON.stringify(lists))).toEqual([
      { prompt: 'a', split: 'train' },
      { prompt: 'b', split: 'val' },
    ]);
  });
});

describe('the format', () => {
  it.each([
    ['[INST] Hello [/INST]\n[INST] Bye [/INST]', 'lines'],
    ['{{name}} is a template\nanother line', 'lines'],
    ['Hello, world\nBye, world', 'lines'],
    ['prompts: what are they?\nNobody knows.', 'lines'],
    ['question\nWhat?\nWhy?', 'csv'],
    ['question|answer\nWhat?|That', 'csv'],
    ['a\tb\nc\td', 'tsv'],
    ['["What?","Why?"]', 'json'],
  ])('of %j is %s', (text, format) => {
    expect(read(text).format).toBe(format);
  });

  it('can be corrected', () => {
    const text = 'question,answer\nWhat?,That.';
    expect(promptsOf(text, { format: 'lines' })).toEqual([
      { prompt: 'question,answer' },
      { prompt: 'What?,That.' },
    ]);
    expect(read('Hello, world\nBye, world', { format: 'csv' }).columns).toHaveLength(2);
  });
});

it('lines are those of the file, also behind cells of several lines', () => {
  const csv = 'prompt,answer\n"a\nb\nc",1\n\nd,2\n';
  expect(read(csv).prompts.map(({ line }) => line)).toEqual([2, 6]);
  const json = '[\n  {\n    "prompt": "a"\n  },\n\n  {"prompt": "b"}\n]';
  expect(read(json).prompts.map(({ line }) => line)).toEqual([2, 6]);
});

it('Windows-1252 is read, and said', () => {
  const { prompts, encoding, notes } = readSuiteFile(Buffer.from('Caf\xe9?\nNa\xefve?', 'latin1'));
  expect(prompts.map(({ prompt }) => prompt.prompt)).toEqual(['Café?', 'Naïve?']);
  expect(encoding).toBe('windows-1252');
  expect(notes).toEqual(['The file is not UTF-8; it was read as Windows-1252.']);
});

it('duplicates are named, and categories counted', () => {
  const rows = ['a', 'b', 'a'].map((prompt) => ({ prompt, category: prompt === 'a' ? 'x' : null }));
  const { prompts, duplicates, categories } = read(jsonl(...rows));
  expect(prompts.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 1]);
  expect(duplicates).toBe(1);
  expect(categories).toEqual([
    { category: 'x', count: 2 },
    { category: null, count: 1 },
  ]);
});

it('no more than 50,000 rows are read, in steps that are told', () => {
  const parts: number[] = [];
  const onProgress = (part: number) => parts.push(part);
  const { prompts, problems } = read('Hello?\n'.repeat(MAX_FILE_ROWS + 10), { onProgress });
  expect(prompts).toHaveLength(MAX_FILE_ROWS);
  expect(problems).toEqual([
    {
      line: 50_001,
      message: 'From here on nothing was read: a file may have 50,000 rows. Split it.',
    },
  ]);
  expect(parts).toHaveLength(51);
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  expect(parts.at(-1)).toBe(1);
});
