/**
 * What is measured of a call, through the client. Elsewhere:
 * - latency and time to first token: modelClient.test.ts
 * - time per output token, tokens a second and goodput are figures of runs, not of calls
 */
import { describe, expect, it } from 'vitest';
import { ask, clientWith, startUsualEndpoint, usual } from '../../../../support/endpointCalls.ts';
import type { AnswerOptions } from '../../../../support/fakeModel/scripts.ts';

startUsualEndpoint();

const below = (ms: number) => (measured: number | null) => expect(measured).toBeLessThan(ms);
const atLeast = (ms: number) => (measured: number | null) =>
  expect(measured).toBeGreaterThanOrEqual(ms);

describe('Measuring', () => {
  it('keeps the first reasoning token and the first token of the answer apart', async () => {
    usual.respond({
      kind: 'answer',
      chunks: [{ waitMs: 100 }, { reasoning: 'Hm.' }, { waitMs: 500 }, 'Paris'],
    });
    const { timeToFirstReasoningMs, ttftMs, latencyMs } = await ask().answer;
    expect(timeToFirstReasoningMs).toBeGreaterThanOrEqual(95);
    expect(timeToFirstReasoningMs).toBeLessThan(ttftMs ?? 0);
    expect(ttftMs).toBeGreaterThanOrEqual(595);
    expect(latencyMs).toBeGreaterThanOrEqual(ttftMs ?? 0);
  });

  it.each<[string, AnswerOptions]>([
    ['in a field', { reasoning: 'Hm.', reasoningField: 'reasoning', text: 'Paris' }],
    ['between tags', { chunks: ['<think>', 'Hm.', '</think>', 'Paris'] }],
  ])('knows a first reasoning token that stands %s', async (_where, options) => {
    usual.respond({ kind: 'answer', ...options });
    expect(await ask().answer).toMatchObject({
      reasoning: 'Hm.',
      text: 'Paris',
      timeToFirstReasoningMs: expect.any(Number),
      ttftMs: expect.any(Number),
    });
  });

  it.each<[string, AnswerOptions['chunks'], (ttftMs: number | null) => unknown]>([
    ['a bracket', ['[', { waitMs: 500 }, '1, 2]'], below(500)],
    ['a sign', ['<', { waitMs: 500 }, 'html>'], below(500)],
    ['a word', ['an', { waitMs: 500 }, ' apple'], below(500)],
    ['a letter that is all', ['a', { waitMs: 500 }], below(500)],
    ['a sign behind a thought', ['<think>Hm.</think>', '<', { waitMs: 500 }, 'b>'], below(500)],
    ['a marker, and an answer', ['<', 'think>', { waitMs: 500 }, '</think>4'], atLeast(490)],
    ['a closing marker', ['</thi', { waitMs: 500 }, 'nk>4'], atLeast(490)],
    ['a channel', ['<|chan', { waitMs: 500 }, 'nel|>final<|message|>4'], atLeast(490)],
    [
      'a second thought',
      ['<think>a</think>', '<', { waitMs: 500 }, 'think>b</think>4'],
      atLeast(490),
    ],
  ])(
    'takes the time at which the first token arrived, not at which it was understood: %s',
    async (_what, chunks, expected) => {
      usual.respond({ kind: 'answer', chunks });
      expected((await ask().answer).ttftMs);
    },
  );

  it('leaves unknown what did not happen', async () => {
    expect((await ask().answer).timeToFirstReasoningMs).toBeNull();
    usual.respond({ kind: 'answer', reasoning: 'Hm.', text: '' });
    expect(await ask().answer).toMatchObject({
      ttftMs: null,
      timeToFirstReasoningMs: expect.any(Number),
    });
  });

  it('counts no time that a call waited for its turn', async () => {
    usual.respond({ kind: 'answer', latencyMs: 200 });
    const narrow = clientWith({ maxCallsPerHost: 1 });
    const startedAt = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => ask({ client: narrow }).answer));
    const elapsed = performance.now() - startedAt;
    expect(usual.maxInFlight).toBe(1);
    const latencies = answers.map(({ latencyMs }) => latencyMs);
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(195);
    // One after the other, they cannot have taken longer than all of it.
    expect(latencies.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(elapsed + 3);
  });
});
