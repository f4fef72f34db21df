import { describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../../../../../contract/connectionReport.ts';
import { citationsIn, labelOf } from '../../../../../server/chat/context/citations.ts';
import { composePrompt } from '../../../../../server/chat/context/composePrompt.ts';
import {
  contextBudget,
  estimateTokens,
  smallerBudget,
} from '../../../../../server/chat/context/contextBudget.ts';
import { searchTerms } from '../../../../../server/chat/context/searchTerms.ts';
import { aResult, aRun, someMetrics } from '../../../tables/exportData.ts';

const long = '🙂 word '.repeat(20_000);
const run = { run: aRun(), letter: '' as const, metrics: someMetrics(), categories: [] };
const results = (count: number, text = 'Some words. '.repeat(40)) =>
  Array.from({ length: count }, (_, promptIndex) => ({
    ...aResult({ promptIndex, prompt: text, response: text, id: `result-${promptIndex}` }),
    letter: '' as const,
    isFocus: false,
  }));
const compose = (
  budget = contextBudget(null),
  given = results(40),
  history: { role: 'user' | 'assistant'; content: string }[] = [],
) =>
  composePrompt(
    { modelName: 'My model', runs: [run], verdict: null, results: given },
    { question: { content: 'Why?', discussedResultId: null }, history },
    budget,
  );

describe('the prompt', () => {
  it('takes as many results as fit, the first ones first, and says how many', () => {
    const prompt = compose();
    const { given = 0, total, results: cited } = prompt.evidence ?? {};
    expect(given).toBeGreaterThan(3);
    expect(given).toBeLessThan(40);
    expect(total).toBe(10);
    expect(cited?.map(({ label }) => label)).toEqual(
      Array.from({ length: given }, (_, index) => `#${index + 1}`),
    );
    expect(prompt.messages[0]?.content.match(/<result id=/g)).toHaveLength(given);
    expect(prompt.tokens).toBeLessThanOrEqual(contextBudget(null).promptTokens);
  });

  it.each([1_024, 2_048, 4_096, 8_192, 128_000])('fits a context of %i tokens', (contextTokens) => {
    const budget = contextBudget({ contextTokens, probes: [] });
    expect(budget.promptTokens + budget.answerTokens).toBeLessThan(contextTokens);
    const { tokens, maxTokens } = compose(budget, results(40, long));
    expect(tokens).toBeLessThanOrEqual(budget.promptTokens);
    expect(maxTokens).toBe(budget.answerTokens);
  });

  it('shows what is meant at length', () => {
    const text = `${'Some words. '.repeat(150)}The end.`;
    const [meant, ...others] = results(3, text).map((result, index) => ({
      ...result,
      isFocus: index === 0,
    }));
    const { messages } = compose(contextBudget({ contextTokens: 16_000, probes: [] }), [
      ...(meant ? [meant] : []),
      ...others,
    ]);
    expect(messages[0]?.content.match(/The end\./g)).toHaveLength(2);
  });

  it('keeps the newest turns, a question first, and leaves room for results', () => {
    const history = Array.from({ length: 12 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: `Turn ${index}. ${'Words. '.repeat(60)}`,
    }));
    const { messages, evidence } = compose(contextBudget(null), results(40), history);
    const turns = messages.slice(1, -1);
    expect(turns.length).toBeGreaterThan(1);
    expect(turns[0]?.role).toBe('user');
    expect(turns.at(-1)?.content).toMatch(/^Turn 11/);
    expect(evidence?.given).toBeGreaterThan(1);
  });

  it('lets the roles alternate where answers are missing, as chat templates demand', () => {
    const { messages } = compose(
      contextBudget(null),
      [],
      [
        { role: 'user', content: 'First?' },
        { role: 'assistant', content: 'Yes.' },
        { role: 'user', content: 'Second?' },
        { role: 'assistant', content: ' ' },
        { role: 'user', content: 'Third?' },
      ],
    );
    expect(messages.slice(1)).toEqual([
      { role: 'user', content: 'First?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'Second?\n\nThird?\n\nWhy?' },
    ]);
  });

  it('is text that can be sent, whatever is in it', () => {
    const { messages } = compose(contextBudget(null), results(40, long));
    expect(messages.every(({ content }) => content.isWellFormed())).toBe(true);
  });
});

describe('the budget', () => {
  const probes = [
    { name: 'reasoning', verdict: 'ok', finding: '', said: null, upstreamRequestId: null },
  ] satisfies ConnectionReport['probes'];

  it('leaves a model that thinks room to think', () => {
    expect(contextBudget({ contextTokens: null, probes }).answerTokens).toBeGreaterThan(
      contextBudget(null).answerTokens,
    );
  });

  it.each([
    ["This model's maximum context length is 2048 tokens. However, you sent 3000.", 2_048],
    ['the request exceeds the available context size (2048 tokens)', 2_048],
    ['context window of 1024', 1_024],
    ['Prompt too long', 3_000],
    ['maximum context length is 100000 tokens', 3_000],
  ])('after %j is one for at most %i tokens', (said, most) => {
    const { promptTokens, answerTokens } = smallerBudget(3_000, said);
    expect(promptTokens + answerTokens).toBeLessThan(most);
    expect(promptTokens).toBeGreaterThan(most / 2);
  });

  it('counts tokens on the safe side, also of other scripts', () => {
    expect(estimateTokens('The capital of France is Paris.')).toBeGreaterThan(7);
    expect(estimateTokens('東京は日本の首都です。')).toBeGreaterThanOrEqual(11);
  });
});

describe('a citation', () => {
  it.each([
    ['See #12.', ['#12']],
    ['#1, #2 and #3.2', ['#1', '#2', '#3.2']],
    ['A#12 but B#7', ['A#12', 'B#7']],
    ['(#12)', ['#12']],
    ['## Heading, page#4, &#12; C#, issue/#3, #0, #123456', []],
  ])('in %j', (text, labels) => {
    expect(citationsIn(text).map(({ label }) => label)).toEqual(labels);
  });

  it('names the result that was named', () => {
    for (const label of ['#12', 'B#3', 'A#4.2']) {
      const [citation] = citationsIn(label);
      expect(citation && labelOf(citation.letter, citation)).toBe(label);
    }
  });
});

describe('the words to search by', () => {
  it.each([
    ['Why did the answer about Napoleon fail?', 'why or did or the or about or napoleon'],
    ['What is the capital of France?', 'what or the or capital or france'],
    ['Which was your slowest answer?', 'which or was or your'],
    ["“Ünïcode” & <tags> ' or drop table", 'ünïcode or tags or drop or table'],
    ['?!', ''],
  ])('of %j', (question, words) => {
    expect(searchTerms(question)).toBe(words);
  });

  it('are few', () => {
    expect(searchTerms(long).split(' or ')).toHaveLength(1);
    const many = Array.from({ length: 500 }, (_, index) => `word${index}x`).join(' ');
    expect(searchTerms(many).split(' or ')).toHaveLength(24);
  });
});
