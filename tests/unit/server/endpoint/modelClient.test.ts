import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CallBounds, defaultCallBounds } from '../../../../server/endpoint/callBounds.ts';
import { ModelCallError } from '../../../../server/endpoint/failure/modelCallError.ts';
import type { ModelCallRequest } from '../../../../server/endpoint/modelCall.ts';
import { type ModelClient, openModelClient } from '../../../../server/endpoint/modelClient.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../../../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';
const bounds = { ...defaultCallBounds, idleTimeoutMs: 300, maxAnswerBytes: 64 * 1024 };

let fake: FakeModelServer;
let client: ModelClient;

beforeAll(async () => {
  fake = await startFakeModelServer();
  client = openModelClient({ allowLocalhost: true }, { bounds });
});
afterEach(() => fake.reset());
afterAll(async () => {
  await client.close();
  await fake.close();
});

interface Asked extends Partial<ModelCallRequest> {
  client?: ModelClient;
  signal?: AbortSignal;
}

function ask({ client: asked = client, signal, ...request }: Asked = {}) {
  const endpointUrl = `${fake.url}/chat/completions`;
  const heard: string[] = [];
  const answer = asked.call(
    {
      endpoint: { endpointUrl, modelId: 'fake-model', adaptations: {} },
      apiKey,
      owner: 'test',
      textEvents: true,
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      maxTokens: 50,
      temperature: 0.5,
      stream: true,
      timeoutMs: 5_000,
      ...request,
    },
    {
      signal,
      onEvent(event) {
        if (event.type === 'text') heard.push(event.text);
      },
    },
  );
  return { answer, heard };
}

/** A client with other bounds; closed after the test. */
function clientWith(other: Partial<CallBounds>): ModelClient {
  const opened = openModelClient({ allowLocalhost: true }, { bounds: { ...bounds, ...other } });
  onTestFinished(() => opened.close());
  return opened;
}

/** The error that a call ends with; anything but a `ModelCallError` is passed on. */
async function failureOf(call: ReturnType<typeof ask>): Promise<ModelCallError> {
  const error = await call.answer.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
  if (!(error instanceof ModelCallError)) throw error;
  return error;
}

