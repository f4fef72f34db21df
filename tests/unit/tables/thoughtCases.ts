import { type CompletionCase, delta, done, say, stop, streamed, usage } from './completionParts.ts';

/** A text, the answer in it, and the reasoning in it. */
const texts: [name: string, text: string, answer: string, reasoning?: string][] = [
  ['square brackets', '[THINK]hm[/THINK]4', '4', 'hm'],
  ['a longer word', '<thinking>hm</thinking>4', '4', 'hm'],
  ['signs of Kimi', '◁think▷hm◁/think▷4', '4', 'hm'],
  ['a prefix of MiniMax', '<mm:think>hm</mm:think>4', '4', 'hm'],
  ['special tokens of Cohere', '<|START_THINKING|>hm<|END_THINKING|>4', '4', 'hm'],
  ['a line break before the tag', '\n<think>hm</think>\n4', '4', 'hm'],
  ['a closing tag that nothing opened', 'Hm, 4?\n</think>\n\n4', '4', 'Hm, 4?\n'],
  ['one without line breaks', 'Hm, 4?</think>4', '4', 'Hm, 4?'],
  ['one in square brackets', 'hm[/THINK]4', '4', 'hm'],
  ['one at the very beginning', '</think>\n\n4', '4'],
  ['one at the very end', 'Hm, 4?\n</think>', '', 'Hm, 4?\n'],
  [
    'channels',
    '<|start|>assistant<|channel|>analysis<|message|>a<b |c<|end|><|start|>assistant<|channel|>final<|message|>4<|return|>',
    '4',
    'a<b |c',
  ],
  [
    'a channel for tools among them',
    '<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|><|channel|>final<|message|>4',
    '4',
    '{}',
  ],
  ['channels without their tokens', 'analysisHm.assistantfinal4', '4', 'Hm.'],
  // What an answer says about tags stays in it.
  ['a tag in backticks', 'End it with `</think>` always.', 'End it with `</think>` always.'],
  ['a tag in quotation marks', 'The tag "</think>" ends it.', 'The tag "</think>" ends it.'],
  ['a tag within a sentence', 'Then </think> ends it.', 'Then </think> ends it.'],
  ['both tags', 'First <think>, then\n</think>\n.', 'First <think>, then\n</think>\n.'],
  ['a tag in code', '```\n</think>\n```\nOk.', '```\n</think>\n```\nOk.'],
  ['the word of a channel', 'analysis of the finals', 'analysis of the finals'],
  ['the word of a channel and no other', 'analysis: fine', 'analysis: fine'],
  ['brackets', '[1] < [2] <| ◁', '[1] < [2] <| ◁'],
];

export const thoughts: CompletionCase[] = [
  ...texts.map(
    ([name, text, answer, reasoning = '']): CompletionCase => ({
      name: `reasoning in a text: ${name}`,
      body: say(text) + stop + done,
      state: streamed(answer, {
        reasoning,
        reasoningPlace: reasoning === '' ? null : 'think_tags',
      }),
    }),
  ),
  {
    name: 'a closing tag in an answer whose reasoning came in a field',
    body: delta({ reasoning_content: 'Hm.' }) + say('Say\n</think>\nnow.') + stop,
    state: streamed('Say\n</think>\nnow.', {
      reasoning: 'Hm.',
      reasoningPlace: 'reasoning_content',
    }),
  },
  {
    name: 'the same reasoning in two fields',
    body:
      delta({ reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] }) +
      say('4') +
      stop,
    state: streamed('4', { reasoning: 'Hm.', reasoningPlace: 'reasoning' }),
  },
  {
    name: 'reasoning between pieces of the answer that came together',
    body: say('a', 'b') + delta({ reasoning: 'Hm.' }) + say('c') + stop,
    state: streamed('abc', { reasoning: 'Hm.', reasoningPlace: 'reasoning' }),
  },
  {
    name: 'reasoning counted beside the output, without a total',
    body:
      say('4') +
      stop +
      usage({ completion_tokens: 1, completion_tokens_details: { reasoning_tokens: 386 } }),
    state: streamed('4', { outputTokens: 387, reasoningTokens: 386 }),
  },
];
