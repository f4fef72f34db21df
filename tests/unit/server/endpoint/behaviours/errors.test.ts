/**
 * How providers tell errors, and after which ones a call is made again, through the client. Elsewhere:
 * - shapes of bodies, cut to length: modelCallError.test.ts
 * - nothing that looks like the key: redact.test.ts, answerRedactor.test.ts, modelClientErrors.test.ts
 * - which status and words mean what, with whom: errorReason.test.ts
 * - how long to wait: retryAfter.test.ts
 */
import { describe, expect, it } from 'vitest';
import type { ErrorReason } from '../../../../../contract/errorReasons.ts';
import { ask, failureOf, startUsualEndpoint, usual } from '../../../../support/endpointCalls.ts';
import type { Script } from '../../../../support/fakeModel/scripts.ts';
import { providerErrors } from '../../../../support/fakeModelServer.ts';

startUsualEndpoint();

describe('Errors', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['Retry-After in seconds', { 'retry-after': '3' }, 3_000],
    ['retry-after-ms', { 'retry-after-ms': '1500' }, 1_500],
    ['a duration', { 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    ['a short duration', { 'x-ratelimit-reset-tokens': '1s' }, 1_000],
    ['nothing', {}, null],
  ])('429 tells how long to wait by %s', async (_how, headers, retryAfterMs) => {
    usual.respond(providerErrors.tooManyRequests(headers));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'too_fast', retryAfterMs });
    expect(usual.chatCalls).toHaveLength(1);
  });

  it.each<[string, (at: number) => Record<string, string>]>([
    ['a date', (at) => ({ 'retry-after': new Date(at).toUTCString() })],
    ['epoch seconds', (at) => ({ 'x-ratelimit-reset': String(Math.round(at / 1_000)) })],
    ['epoch milliseconds', (at) => ({ 'x-ratelimit-reset': String(at) })],
  ])('429 tells until when to wait by %s', async (_how, headers) => {
    usual.respond(providerErrors.tooManyRequests(headers(Date.now() + 600_000)));
    const error = await failureOf();
    expect(error.reason).toBe('too_fast');
    expect(error.retryAfterMs).toBeGreaterThan(500_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(601_000);
  });

  it('429 for too many at once asks for fewer in flight, not for a wait', async () => {
    usual.respond(providerErrors.openAi(429, 'Too many concurrent requests'));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'too_many_at_once' });
    expect(error.message).toContain('Lower the concurrency');
  });

  it('a quota of a day is told as one and not waited for', async () => {
    usual.respond(providerErrors.dailyQuota(Date.now() + 8 * 3_600_000));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'quota_used_up', status: 429 });
    expect(error.retryAfterMs).toBeGreaterThan(7 * 3_600_000);
    expect(usual.chatCalls).toHaveLength(1);
  });

  it.each<[string, Script, ErrorReason, object]>([
    ['Together, at or below its rate', providerErrors.openAi(503, 'Busy'), 'overloaded', {}],
    ['Together, above its rate', providerErrors.openAi(429, 'Slow down'), 'too_fast', {}],
    [
      'Groq, flex capacity short',
      providerErrors.openAi(498, 'Flex tier capacity exceeded'),
      'overloaded',
      { status: 498 },
    ],
    [
      'Groq, reset as a duration',
      providerErrors.tooManyRequests({
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '7.66s',
      }),
      'too_fast',
      { retryAfterMs: 7_660 },
    ],
    [
      'OpenRouter, no credit',
      providerErrors.outOfCredit(),
      'out_of_credit',
      { status: 402, retryAfterMs: null },
    ],
    [
      'OpenRouter, no credit for now',
      providerErrors.outOfCredit({ 'retry-after': '5' }),
      'out_of_credit',
      { status: 402, retryAfterMs: 5_000 },
    ],
    [
      'OpenRouter, within the stream',
      {
        kind: 'error-in-stream',
        after: 'The capital',
        error: { error: { code: 502, message: 'Provider disconnected', metadata: {} } },
      },
      'server_error',
      { status: null, providerMessage: 'Provider disconnected', partialText: 'The capital' },
    ],
    [
      'old vLLM, flat',
      providerErrors.vllmOld(400, 'maximum context length is 10 tokens'),
      'context_too_long',
      { providerMessage: 'maximum context length is 10 tokens' },
    ],
    [
      'Ollama, nested, code null',
      providerErrors.ollama(404, 'model "m" not found, try pulling it first'),
      'unknown_model',
      { providerMessage: 'model "m" not found, try pulling it first' },
    ],
    ['Cloudflare', providerErrors.html(530, 'Origin DNS error'), 'server_error', { status: 530 }],
    ['a proxy', providerErrors.html(504, 'Gateway Time-out'), 'upstream_timeout', { status: 504 }],
  ])('%s', async (_who, script, reason, expected) => {
    usual.respond(script);
    expect(await failureOf()).toMatchObject({ reason, ...expected });
    expect(usual.chatCalls).toHaveLength(1);
  });
});

describe('asking again', () => {
  it('is done only for a connection that broke before anything came back', async () => {
    usual.queue(
      { kind: 'reset', when: 'before-headers' },
      { kind: 'reset', when: 'before-headers', how: 'fin' },
    );
    expect((await ask().answer).text).toContain('Paris');
    expect(usual.chatCalls.map((call) => call.outcome)).toEqual(['failed', 'failed', 'answered']);
  });

  it('is done twice at most', async () => {
    usual.respond({ kind: 'reset', when: 'before-headers' });
    expect(await failureOf()).toMatchObject({ kind: 'network', reason: 'connection_lost' });
    expect(usual.chatCalls).toHaveLength(3);
  });

  it('can be switched off', async () => {
    usual.respond({ kind: 'reset', when: 'before-headers' });
    expect(await failureOf({ connectionRetries: 0 })).toMatchObject({
      reason: 'connection_lost',
    });
    expect(usual.chatCalls).toHaveLength(1);
  });

  it.each<[string, Script]>([
    ['headers', { kind: 'reset', when: 'after-headers' }],
    ['half an answer', { kind: 'reset', when: 'mid-stream' }],
    ['an error', providerErrors.openAi(500, 'Oops')],
    ['too many requests', providerErrors.tooManyRequests({ 'retry-after': '0' })],
    ['nothing at all, in good order', { kind: 'reply', body: '' }],
  ])('is not done after %s', async (_what, script) => {
    usual.respond(script);
    await failureOf();
    expect(usual.chatCalls).toHaveLength(1);
  });
});