describe('a call', () => {
  it('asks for a stream, with the usage, and without compression', async () => {
    await ask().answer;
    expect(fake.chatCalls[0]?.body).toEqual({
      model: 'fake-model',
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      max_tokens: 50,
      temperature: 0.5,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(fake.chatCalls[0]?.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'accept-encoding': 'identity',
      'content-type': 'application/json',
    });
  });

  it('sends no Authorization header when the key is empty', async () => {
    await ask({ apiKey: '' }).answer;
    expect(fake.chatCalls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('asks for one piece, and for no usage in a stream, when no stream is wanted', async () => {
    const answer = await ask({ stream: false }).answer;
    expect(fake.chatCalls[0]?.body).toMatchObject({ stream: false });
    expect(fake.chatCalls[0]?.body).not.toHaveProperty('stream_options');
    expect(answer).toMatchObject({ streamed: false, ttftMs: null, timeToFirstReasoningMs: null });
    expect(answer.outputTokens).toBeGreaterThan(0);
  });

  it('leaves the temperature out when none is wanted', async () => {
    await ask({ temperature: undefined }).answer;
    expect(fake.chatCalls[0]?.body).not.toHaveProperty('temperature');
  });

  it('resolves with the answer, its figures and its pieces', async () => {
    fake.respond({
      kind: 'answer',
      text: 'The capital is Paris.',
      reasoning: 'Hm.',
      usage: {
        prompt_tokens: 12,
        completion_tokens: 7,
        completion_tokens_details: { reasoning_tokens: 2 },
      },
      model: 'real-name',
    });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({
      text: 'The capital is Paris.',
      reasoning: 'Hm.',
      reasoningPlace: 'reasoning_content',
      refusal: '',
      inputTokens: 12,
      outputTokens: 7,
      reasoningTokens: 2,
      finishReason: 'stop',
      model: 'real-name',
      streamed: true,
      waitedForModelMs: 0,
    });
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.join('')).toBe('The capital is Paris.');
  });

  it('takes a whole JSON body for an answer, without a time to first token', async () => {
    fake.respond({ kind: 'answer', forceJson: true, text: 'Paris' });
    expect(await ask().answer).toMatchObject({ text: 'Paris', ttftMs: null, streamed: false });
  });

  it('takes an empty answer that ended by length, or has reasoning only, for one', async () => {
    fake.respond({ kind: 'answer', text: '', finishReason: 'length' });
    expect(await ask().answer).toMatchObject({ text: '', finishReason: 'length' });
    fake.respond({ kind: 'answer', text: '', reasoning: 'Hm.' });
    expect(await ask().answer).toMatchObject({ text: '', reasoning: 'Hm.' });
  });

  it('tells the request id of the provider, without the key', async () => {
    fake.respond({ kind: 'answer', headers: { 'x-request-id': 'req_1' } });
    expect((await ask().answer).upstreamRequestId).toBe('req_1');
    fake.respond({ kind: 'answer', headers: { 'x-request-id': `of ${apiKey}` } });
    expect((await ask().answer).upstreamRequestId).toBe('of sk-[redacted]');
  });

  it('takes what a model says when it declines for an answer, without the key', async () => {
    const refusal = `No, and ${apiKey} is yours.`;
    fake.respond({ kind: 'answer', chunks: [{ delta: { refusal } }] });
    const answer = await ask().answer;
    expect(answer).toMatchObject({ text: '', refusal: 'No, and sk-[redacted] is yours.' });
  });
});

describe('what is measured', () => {
  it('latency is the time to the last byte, TTFT the time to the first piece of the answer', async () => {
    fake.respond({ kind: 'answer', ttftMs: 150, latencyMs: 400 });
    const { latencyMs, ttftMs } = await ask().answer;
    expect(ttftMs).toBeGreaterThanOrEqual(145);
    expect(ttftMs).toBeLessThan(390);
    expect(latencyMs).toBeGreaterThanOrEqual(395);
    expect(latencyMs).toBeLessThan(2_000);
    expect(Number.isInteger(latencyMs) && Number.isInteger(ttftMs)).toBe(true);
  });

  it('a chunk that only names the role, an empty one or reasoning is no piece of the answer', async () => {
    fake.respond({
      kind: 'answer',
      chunks: ['', null, { reasoning: 'Hm.' }, { waitMs: 200 }, 'Paris'],
    });
    const { ttftMs, latencyMs } = await ask().answer;
    expect(ttftMs).toBeGreaterThanOrEqual(195);
    expect(latencyMs).toBeGreaterThanOrEqual(ttftMs ?? 0);
  });
});

describe('limits', () => {
  it('a call that takes too long as a whole ends with what had arrived', async () => {
    fake.respond({ kind: 'answer', text: 'one two three four five six', msPerChunk: 100 });
    const error = await failureOf(ask({ timeoutMs: 250 }));
    expect(error).toMatchObject({
      kind: 'timeout',
      reason: 'too_slow',
      message: 'Request exceeded timeout of 0.3 s. Allow more time, or lower max output tokens.',
      partialText: expect.stringMatching(/^one/),
    });
    expect(error.latencyMs).toBeGreaterThanOrEqual(245);
    expect(error.latencyMs).toBeLessThan(2_000);
    await fake.until(([call]) => call?.outcome === 'aborted');
  });

  it('no silence before the answer counts as idle: a model may have to be loaded first', async () => {
    fake.respond({ kind: 'answer', headersMs: 500, ttftMs: 600 });
    expect((await ask().answer).ttftMs).toBeGreaterThanOrEqual(590);
  });

  it('an answer that stalls ends by the idle timeout, long before its own', async () => {
    fake.respond({ kind: 'hang', when: 'mid-stream', afterChunks: 2 });
    const error = await failureOf(ask({ timeoutMs: 60_000 }));
    expect(error).toMatchObject({ kind: 'timeout', reason: 'stalled' });
    expect(error.message).toContain('stalled: nothing arrived for 0.3 s');
    expect(error.partialText).toBe('The capital');
    await fake.until(([call]) => call?.outcome === 'aborted');
  });

  it('signs of life hold the idle timeout off', async () => {
    const pauses = Array.from({ length: 4 }, () => [{ waitMs: 150 }, { comment: 'wait' }]).flat();
    fake.respond({ kind: 'answer', chunks: ['Pa', ...pauses, 'ris'] });
    expect((await ask().answer).text).toBe('Paris');
  });

  it.each(['before-headers', 'after-headers'] as const)(
    'silence %s ends at the timeout',
    async (when) => {
      fake.respond({ kind: 'hang', when });
      const error = await failureOf(ask({ timeoutMs: 200 }));
      expect(error).toMatchObject({ kind: 'timeout', reason: 'too_slow', partialText: '' });
      await fake.until(([call]) => call?.outcome === 'aborted');
    },
  );

  it('silence is what is told where the first byte and the whole call have the same limit', async () => {
    fake.respond({ kind: 'hang', when: 'before-headers' });
    for (const bounds of [{ firstByteTimeoutMs: 200 }, { firstTokenTimeoutMs: 200 }]) {
      const error = await failureOf(ask({ timeoutMs: 200, ...bounds }));
      expect(error).toMatchObject({ kind: 'timeout', reason: 'no_first_byte' });
    }
  });

  it.each(['before-headers', 'after-headers'] as const)(
    'silence %s ends at the limit for the first byte, if that comes first',
    async (when) => {
      fake.respond({ kind: 'hang', when });
      const error = await failureOf(
        ask({ timeoutMs: 60_000, client: clientWith({ firstByteTimeoutMs: 200 }) }),
      );
      expect(error).toMatchObject({ kind: 'timeout', reason: 'no_first_byte' });
      expect(error.message).toContain('sent nothing for 0.2 s');
    },
  );

  it('a call may ask for a limit of its own in its place', async () => {
    fake.respond({ kind: 'answer', text: 'Paris', headersMs: 500 });
    const hurried = clientWith({ firstByteTimeoutMs: 200 });
    const patient = ask({ firstByteTimeoutMs: 60_000, client: hurried });
    expect((await patient.answer).text).toBe('Paris');
  });

  it('a call may limit the wait for its first token, whatever comes before it', async () => {
    const role = { delta: { role: 'assistant' } };
    fake.respond({ kind: 'answer', chunks: [role, { waitMs: 60_000 }, 'late'] });
    const error = await failureOf(ask({ firstTokenTimeoutMs: 200 }));
    expect(error).toMatchObject({ kind: 'timeout', reason: 'no_first_byte' });
    expect(error.message).toContain('No token came within 0.2 s');

    const thought = { delta: { reasoning_content: 'Hm.' } };
    fake.respond({ kind: 'answer', chunks: [thought, { waitMs: 1_200 }, 'Paris'] });
    const idle = clientWith({ idleTimeoutMs: 10_000 });
    expect((await ask({ firstTokenTimeoutMs: 1_000, client: idle }).answer).text).toBe('Paris');
  });

  it('that limit is one of streams: a whole answer may take as long as the call may', async () => {
    fake.respond({ kind: 'answer', text: 'Paris', latencyMs: 500 });
    const hurried = clientWith({ firstByteTimeoutMs: 200 });
    expect((await ask({ stream: false, client: hurried }).answer).text).toBe('Paris');
  });

  it('no call may take more time than the client allows', async () => {
    fake.respond({ kind: 'hang', when: 'before-headers' });
    const hurried = clientWith({ totalTimeoutMs: 200 });
    const error = await failureOf(ask({ timeoutMs: 60_000, client: hurried }));
    expect(error).toMatchObject({ kind: 'timeout', reason: 'too_slow' });
  });

  it('a single event longer than we take is given up', async () => {
    fake.respond({ kind: 'endless', what: 'line', pieceBytes: 1024, msPerPiece: 0 });
    const narrow = clientWith({ maxEventBytes: 1024, maxAnswerBytes: 64 * 1024 * 1024 });
    const error = await failureOf(ask({ client: narrow }));
    expect(error).toMatchObject({ kind: 'api_error', reason: 'too_large' });
    expect(error.message).toContain('a single event of more than 1 KiB');
  });

  it.each(['chunks', 'comments', 'line', 'headers'] as const)('endless %s end', async (what) => {
    fake.respond({ kind: 'endless', what, pieceBytes: 1024, msPerPiece: 0 });
    const error = await failureOf(ask({ timeoutMs: 60_000 }));
    const reason = what === 'headers' ? 'too_many_headers' : 'too_large';
    expect(error).toMatchObject({ kind: 'api_error', reason });
    await fake.until(([call]) => call?.outcome === 'aborted');
  });

  it.each([
    { what: 'json', bytes: 1024 * 1024 },
    { what: 'line', bytes: 1024 * 1024 },
  ] as const)('an answer longer than we take is given up: $what', async (huge) => {
    fake.respond({ kind: 'huge', ...huge });
    const error = await failureOf(ask());
    expect(error).toMatchObject({
      kind: 'api_error',
      reason: 'too_large',
      message: expect.stringMatching(
        /^The answer was longer than 0\.06 MiB, so the call was ended\. /,
      ),
    });
  });

  it('a body longer than we take is given up, however little of it is kept', async () => {
    fake.respond({ kind: 'huge', what: 'events', count: 10_000 });
    const narrow = clientWith({ maxTransferBytes: 256 * 1024 });
    const error = await failureOf(ask({ client: narrow }));
    expect(error).toMatchObject({
      reason: 'too_large',
      partialText: expect.stringMatching(/^a+$/),
    });
    expect((await ask({ client: clientWith({}) }).answer).text).toHaveLength(10_000);
  });

  it('by default an answer may have 2 MiB', async () => {
    const usual = openModelClient({ allowLocalhost: true });
    const request = {
      endpoint: { endpointUrl: `${fake.url}/chat/completions`, modelId: 'm', adaptations: {} },
      apiKey,
      owner: 'test',
      messages: [],
      maxTokens: 1,
      stream: true,
      timeoutMs: 10_000,
    };
    fake.queue(
      { kind: 'huge', what: 'json', bytes: 2_000_000 },
      { kind: 'huge', what: 'json', bytes: 2_200_000 },
    );
    expect((await usual.call(request)).text).toHaveLength(2_000_000);
    await expect(usual.call(request)).rejects.toThrow('longer than 2 MiB');
    await usual.close();
  });

  it('a compressed answer is unpacked no further than that', async () => {
    fake.respond({ kind: 'huge', what: 'gzip', bytes: 8 * 1024 * 1024 });
    expect(await failureOf(ask())).toMatchObject({ kind: 'api_error', reason: 'too_large' });
  });
});

describe('a caller that gives up', () => {
  it('gets its own reason, and the endpoint sees the connection close', async () => {
    fake.respond({ kind: 'answer', text: 'one two three four five six', msPerChunk: 100 });
    const stop = new AbortController();
    const { answer, heard } = ask({ signal: stop.signal });
    await fake.until((calls) => calls.length === 1);
    await setTimeout(150);
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(heard.join('')).toMatch(/^one/);
    await fake.until(([call]) => call?.outcome === 'aborted');
  });

  it('before it began makes no call', async () => {
    const { answer } = ask({ signal: AbortSignal.abort(new Error('never mind')) });
    await expect(answer).rejects.toThrow('never mind');
    expect(fake.calls).toHaveLength(0);
  });
});

describe('where it must not go', () => {
  it('a redirect is an error, and neither followed nor given the key', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      fake.respond({ kind: 'redirect', status, location: `${fake.url}/elsewhere` });
      const error = await failureOf(ask());
      expect(error).toMatchObject({ kind: 'api_error', reason: 'redirected', status });
      expect(error.message).toContain('not followed');
    }
    expect(fake.calls.filter((call) => call.path.includes('elsewhere'))).toHaveLength(0);
  });

  it('a blocked address is not connected to', async () => {
    const strict = openModelClient({ allowLocalhost: false }, { bounds });
    const { host } = new URL(fake.url);
    for (const endpointUrl of [`http://${host}/v1/chat/completions`, 'http://[::ffff:7f00:1]/v1']) {
      const call = strict.call({
        endpoint: { endpointUrl, modelId: 'm', adaptations: {} },
        apiKey,
        owner: 'test',
        messages: [],
        maxTokens: 1,
        stream: true,
        timeoutMs: 1_000,
      });
      await expect(call).rejects.toMatchObject({ kind: 'network', reason: 'address_blocked' });
    }
    expect(fake.calls).toHaveLength(0);
    await strict.close();
  });
});

describe('many calls', () => {
  it('each keep their own answer', async () => {
    fake.respond((call) => ({ kind: 'answer', text: `answer to ${call.prompt}`, msPerChunk: 5 }));
    const asked = Array.from({ length: 40 }, (_, number) => `question ${number}`);
    const answers = await Promise.all(
      asked.map((content) => ask({ messages: [{ role: 'user', content }] }).answer),
    );
    expect(answers.map(({ text }) => text)).toEqual(asked.map((text) => `answer to ${text}`));
  });

  it('leave the client usable after every kind of failure', async () => {
    fake.queue(
      { kind: 'reset', when: 'mid-stream' },
      { kind: 'hang', when: 'mid-stream' },
      providerErrors.openAi(500, 'x'),
      { kind: 'reply', body: '<html>' },
    );
    for (let call = 0; call < 4; call++) await failureOf(ask());
    expect((await ask().answer).text).toBe('The capital of France is Paris.');
    expect(fake.inFlight).toBe(0);
  });
});
