import { describe, expect, it, vi } from 'vitest';
import type { ModelAnswer, ModelCallRequest } from '../../../../server/endpoint/modelCall.ts';
import { createModelCaller } from '../../../../server/endpoint/modelCaller.ts';
import type { ModelCallOptions } from '../../../../server/endpoint/modelClient.ts';

const endpoint = {
  endpointUrl: 'https://host.example/v1/chat/completions',
  modelId: 'm',
  adaptations: {},
};
const question = { messages: [], maxTokens: 1, stream: true, timeoutMs: 1_000 };
const adaptation = { change: 'temperature omitted', said: 'Unsupported.' };
const adapted = { type: 'adapted', feature: 'temperature', adaptation } as const;

/** A caller over a client that only notes what it is asked. */
function open() {
  const calls: { request: ModelCallRequest; options: ModelCallOptions; end(): void }[] = [];
  const client = {
    call(request: ModelCallRequest, options: ModelCallOptions = {}) {
      const { promise, resolve } = Promise.withResolvers<ModelAnswer>();
      calls.push({ request, options, end: () => resolve({} as ModelAnswer) });
      return promise;
    },
    listModels: vi.fn(async () => null),
  };
  const readCredentials = vi.fn(() => ({ apiKey: 'the key', headers: { 'x-team': 'blue' } }));
  const onAdapted = vi.fn();
  const caller = createModelCaller(client, {
    endpoint,
    readCredentials,
    owner: 'run',
    onAdapted,
  });
  return { caller, calls, client, readCredentials, onAdapted };
}

describe('a caller', () => {
  it('adds who is asked, key, headers and owner to each question', async () => {
    const { caller, calls, client } = open();
    void caller.call(question);
    const credentials = { apiKey: 'the key', headers: { 'x-team': 'blue' } };
    const sent = { ...question, extraBody: {}, endpoint, ...credentials, owner: 'run' };
    expect(calls[0]?.request).toEqual(sent);
    await caller.listModels();
    const { endpointUrl } = endpoint;
    expect(client.listModels).toHaveBeenCalledWith({
      endpointUrl,
      ...credentials,
      owner: 'run',
    });
  });

  it('tells later calls at once what one found out, and remembers it once', async () => {
    const { caller, calls, onAdapted } = open();
    const heard = vi.fn();
    void caller.call(question, { onEvent: heard });
    void caller.call(question);
    for (const { options } of calls) options.onEvent?.(adapted);
    expect(onAdapted.mock.calls).toEqual([['temperature', adaptation]]);
    expect(heard).toHaveBeenCalledWith(adapted);
    void caller.call(question);
    expect(calls[2]?.request.endpoint.adaptations).toEqual({ temperature: adaptation });
    // What is on its way stays as it was sent.
    expect(calls[0]?.request.endpoint.adaptations).toEqual({});
    expect(endpoint.adaptations).toEqual({});
    expect(caller.endpoint.adaptations).toEqual({ temperature: adaptation });
  });

  it('reads the key once for calls that overlap, and again for later ones', async () => {
    const { caller, calls, readCredentials } = open();
    const both = [caller.call(question), caller.call(question)];
    expect(readCredentials).toHaveBeenCalledTimes(1);
    for (const { end } of calls) end();
    await Promise.all(both);
    void caller.call(question);
    expect(readCredentials).toHaveBeenCalledTimes(2);
  });
});
