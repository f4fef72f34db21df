/** Calls through a thread of their own: the same contract, and what becomes of them when it dies. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCallThread } from '../../../../../server/endpoint/callThread/callThread.ts';
import { ModelCallError } from '../../../../../server/endpoint/failure/modelCallError.ts';
import type { ModelCallEvent, ModelCallRequest } from '../../../../../server/endpoint/modelCall.ts';
import type { ModelClient } from '../../../../../server/endpoint/modelClient.ts';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';
import { type FakeModelServer, startFakeModelServer } from '../../../../support/fakeModelServer.ts';

let fake: FakeModelServer;
let client: ModelClient;
const onDeath = vi.fn();

beforeEach(async () => {
  onDeath.mockReset();
  fake = await startFakeModelServer();
  client = openCallThread({ allowLocalhost: true }, { onDeath });
});
afterEach(async () => {
  await client.close();
  await fake.close();
});

function request(more: Partial<ModelCallRequest> = {}): ModelCallRequest {
  return {
    endpoint: {
      endpointUrl: `${fake.url}/chat/completions`,
      modelId: 'test-model',
      adaptations: {},
    },
    apiKey: 'sk-thread-test-0123456789',
    owner: 'test',
    messages: [{ role: 'user', content: 'Hello?' }],
    maxTokens: 16,
    stream: true,
    timeoutMs: 5_000,
    ...more,
  };
}

/** Ends the newest thread at once, as running out of memory would. */
function killThread(): void {
  void killSwitch.newest?.terminate();
}

const { killSwitch } = vi.hoisted(() => ({
  killSwitch: {} as { newest?: { terminate(): Promise<number> }; options?: object },
}));

vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>();
  class Worker extends original.Worker {
    constructor(...given: ConstructorParameters<typeof original.Worker>) {
      super(...given);
      killSwitch.newest = this;
      killSwitch.options = given[1];
    }
  }
  return { ...original, Worker };
});

describe('a call in the thread', () => {
  it('brings the answer, its figures and its pieces in order', async () => {
    fake.respond({ kind: 'answer', text: 'Paris it is.' });
    const events: ModelCallEvent[] = [];
    const answer = await client.call(request({ textEvents: true }), {
      onEvent: (event) => events.push(event),
    });
    expect(answer).toMatchObject({ text: 'Paris it is.', streamed: true });
    expect(answer.latencyMs).toBeGreaterThanOrEqual(answer.ttftMs ?? Number.NaN);
    const texts = events.flatMap((event) => (event.type === 'text' ? [event] : []));
    expect(texts.map(({ text }) => text).join('')).toBe('Paris it is.');
    const times = texts.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs((times[0] ?? 0) - (answer.ttftMs ?? Number.NaN))).toBeLessThanOrEqual(0.5);
  });

  it('fails with the same error as elsewhere', async () => {
    fake.respond({ kind: 'reply', status: 401, body: { error: { message: 'No such key.' } } });
    const error = await client.call(request()).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ModelCallError);
    expect(error).toMatchObject({ reason: 'key_refused', status: 401, hasResponse: true });
    expect(error.message).toContain('No such key.');
  });

  it('obeys the guard, with the list of the operator', async () => {
    const strict = openCallThread({ allowLocalhost: false });
    const admitting = openCallThread({
      allowLocalhost: false,
      allowedEndpoints: parseAllowedEndpoints('127.0.0.0/8'),
    });
    try {
      await expect(strict.call(request())).rejects.toMatchObject({ reason: 'address_blocked' });
      expect(fake.chatCalls).toHaveLength(0);
      await expect(admitting.call(request())).resolves.toMatchObject({ streamed: true });
    } finally {
      await Promise.all([strict.close(), admitting.close()]);
    }
  });

  it('ends with the reason of its signal, and hangs up', async () => {
    fake.respond({ kind: 'hang', when: 'before-headers' });
    const stop = new AbortController();
    const calling = client.call(request(), { signal: stop.signal });
    await fake.until((calls) => calls.length === 1, 5_000);
    stop.abort('enough');
    await expect(calling).rejects.toBe('enough');
    await fake.until((calls) => calls[0]?.outcome === 'aborted', 5_000);
    await expect(client.call(request(), { signal: stop.signal })).rejects.toBe('enough');
  });

  it('lists the models', async () => {
    fake.respondToModels({ kind: 'reply', body: { data: [{ id: 'a' }, { id: 'b' }] } });
    const { endpoint, apiKey, owner } = request();
    const { endpointUrl } = endpoint;
    const models = await client.listModels({ endpointUrl, apiKey, owner });
    expect(models?.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is measured by a clock that tells how late it was', async () => {
    const measurement = client.measureClock();
    await Promise.all(Array.from({ length: 8 }, () => client.call(request())));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await measurement.end()).toEqual({
      p99Ms: expect.any(Number),
      maxMs: expect.any(Number),
    });
  });
});

describe('when the thread dies', () => {
  it('a call that had brought nothing is made again, and others go on', async () => {
    let asked = 0;
    fake.respond(() => {
      asked += 1;
      return asked === 1
        ? { kind: 'hang', when: 'before-headers' }
        : { kind: 'answer', text: 'Again.' };
    });
    const onEvent = vi.fn();
    const calling = client.call(request({ connectionRetries: 0 }), { onEvent });
    await fake.until((calls) => calls.length === 1, 5_000);
    killThread();
    await expect(calling).resolves.toMatchObject({ text: 'Again.' });
    expect(onEvent.mock.calls).toEqual([[{ type: 'repeated' }]]);
    expect(onDeath).toHaveBeenCalledTimes(1);
    await expect(client.call(request())).resolves.toMatchObject({ text: 'Again.' });
  });

  it('a call of which pieces were told fails as a lost connection, and is not made again', async () => {
    fake.respond({ kind: 'hang', when: 'mid-stream' });
    const begun = Promise.withResolvers<void>();
    const calling = client.call(request({ textEvents: true }), {
      onEvent: (event) => event.type === 'text' && begun.resolve(),
    });
    await begun.promise;
    killThread();
    await expect(calling).rejects.toMatchObject({ reason: 'connection_lost' });
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('a call that kills it each time fails in the end', async () => {
    fake.respond({ kind: 'hang', when: 'before-headers' });
    const calling = client.call(request()).catch((error) => error);
    for (let death = 1; death <= 3; death += 1) {
      await fake.until((calls) => calls.length === death, 5_000);
      killThread();
    }
    expect(await calling).toMatchObject({ reason: 'connection_lost', hasResponse: false });
  });

  it('the clock of that time is unknown', async () => {
    const measurement = client.measureClock();
    await client.call(request());
    killThread();
    await expect.poll(() => onDeath.mock.calls.length).toBe(1);
    expect(await measurement.end()).toBeNull();
  });
});

describe('the thread', () => {
  it('is given no variable of the environment, such as our key, and no option of the process', () => {
    expect(killSwitch.options).toMatchObject({ env: {}, execArgv: [] });
  });

  it('refuses calls after it was closed, and can be closed twice', async () => {
    await client.close();
    await client.close();
    await expect(client.call(request())).rejects.toThrow('closed');
  });
});
