import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeModelServer, FakeModelServerOptions } from '../../support/fakeModelServer.ts';
import { providerErrors, startFakeModelServer } from '../../support/fakeModelServer.ts';
import { contentOf, eventsIn, readChunks, receive } from '../../support/readStream.ts';

const PARIS = ['The', ' capital', ' of', ' France', ' is', ' Paris.'];

let fake: FakeModelServer;
beforeAll(async () => {
  fake = await startFakeModelServer();
});
afterEach(() => fake.reset());
afterAll(() => fake.close());

describe('a streamed answer', () => {
  it('comes in order, a chunk at a time, from the first token on', async () => {
    fake.respond({ kind: 'answer', ttftMs: 60, msPerChunk: 30 });
    const start = performance.now();
    const pieces = await readChunks(await chat({ stream: true }));
    const contents = pieces
      .flatMap((piece) => eventsIn(piece.text).map((event) => ({ event, at: piece.at - start })))
      .filter(({ event }) => event?.choices?.[0]?.delta.content);
    expect(contents.map(({ event }) => event.choices[0].delta.content)).toEqual(PARIS);
    expect(contents[0]?.at).toBeGreaterThan(55);
    const [, ...later] = contents.map(({ at }) => at);
    // From the start, as the first may be read late.
    expect(later.at(-1)).toBeGreaterThan(55 + 29 * later.length);
    expect(new Set(later).size).toBeGreaterThan(2);
  });

  it('spreads its chunks up to the wanted latency', async () => {
    fake.respond({ kind: 'answer', ttftMs: 20, latencyMs: 150 });
    const start = performance.now();
    await (await chat({ stream: true })).text();
    expect(performance.now() - start).toBeGreaterThan(145);
    expect(fake.chatCalls[0]).toMatchObject({ outcome: 'answered', status: 200 });
  });

  it('starts with the role, ends with a finish reason and [DONE]', async () => {
    const body = await (await chat({ stream: true })).text();
    const events = eventsIn(body);
    expect(events[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
    expect(events.at(-1).choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(events.every((event) => event.id === `chatcmpl-fake-${fake.calls[0]?.id}`)).toBe(true);
  });

  it('can leave all of that out', async () => {
    fake.respond({ kind: 'answer', roleChunk: false, finishReason: null, done: false });
    const body = await (await chat({ stream: true })).text();
    expect(eventsIn(body)).toHaveLength(PARIS.length);
    expect(body).not.toContain('[DONE]');
    expect(body).not.toContain('"finish_reason":"');
  });

  it('thinks before it speaks, and stops at the token limit when it obeys one', async () => {
    fake.respond({ kind: 'answer', reasoning: 'Let me see', obeyMaxTokens: true });
    const whole = eventsIn(await (await chat({ stream: true, max_tokens: 9 })).text());
    const fields = whole.flatMap((event) => Object.keys(event.choices[0].delta));
    expect(fields.slice(2, 6)).toEqual([...Array(3).fill('reasoning_content'), 'content']);

    const cut = await (await chat({ max_tokens: 3 })).json();
    expect(cut.choices[0]).toMatchObject({
      message: { content: '', reasoning_content: 'Let me see' },
      finish_reason: 'length',
    });
    expect(cut.usage.completion_tokens).toBe(3);
  });

  it('keeps multi-byte characters intact through cuts in the middle of them', async () => {
    const text = 'Grüße 👩‍🚀 日本語';
    fake.respond({ kind: 'answer', text, splitBytes: 1 });
    const pieces = await readChunks(await chat({ stream: true }));
    expect(pieces.length).toBeGreaterThan(500);
    expect(pieces.some((piece) => piece.text.includes('\uFFFD'))).toBe(false);
    expect(contentOf(pieces.map((piece) => piece.text).join(''))).toBe(text);
  });

  it('writes the same answer in every dialect', async () => {
    fake.respond({
      kind: 'answer',
      newline: '\r\n',
      comments: ['OPENROUTER PROCESSING', 'still here'],
      dataSpace: false,
      dataLines: true,
      extraLines: ['event: message'],
      bom: true,
      eventsPerWrite: Infinity,
      untilClose: true,
      chunkChars: 1,
    });
    const response = await chat({ stream: true });
    expect(response.headers.get('transfer-encoding')).toBeNull();
    const bytes = Buffer.from(await response.arrayBuffer());
    const body = bytes.toString();
    expect(body.startsWith('\uFEFF: OPENROUTER PROCESSING\r\n\r\n: still here\r\n\r\n')).toBe(true);
    expect(body).toContain('event: message\r\ndata:{\r\ndata: "id"');
    expect(body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const json = body.split('\r\n\r\n').map((event) => event.replace(/^\s*data:|^event:.*$/gm, ''));
    const parsed = json
      .filter((text) => text.trim().startsWith('{'))
      .map((text) => JSON.parse(text));
    expect(parsed.map((event) => event.choices[0].delta.content ?? '').join('')).toBe(
      PARIS.join(''),
    );
  });

  it('sends chunks, pauses and comments as they are given', async () => {
    const chunks = ['a', null, '', { waitMs: 60 }, { comment: 'hm' }, { data: '{oops' }, 'b'];
    fake.respond({ kind: 'answer', chunks, roleChunk: false, finishReason: null, done: false });
    const start = performance.now();
    const body = await (await chat({ stream: true })).text();
    expect(performance.now() - start).toBeGreaterThan(55);
    const lines = body
      .split('\n\n')
      .map((line) => line.match(/"content":("\w*"|null)/)?.[1] ?? line);
    expect(lines).toEqual(['"a"', 'null', '""', ': hm', 'data: {oops', '"b"', '']);
  });
});

describe('usage', () => {
  const asked = { stream: true, stream_options: { include_usage: true } };
  const expected = { prompt_tokens: 6, completion_tokens: 6, total_tokens: 12 };

  it('comes in a chunk without choices when asked for, null before', async () => {
    const events = eventsIn(await (await chat(asked)).text());
    expect(events.at(-1)).toMatchObject({ choices: [], usage: expected });
    expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
  });

  it('is absent from a stream that did not ask, and always in a JSON answer', async () => {
    expect(await (await chat({ stream: true })).text()).not.toContain('usage');
    expect(await (await chat({})).json()).toMatchObject({ usage: expected });
  });

  it('can be kept back, zero, odd, or sent unasked in other places', async () => {
    const send = async (usage: FakeModelServerOptions['usage'], body: object) => {
      fake.queue({ kind: 'answer', usage });
      return eventsIn(await (await chat(body)).text());
    };
    expect(JSON.stringify(await send(false, asked))).not.toContain('usage');
    expect((await send('zero', asked)).at(-1).usage.total_tokens).toBe(0);
    expect((await send({ prompt_tokens: '7' }, asked)).at(-1).usage).toEqual({
      prompt_tokens: '7',
    });
    expect((await send('unasked', { stream: true })).at(-1).usage).toMatchObject(expected);
    expect((await send('first', { stream: true }))[0]).toMatchObject({
      choices: [],
      usage: expected,
    });
    expect((await send('with-last-chunk', { stream: true })).at(-1)).toMatchObject({
      choices: [{ delta: { content: ' Paris.' }, finish_reason: 'stop' }],
      usage: expected,
    });
    const running = await send('every-chunk', { stream: true });
    const counts = running.map((event) => event.usage?.completion_tokens);
    expect(counts).toEqual([undefined, 1, 2, 3, 4, 5, 6, undefined, 6]);
  });
});

describe('a JSON answer', () => {
  it('is given without `stream: true`, or in place of a stream', async () => {
    expect(await (await chat({})).json()).toMatchObject({
      object: 'chat.completion',
      model: 'some-model',
      choices: [{ message: { content: PARIS.join('') }, finish_reason: 'stop' }],
    });
    fake.queue({ kind: 'answer', forceJson: true, leadingBlankLines: 2 });
    const forced = await (await chat({ stream: true })).text();
    expect(forced.startsWith('\n\n{')).toBe(true);
    fake.queue({ kind: 'answer', forceSse: true });
    expect(contentOf(await (await chat({})).text())).toBe(PARIS.join(''));
  });

  it('knows the answers it was given and echoes other prompts', async () => {
    const answers = new Map([['1+1?', '2']]);
    fake.respond({ kind: 'answers', answers });
    const ask = async (content: unknown) => {
      const response = await chat({ messages: [{ role: 'user', content }] });
      return (await response.json()).choices[0].message.content;
    };
    expect(await ask('1+1?')).toBe('2');
    expect(await ask([{ type: 'text', text: '1+1?' }])).toBe('2');
    expect(await ask('2+2?')).toBe('2+2?');
  });
});

describe('the script of a call', () => {
  it('is taken from the queue in order, then from the default', async () => {
    fake.respond((call) => ({ kind: 'answer', text: `default ${call.body?.model}` }));
    fake.queue({ kind: 'answer', text: 'one' }, { kind: 'error', status: 500 });
    fake.queue(() => ({ kind: 'answer', text: 'three' }));
    const seen: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const response = await chat({});
      const body = await response.json();
      seen.push(response.ok ? body.choices[0].message.content : `HTTP ${response.status}`);
    }
    expect(seen).toEqual(['one', 'HTTP 500', 'three', 'default some-model']);
    expect(fake.chatCalls.map((call) => call.outcome)).toEqual([
      'answered',
      'failed',
      'answered',
      'answered',
    ]);
  });

  it('may report an error after the first words', async () => {
    fake.queue({ kind: 'error-in-stream', after: 'Half an', error: { error: 'GPU lost' } });
    const response = await chat({ stream: true });
    const events = eventsIn(await response.text());
    expect(response.status).toBe(200);
    expect(events.at(-1)).toEqual({ error: 'GPU lost' });
    expect(events.some((event) => event.choices?.[0].finish_reason)).toBe(false);
    expect(fake.chatCalls[0]?.outcome).toBe('failed');
  });

  it('may be any reply, redirect or hand-written response', async () => {
    fake.queue({ kind: 'reply', body: { choices: null } });
    expect(await (await chat({})).json()).toEqual({ choices: null });
    fake.queue({ kind: 'redirect', location: 'http://169.254.169.254/' });
    const redirect = await chat({}, { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      307,
      'http://169.254.169.254/',
    ]);
    fake.queue({ kind: 'raw', write: (res) => void res.writeHead(418).end('teapot') });
    expect((await chat({})).status).toBe(418);
  });
});

describe('a response written as it stands', () => {
  it('has the framing, the pauses and the end that it was given', async () => {
    const body = ['one ', { waitMs: 60 }, 'two'];
    fake.queue(
      { kind: 'wire', body },
      { kind: 'wire', body, end: 'rst' },
      { kind: 'wire', body, headers: { 'content-length': '17' }, end: 'fin' },
      { kind: 'wire', body, end: 'never' },
      { kind: 'wire', head: 'HTTP/1.0 418 Odd\r\nx-odd: 1\r\n\r\n', body },
    );
    const start = performance.now();
    expect(await receive(fake.url)).toEqual({ status: 200, body: 'one two', code: undefined });
    expect(performance.now() - start).toBeGreaterThan(55);
    expect(await receive(fake.url)).toMatchObject({ body: 'one two', code: 'ECONNRESET' });
    expect(await receive(fake.url)).toMatchObject({ body: 'one two', code: 'ECONNRESET' });
    expect(await receive(fake.url, { leaveAfterMs: 200 })).toMatchObject({ body: 'one two' });
    expect(await receive(fake.url)).toMatchObject({ status: 418, body: 'one two' });
    await fake.until((calls) => calls.every(({ outcome }) => outcome !== 'running'));
    const outcomes = fake.chatCalls.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['answered', 'failed', 'failed', 'aborted', 'answered']);
  });
});

describe('faults', () => {
  it('records who left before the end, and when', async () => {
    fake.respond({ kind: 'answer', msPerChunk: 5000 });
    const leaving = new AbortController();
    const response = await chat({ stream: true }, { signal: leaving.signal });
    expect(fake.chatCalls[0]?.outcome).toBe('running');
    const leftAt = performance.now();
    leaving.abort();
    await expect(response.text()).rejects.toThrow();
    await fake.until(([call]) => call?.outcome === 'aborted');
    const [call] = fake.chatCalls;
    expect((call?.endedAt ?? 0) - leftAt).toBeLessThan(250);
    expect(call?.bytesSent).toBeGreaterThan(100);
    expect(fake.inFlight).toBe(0);
  });

  it.each([
    ['before-headers', undefined],
    ['after-headers', ''],
    ['mid-stream', 'The capital'],
  ] as const)('hangs %s until the client leaves', async (when, expected) => {
    fake.queue({ kind: 'hang', when });
    const received = await receive(fake.url, { leaveAfterMs: 80 });
    expect(received.status === undefined ? undefined : contentOf(received.body)).toBe(expected);
    await fake.until(([call]) => call?.outcome === 'aborted');
  });

  it.each([
    ['before-headers', 'rst', undefined],
    ['after-headers', 'rst', ''],
    ['mid-stream', 'rst', 'The capital of'],
    ['mid-stream', 'fin', 'The capital of'],
  ] as const)('breaks the connection %s (%s)', async (when, how, expected) => {
    fake.queue({ kind: 'reset', when, how, afterChunks: 3 });
    const received = await receive(fake.url);
    expect(received.code).toBe('ECONNRESET');
    expect(received.status === undefined ? undefined : contentOf(received.body)).toBe(expected);
    expect(fake.chatCalls[0]?.outcome).toBe('failed');
    if (when === 'before-headers') expect(fake.chatCalls[0]?.bytesSent).toBe(0);
  });

  it('never sends more than an idle reader takes', async () => {
    fake.queue({ kind: 'endless', pieceBytes: 64 * 1024, msPerPiece: 0 });
    const leaving = new AbortController();
    await chat({ stream: true }, { signal: leaving.signal });
    await setTimeout(200);
    leaving.abort();
    await fake.until(([call]) => call?.outcome === 'aborted');
    expect(fake.chatCalls[0]?.bytesSent).toBeLessThan(32 * 1024 * 1024);
  });

  it.each(['headers', 'comments', 'line'] as const)('goes on for ever with %s', async (what) => {
    fake.queue({ kind: 'endless', what });
    const received = await receive(fake.url, { leaveAfterMs: 60 });
    expect(received.status).toBe(what === 'headers' ? undefined : 200);
    await fake.until(([call]) => call?.outcome === 'aborted');
    expect(fake.chatCalls[0]?.bytesSent).toBeGreaterThan(200);
  });

  it('drips a correct answer byte by byte', async () => {
    fake.queue({ kind: 'drip', msPerByte: 0, from: 'headers', text: 'Lyon' });
    const pieces = await readChunks(await chat({ stream: true }));
    expect(contentOf(pieces.map((piece) => piece.text).join(''))).toBe('Lyon');
    expect(pieces.length).toBeGreaterThan(20);
    expect(fake.chatCalls[0]?.outcome).toBe('answered');
  });

  it('sends more than a careful client takes', async () => {
    const bytes = 3_000_000;
    fake.queue({ kind: 'huge', what: 'json', bytes });
    expect((await (await chat({})).json()).choices[0].message.content).toHaveLength(bytes);
    fake.queue({ kind: 'huge', what: 'gzip', bytes, layers: 2 });
    expect((await (await chat({})).json()).choices[0].message.content).toHaveLength(bytes);
    await fake.until((calls) => calls[1]?.outcome === 'answered');
    expect(fake.chatCalls[1]?.bytesSent).toBeLessThan(10_000);
    fake.queue({ kind: 'huge', what: 'line', bytes });
    expect((await (await chat({})).text()).indexOf('\n')).toBeGreaterThan(bytes);
    fake.queue({ kind: 'huge', what: 'events', count: 2500 });
    expect((await (await chat({})).text()).split('\n\n')).toHaveLength(2502);
    fake.queue({ kind: 'huge', what: 'depth', depth: 100 });
    expect(await (await chat({})).text()).toContain('['.repeat(100));
    fake.queue({ kind: 'huge', what: 'headers', count: 100_000 });
    await expect(chat({})).rejects.toThrow();
  });
});

describe('counting', () => {
  it('knows how many calls were in flight at once', async () => {
    fake.respond({ kind: 'answer', latencyMs: 60 });
    await Promise.all([chat({}), chat({}), chat({})]);
    await chat({});
    expect(fake.maxInFlight).toBe(3);
    expect(fake.chatCalls.map((call) => call.inFlightAtStart)).toEqual([1, 2, 3, 1]);
  });

  it('forgets calls and scripts at a reset, but not what is under way', async () => {
    fake.respond({ kind: 'hang', when: 'after-headers' });
    const leaving = new AbortController();
    await chat({ stream: true }, { signal: leaving.signal });
    fake.reset();
    expect([fake.calls.length, fake.inFlight]).toEqual([0, 1]);
    leaving.abort();
    await expect.poll(() => fake.inFlight).toBe(0);
    expect((await chat({})).status).toBe(200);
  });

  it('closes with calls still open', async () => {
    const other = await startFakeModelServer();
    other.respond({ kind: 'hang', when: 'before-headers' });
    const pending = expect(chat({}, {}, other)).rejects.toThrow();
    await other.until((calls) => calls.length === 1);
    await other.close();
    await pending;
    expect([other.openSockets, other.chatCalls[0]?.outcome]).toEqual([0, 'aborted']);
  });
});

describe('a server with traits', () => {
  it('checks the path, then the key, then the model, as OpenAI does', async () => {
    const apiKey = 'sk-canary-0123456789abcdef';
    await withFake({ apiKey, models: ['a', 'b'] }, async (strict) => {
      const call = async (path: string, key?: string, model = 'a') => {
        const response = await fetch(strict.url + path, {
          method: path === '/models' ? 'GET' : 'POST',
          headers: key ? { authorization: `Bearer ${key}` } : {},
          body: path === '/models' ? undefined : JSON.stringify({ model, messages: [] }),
        });
        return { status: response.status, body: await response.json() };
      };
      expect((await call('/v1/chat/completions')).status).toBe(404);
      const { status, body } = await call('/chat/completions', 'sk-wrong-key-9876');
      expect([status, body.error.code]).toEqual([401, 'invalid_api_key']);
      expect(body.error.message).toContain('sk-wrong************9876');
      expect((await call('/chat/completions')).status).toBe(401);
      expect(await call('/chat/completions', apiKey, 'c')).toMatchObject({
        status: 404,
        body: { error: { code: 'model_not_found' } },
      });
      expect((await call('/chat/completions', apiKey)).status).toBe(200);
      const models = await call('/models', apiKey);
      expect(models.body.data.map((model: { id: string }) => model.id)).toEqual(['a', 'b']);
      expect(strict.calls).toHaveLength(6);
      expect(strict.chatCalls).toHaveLength(4);
    });
  });

  it('refuses parameters, and calls above its limits', async () => {
    const refusedFeatures = ['temperature', 'max_completion_tokens', 'system', 'logprobs'];
    await withFake(
      { refusedFeatures, limits: { perSecond: 1, retryAfter: '2' } },
      async (strict) => {
        const send = async (body: object) => (await chat(body, {}, strict)).status;
        expect(await send({ temperature: 0.2 })).toBe(400);
        expect(await send({ max_completion_tokens: 5 })).toBe(422);
        expect(await send({ messages: [{ role: 'system', content: 'Be brief.' }] })).toBe(400);
        expect(await send({ logprobs: true })).toBe(400);
        expect(await send({})).toBe(200);
        const refused = await chat({}, {}, strict);
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
      },
    );
  });

  it('cuts long prompts silently, from their start', async () => {
    await withFake({ contextTokens: 3 }, async (small) => {
      small.respond({ kind: 'answers', answers: new Map() });
      const body = await (await chat({}, {}, small)).json();
      expect(body.choices[0].message.content).toBe('capital of France?');
      expect(body.usage.prompt_tokens).toBe(3);
    });
  });

  it('speaks of wrong paths in its own way', async () => {
    const traits = { basePath: '/api/v1', wrongPath: 'lm-studio', redirectTrailingSlash: true };
    await withFake(traits as FakeModelServerOptions, async (other) => {
      const wrong = await fetch(`${other.origin}/v1/chat/completions`, { method: 'POST' });
      expect([wrong.status, await wrong.json()]).toEqual([
        200,
        { error: 'Unexpected endpoint or method. (POST /v1/chat/completions)' },
      ]);
      const slash = await fetch(`${other.url}/chat/completions/`, {
        method: 'POST',
        redirect: 'manual',
      });
      expect(slash.status).toBe(308);
    });
  });

  it('can give the key back in every encoding', async () => {
    fake.queue((call) => providerErrors.echoedKey(call));
    const key = 'sk-canary-0123456789abcdef';
    const response = await chat({}, { headers: { authorization: `Bearer ${key}` } });
    expect(response.headers.get('x-echo-authorization')).toBe(`Bearer ${key}`);
    const body = await response.text();
    expect(body).toContain(key);
    expect(body).toContain(Buffer.from(key).toString('base64'));
  });
});

async function withFake(
  options: FakeModelServerOptions,
  use: (other: FakeModelServer) => Promise<void>,
): Promise<void> {
  const other = await startFakeModelServer(options);
  try {
    await use(other);
  } finally {
    await other.close();
  }
}

function chat(body: object, init: RequestInit = {}, server = fake): Promise<Response> {
  const messages = [{ role: 'user', content: 'What is the capital of France?' }];
  return fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'some-model', messages, ...body }),
    ...init,
  });
}
