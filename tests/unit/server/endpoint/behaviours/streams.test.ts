/**
 * How answers arrive, through the client. Elsewhere:
 * - line ends, comments, several data lines, data without a space, blank lines, byte order marks,
 *   empty and null deltas, roles, reasoning in fields and tags, usage anywhere, odd, zero or missing,
 *   finish reasons, error objects: completionReader.test.ts with tables/completionCases.ts
 * - role-only chunks and reasoning are no token of the answer; an empty answer that ended by length, or
 *   has reasoning only, is an answer: modelClient.test.ts
 * - cut off, error objects, odd bodies in HTTP 200, empty with zero usage: modelClientErrors.test.ts
 * - a prompt cut to the context in silence: integration/connectionTest.test.ts
 */
import { describe, expect, it } from 'vitest';
import {
  ask,
  failureOf,
  serve,
  startUsualEndpoint,
  usual,
} from '../../../../support/endpointCalls.ts';
import type { AnswerOptions } from '../../../../support/fakeModel/scripts.ts';

startUsualEndpoint();

describe('The stream', () => {
  const text = 'Grüße aus 東京 👩‍🚀, the end.';

  it.each<[string, AnswerOptions]>([
    ['every byte in a segment of its own', { splitBytes: 1 }],
    ['characters and events cut in the middle', { splitBytes: 7, dataLines: true }],
    ['all of it in one write', { eventsPerWrite: Infinity }],
    ['keep-alive comments before and between', { comments: ['OPENROUTER PROCESSING', 'keep'] }],
    ['CRLF, in segments', { newline: '\r\n', splitBytes: 5 }],
    [
      'no [DONE], and the connection closed after the last chunk',
      { done: false, untilClose: true },
    ],
    ['no finish reason, but [DONE]', { finishReason: null }],
    ['no role', { roleChunk: false }],
    ['usage first', { usage: 'first' }],
    ['usage with the last text', { usage: 'with-last-chunk' }],
    ['usage with every chunk', { usage: 'every-chunk' }],
    ['a byte order mark and no space after data:', { bom: true, dataSpace: false }],
  ])('arrives whole: %s', async (_how, options) => {
    usual.respond({ kind: 'answer', text, chunkChars: 2, ...options });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text, streamed: true });
    expect(heard.join('')).toBe(text);
  });

  it('may have thousands of chunks of one character', async () => {
    const long = 'äöü '.repeat(1_250);
    usual.respond({ kind: 'answer', text: long, chunkChars: 1 });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text: long, outputTokens: 5_000 });
    expect(heard).toHaveLength(5_000);
  });

  it.each([0, 3])('asked for, may come as one JSON body after %d blank lines', async (lines) => {
    usual.respond({ kind: 'answer', forceJson: true, leadingBlankLines: lines, text });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text, streamed: false, ttftMs: null });
    expect(heard.join('')).toBe(text);
  });

  it('may come although one piece was asked for', async () => {
    usual.respond({ kind: 'answer', forceSse: true, text });
    const answer = await ask({ stream: false }).answer;
    expect(answer).toMatchObject({ text, streamed: true, ttftMs: expect.any(Number) });
  });

  it.each<[string, AnswerOptions, object]>([
    ['length: truncated', { finishReason: 'length' }, { finishReason: 'length' }],
    ['a filter after some text', { finishReason: 'content_filter' }, { text: 'The capital' }],
    ['none, but [DONE]', { finishReason: null }, { finishReason: null, text: 'The capital' }],
  ])('finish reason: %s', async (_what, options, expected) => {
    usual.respond({ kind: 'answer', text: 'The capital', ...options });
    expect(await ask().answer).toMatchObject(expected);
  });

  it('finish reason: a filter before any text is an error', async () => {
    usual.respond({ kind: 'answer', text: '', finishReason: 'content_filter' });
    expect(await failureOf()).toMatchObject({ kind: 'api_error', reason: 'content_filter' });
  });

  it('neither finish reason nor [DONE], while it was still reasoning, is no answer', async () => {
    usual.respond({
      kind: 'answer',
      chunks: [{ reasoning: 'Let me see' }],
      finishReason: null,
      done: false,
    });
    expect(await failureOf()).toMatchObject({ partialText: '', partialReasoning: 'Let me see' });
  });

  it.each([false, 'zero'] as const)(
    'usage %s: the count is unknown, not made up',
    async (usage) => {
      usual.respond({ kind: 'answer', usage });
      expect(await ask().answer).toMatchObject({
        inputTokens: null,
        outputTokens: null,
        reasoningTokens: null,
      });
    },
  );

  it('a prompt cut in silence shows in the tokens that are reported', async () => {
    const fake = await serve({ contextTokens: 20 });
    const content = `The word is otter. ${'filler '.repeat(100)} What is the word?`;
    const answer = await ask({ fake, messages: [{ role: 'user', content }] }).answer;
    expect(answer.inputTokens).toBe(20);
    expect(fake.chatCalls[0]?.visiblePrompt).not.toContain('otter');
  });
});
