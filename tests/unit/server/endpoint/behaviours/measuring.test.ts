/**
 * What is measured of a call, through the client. Elsewhere:
 * - latency and time to first token: modelClient.test.ts
 * - time per output token, tokens a second and goodput are figures of runs, not of calls
 */
import { describe, expect, it } from 'vitest';
import { ask, clientWith, startUsualEndpoint, usual } from '../../../../support/endpointCalls.ts';
import type { AnswerOptions } from '../../../../support/fakeModel/scripts.ts';

startUsualEndpoint();

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
