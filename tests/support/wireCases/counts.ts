/** Where servers count tokens, and what they count. */
import { expect } from 'vitest';
import { answered, FRANCE, SUM } from './expectations.ts';
import { chunk, DONE, finish, piece, STOP, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const counted = { ...answered(), input_tokens: 19, output_tokens: 13 };
const thought = { ...answered(), output_tokens: 387, reasoning_tokens: 386 };

export const counts: WireCase[] = [
  {
    id: '23a',
    what: 'usage within a choice',
    respond: stream(
      piece('Paris'),
      chunk({
        delta: {},
        finish_reason: 'stop',
        usage: { prompt_tokens: 19, completion_tokens: 13, total_tokens: 32 },
      }),
      DONE,
    ),
    expected: { result: counted },
  },
  {
    id: '23b',
    what: 'usage under the names of other interfaces',
    respond: stream(
      piece('Paris'),
      finish('stop', { usage: { input_tokens: 19, output_tokens: 13 } }),
      DONE,
    ),
    expected: { result: counted },
  },
  {
    id: '24a',
    what: 'thoughts counted beside the output',
    respond: usage({ prompt_tokens: 12, completion_tokens: 1, total_tokens: 399 }),
    expected: { result: thought },
  },
  {
    id: '24b',
    what: 'thoughts counted within the output',
    respond: usage({ prompt_tokens: 12, completion_tokens: 387, total_tokens: 399 }),
    expected: { result: thought },
  },
  {
    id: '24c',
    what: 'thoughts counted beside the output, without a total',
    respond: usage({ prompt_tokens: 12, completion_tokens: 1 }),
    expected: { result: thought },
  },
  {
    id: '25a',
    what: 'hidden thoughts, in the speed of a stored answer of the chat',
    through: 'chat',
    respond: stream(
      ...Array.from({ length: 3 }, () => [': thinking\n\n', { waitMs: 500 }]).flat(),
      ...Array.from({ length: 8 }, () => [piece(' word'), { waitMs: 100 }]).flat(),
      finish('stop', {
        usage: {
          prompt_tokens: 9,
          completion_tokens: 3_131,
          completion_tokens_details: { reasoning_tokens: 3_072 },
        },
      }),
      DONE,
    ),
    expected: { message: { status: 'complete' } },
    check({ message }) {
      // (3,131 − 3,072 − 1) tokens in 0.8 s; a busy machine takes longer.
      if (message.outputTokensPerSecond < 20 || message.outputTokensPerSecond > 90) {
        throw new Error(`${message.outputTokensPerSecond} tokens/s are not some 72.`);
      }
    },
  },
];

/** Some 3,000 words. */
const longPrompt = 'Read every one of these quite ordinary words about rivers. '.repeat(300);

/** What servers of the llama.cpp family do without a word. */
export const cuts: WireCase[] = [
  {
    id: 'cut answer',
    what: 'exactly as many tokens as it might have, and the finish reason stop',
    config: { max_tokens: 16 },
    respond: stream(
      piece('Paris'),
      finish('stop', { usage: { prompt_tokens: 9, completion_tokens: 16 } }),
      DONE,
    ),
    expected: { result: { ...answered(), finish_reason: 'stop', probably_truncated: true } },
    check: ({ exported }) => expect(exported).toContain('"probably_truncated":true'),
  },
  {
    id: 'cut answer',
    what: 'the same where the limit is a parameter that the person added',
    config: { extra_body: { max_completion_tokens: 20 } },
    respond: stream(
      piece('Paris'),
      finish('stop', { usage: { prompt_tokens: 9, completion_tokens: 20 } }),
      DONE,
    ),
    expected: { result: { ...answered(), probably_truncated: true } },
  },
  {
    id: 'cut prompt',
    what: 'a prompt of 3,000 words in a context of 1,994 tokens',
    prompts: [FRANCE, SUM, { prompt: longPrompt }],
    server: { contextTokens: 1_994 },
    respond: { kind: 'answer' },
    expected: {
      results: [
        { prompt_cut: false },
        { prompt_cut: false },
        { outcome: 'answered', input_tokens: 1_994, prompt_cut: true },
      ],
    },
    check: ({ exported }) => expect(exported).toContain('"prompt_cut":true'),
  },
];

function usage(counts: object) {
  const details = { completion_tokens_details: { reasoning_tokens: 386 } };
  return stream(piece('Paris'), STOP, chunk({}, { usage: { ...counts, ...details } }), DONE);
}
