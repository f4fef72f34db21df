/** Shapes in which trainers, exports and spreadsheets write the same things. */
import { describe, expect, it } from 'vitest';
import { readSuiteFile } from '../../../suiteFiles/index.ts';
import { utf8 } from '../tables/suiteFileFormats.ts';

const read = (text: string) => readSuiteFile(utf8(text));
const promptsOf = (text: string) => read(text).prompts.map(({ prompt }) => prompt);
const json = (value: unknown) => JSON.stringify(value);

const asked = { prompt: 'Q', expected_answer: 'A' };
const user = { role: 'user', content: 'Q' };
const good = { role: 'assistant', content: 'A' };
const bad = { role: 'assistant', content: 'B' };

describe('a pair of preference expects the preferred answer', () => {
  it.each([
    ['with the prompt in both', { chosen: [user, good], rejected: [user, bad] }],
    ['with a prompt of messages', { prompt: [user], chosen: [good], rejected: [bad] }],
    [
      'of ShareGPT',
      {
        conversations: [{ from: 'human', value: 'Q' }],
        chosen: { from: 'gpt', value: 'A' },
        rejected: { from: 'gpt', value: 'B' },
      },
    ],
    [
      'of OpenAI',
      {
        input: { messages: [user], tools: [] },
        preferred_output: [good],
        non_preferred_output: [bad],
      },
    ],
  ])('%s', (_, row) => {
    expect(promptsOf(json(row))).toEqual([asked]);
  });

  it('and never asks the rejected one', () => {
    const { prompts, problems } = read(json({ chosen: 'Human: Q', rejected: 'Human: Q, longer' }));
    expect(prompts).toEqual([]);
    expect(problems[0]?.message).toContain('The row has no prompt.');
  });
});

