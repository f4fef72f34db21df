import { describe, expect, it } from 'vitest';
import {
  type CountedPrompt,
  findCutPrompts,
} from '../../../../../server/runs/worker/cutPrompts.ts';

const english = 'The quick brown fox jumps over the lazy dog near the river bank today. ';
/** Some 3,000 words, for which usual tokenizers count about 3,500 tokens. */
const long = english.repeat(215);
const short = ['What is the capital of France?', 'Say yes.', 'How many days has a leap year?'];

const russian = 'Привет, меня зовут GPT-4o. Я — новая языковая модель, приятно познакомиться! ';
const chinese = '法国的首都是哪里？请用一句话回答。';
const hindi = 'नमस्ते, मेरा नाम जीपीटी-4o है। मैं एक नए प्रकार का भाषा मॉडल हूँ। आपसे मिलकर अच्छा लगा! ';
const german =
  'Die Geschwindigkeitsbegrenzung auf Bundesautobahnen wird seit Jahrzehnten leidenschaftlich diskutiert. ';

const counted = (prompts: [prompt: string, inputTokens: number][]): CountedPrompt[] =>
  prompts.map(([prompt, inputTokens], promptIndex) => ({ prompt, inputTokens, promptIndex }));
const cutOf = (prompts: [string, number][]) =>
  findCutPrompts(counted(prompts)).map(({ promptIndex }) => promptIndex);

/** Short prompts as a tokenizer counts them, with a chat template of so many tokens. */
const usual = (template: number): [string, number][] =>
  short.map((prompt) => [prompt, template + Math.round(prompt.length / 4.2)]);

describe('a prompt that was cut', () => {
  it.each([0, 10, 60, 400])(
    'is found beside short ones, with a template of %d tokens',
    (tokens) => {
      expect(cutOf([...usual(tokens), [long, 1_994]])).toEqual([3]);
      expect(cutOf([...usual(tokens), [long, 3_500 + tokens]])).toEqual([]);
    },
  );

  it('is found alone', () => {
    expect(cutOf([[long, 1_994]])).toEqual([0]);
    expect(cutOf([[long, 3_500]])).toEqual([]);
  });

  it('is found where several were cut', () => {
    const prompts: [string, number][] = [...usual(10), [long, 1_994], [`${long} More.`, 1_994]];
    expect(cutOf(prompts)).toEqual([3, 4]);
  });

  it('is found where all were cut, to whatever llama.cpp leaves of a context', () => {
    expect(
      cutOf([long, `${long} More.`, `${long} Most.`].map((prompt) => [prompt, 1_994])),
    ).toEqual([0, 1, 2]);
    expect(
      cutOf([
        [long, 1_994],
        [`${long}${long}`, 1_200],
      ]),
    ).toEqual([0, 1]);
  });

  it.each([
    ['Russian', russian.repeat(60), 600],
    ['Chinese', chinese.repeat(300), 1_000],
  ])('is found in %s', (_, prompt, inputTokens) => {
    expect(cutOf([...usual(10), [prompt, inputTokens]])).toEqual([3]);
  });
});

describe('counts of languages by economical tokenizers', () => {
  // Tokens for one sentence, as the tokenizers of large vocabularies count them.
  it.each([
    ['Russian', russian, 23],
    ['Hindi', hindi, 22],
    ['Chinese', chinese, 9],
    ['German', german, 24],
  ])('are those of whole prompts: %s', (_, sentence, tokens) => {
    const times = Math.ceil(2_000 / sentence.length);
    const prompt: [string, number] = [sentence.repeat(times), tokens * times];
    expect(cutOf([prompt])).toEqual([]);
    expect(cutOf([...usual(10), prompt])).toEqual([]);
  });
});

describe('a prompt that was not cut', () => {
  it.each<[string, [string, number][]]>([
    ['is short', [['Yes?', 1]]],
    ['is counted by words, as all are', [...short.map(byWords), byWords(long)]],
    ['has long rows of a letter', [['a'.repeat(5_000), 625]]],
    [
      'has less than half of what another one has',
      [
        [long, 1_500],
        [long.repeat(2), 7_000],
      ],
    ],
    ['has long rows of blanks and dashes', [...usual(10), [table(), 1_100]]],
    [
      'is English among prompts in Chinese',
      [
        ['法国的首都是哪里？请用一句话回答。', 24],
        ['一年有多少天？', 15],
        [long, 3_500],
      ],
    ],
    [
      'is Chinese among prompts in English',
      [...usual(10), ['法国的首都是哪里？请用一句话回答。'.repeat(60), 660]],
    ],
    [
      'is English among code',
      [
        ['for(let i=0;i<9;i++){a[i]=b[i]*2}', 26],
        [long, 3_500],
      ],
    ],
  ])('%s', (_, prompts) => {
    expect(cutOf(prompts)).toEqual([]);
  });
});

function byWords(prompt: string): [string, number] {
  return [prompt, prompt.trim().split(/\s+/).length];
}

function table(): string {
  return `| name | figure |\n|${'-'.repeat(60)}|\n| x    ${' '.repeat(70)}| 12345 |\n`.repeat(60);
}