it.each([
  [
    'Gemini',
    {
      systemInstruction: { parts: [{ text: 'S' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Q' }] },
        { role: 'model', parts: [{ text: 'A' }] },
      ],
    },
  ],
  [
    'Bedrock',
    {
      system: [{ text: 'S' }],
      messages: [
        { role: 'user', content: [{ text: 'Q' }] },
        { role: 'assistant', content: [{ text: 'A' }] },
      ],
    },
  ],
  [
    'Cohere',
    {
      messages: [
        { role: 'System', content: 'S' },
        { role: 'User', content: 'Q' },
        { role: 'Chatbot', content: 'A' },
      ],
    },
  ],
])('a conversation of %s is understood', (_, row) => {
  const messages = [{ role: 'system', content: 'S' }, user];
  expect(promptsOf(json(row))).toEqual([{ ...asked, messages }]);
});

describe('the rows of one object', () => {
  const row = { question: 'Q', answer: 'A' };
  it.each([
    ['under a name of its own', { name: 'My rows', my_list: [row] }],
    ['in an object of its own', { version: '1.1', data: { questions: [row] } }],
  ])('are found %s', (_, file) => {
    expect(promptsOf(JSON.stringify(file, null, 2))).toEqual([asked]);
  });

  it('are not what belongs to a prompt', () => {
    expect(promptsOf(json({ ...row, examples: ['x', 'y'] }))).toEqual([asked]);
    const two = [1, 2].map(() => JSON.stringify({ ...row, items: ['x'] }, null, 2)).join('\n');
    expect(promptsOf(two)).toEqual([asked, asked]);
  });
});

it('an answer behind calls of tools is the expected one', () => {
  const talk = [
    user,
    { role: 'assistant', content: 'I look it up.', tool_calls: [{ id: 'c' }] },
    { role: 'tool', content: '{}', tool_call_id: 'c' },
    { ...good, tool_calls: [] },
  ];
  expect(promptsOf(json({ messages: talk }))).toEqual([asked]);
});

it('an array of turns is one conversation', () => {
  expect(promptsOf(JSON.stringify([user, good], null, 2))).toEqual([asked]);
  expect(promptsOf(json([user, good]))).toEqual([asked]);
});

it('lines of JSON may end with commas', () => {
  const line = `${json({ prompt: 'Q', completion: 'A' })},`;
  expect(promptsOf(`${line}\n${line}\n`)).toEqual([asked, asked]);
});

it.each([
  ['<!DOCTYPE html>\n<html><body>Sign in</body></html>', 'a web page'],
  ['<?xml version="1.0"?>\n<a>b</a>', 'XML'],
  ['version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n', 'Git LFS'],
])('%j is no list of prompts', (text, name) => {
  expect(read(text)).toMatchObject({
    prompts: [],
    problems: [{ line: null, message: expect.stringContaining(name) }],
  });
  expect(readSuiteFile(utf8(text), { format: 'lines' }).prompts.length).toBeGreaterThan(0);
});

it('what Python prints is no table', () => {
  const { prompts, problems } = read("{'prompt': 'Q', 'answer': 'A'}\n{'prompt': 'R'}");
  expect(prompts).toEqual([]);
  expect(problems.map(({ line }) => line)).toEqual([1, 2]);
});

it('a configuration of promptfoo is one whatever comes first', () => {
  const file = {
    $schema: 'https://example.org',
    prompts: ['{{q}}'],
    tests: [{ vars: { q: 'Q' } }],
  };
  expect(read(json(file)).format).toBe('promptfoo');
  expect(promptsOf(json(file))).toEqual([{ prompt: 'Q' }]);
});

describe('a table', () => {
  it('may say its separator, as Excel does', () => {
    const { format, prompts } = read('sep=;\r\nquestion;answer\r\n"Q;R";1,5\r\n');
    expect(format).toBe('csv');
    expect(prompts).toMatchObject([{ line: 3, prompt: { prompt: 'Q;R', expected_answer: '1,5' } }]);
  });

  it('may have blanks before quoted cells', () => {
    expect(promptsOf('question, answer\n"Q", "A ""b"""\n')).toEqual([
      { prompt: 'Q', expected_answer: 'A "b"' },
    ]);
  });

  it('has no row with more cells than columns: a separator would cut its answer', () => {
    const { prompts, problems } = read('question,answer\nQ,Yes, it is\nQ,A,\n');
    expect(prompts.map(({ prompt }) => prompt)).toEqual([asked]);
    expect(problems).toEqual([
      {
        line: 2,
        message: expect.stringContaining('The row has 3 cells, but there are 2 columns.'),
      },
    ]);
  });

  it.each([
    ['Frage;Antwort;Kategorie'],
    ['Question;Réponse;Catégorie'],
    ['Pregunta;Respuesta;Categoría'],
    ['Question;Re\u0301ponse;Cate\u0301gorie'],
  ])('may be headed %s', (header) => {
    expect(promptsOf(`${header}\nQ;A;c`)).toEqual([{ ...asked, category: 'c' }]);
  });

  it.each(['質問,回答', 'Вопрос,Ответ', 'السؤال,الجواب'])('may be headed %s', (header) => {
    expect(promptsOf(`${header}\nQ,A`)).toEqual([asked]);
  });

  it('may be several put together', () => {
    const part = 'question,answer\nQ,A\n';
    expect(promptsOf(`${part}\uFEFF${part}`)).toEqual([asked, asked]);
  });

  it('may be one of Markdown', () => {
    const text = '| question | answer |\n|:---|---|\n| Q | A |\n';
    expect(promptsOf(text)).toEqual([asked]);
  });

  it('tells of columns beyond those that are read', () => {
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const note = 'Only the first 200 columns are read.';
    expect(read(`question,${names.join()}\nQ,${names.join()}`).notes).toContain(note);
    const row = { question: 'Q', ...Object.fromEntries(names.map((name) => [name, 1])) };
    expect(read(json(row)).notes).toContain(note);
  });
});

it.each(['utf16le', 'utf16be'])('%s without its mark is read in every script', (order) => {
  const text = '質問,回答\n日本の首都は何ですか教えてください,東京です\n';
  const bytes = Buffer.from(text, 'utf16le');
  const { prompts } = readSuiteFile(order === 'utf16be' ? bytes.swap16() : bytes);
  expect(prompts.map(({ prompt }) => prompt)).toEqual([
    { prompt: '日本の首都は何ですか教えてください', expected_answer: '東京です' },
  ]);
});
