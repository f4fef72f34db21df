/**
 * Models that are still being loaded, and lists of models, through the client. Elsewhere:
 * - the nearest of many names: modelList.test.ts
 */
import { describe, expect, it } from 'vitest';
import { defaultCallBounds } from '../../../../../server/endpoint/callBounds.ts';
import {
  apiKey,
  ask,
  client,
  clientWith,
  failureOf,
  serve,
  startUsualEndpoint,
  usual,
} from '../../../../support/endpointCalls.ts';
import { type FakeModelServer, providerErrors } from '../../../../support/fakeModelServer.ts';

startUsualEndpoint();

describe('a model that is still being loaded', () => {
  it('is waited for, and the wait is no part of the latency', async () => {
    usual.queue(providerErrors.loadingModel(), providerErrors.loadingModel());
    const startedAt = performance.now();
    const answer = await ask().answer;
    const elapsed = performance.now() - startedAt;
    expect(answer).toMatchObject({ text: expect.any(String), waitedForModelMs: 2_000 });
    expect(usual.chatCalls.map((call) => call.status)).toEqual([503, 503, 200]);
    expect(answer.latencyMs).toBeLessThanOrEqual(elapsed - answer.waitedForModelMs + 5);
  });

  it('is waited for no longer than the limit', async () => {
    usual.respond(providerErrors.loadingModel());
    const error = await failureOf({ client: clientWith({ modelLoadingTimeoutMs: 1_200 }) });
    expect(error).toMatchObject({ kind: 'api_error', reason: 'model_loading', status: 503 });
    expect(error.providerMessage).toBe('Loading model');
    expect(usual.chatCalls).toHaveLength(3);
  });

  it('is no longer waited for by a caller that gave up', async () => {
    usual.respond(providerErrors.loadingModel());
    const stop = new AbortController();
    const { answer } = ask({ signal: stop.signal });
    await usual.until((calls) => calls.length === 1);
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    expect(usual.chatCalls).toHaveLength(1);
  });

  it('is told from a server that is merely busy, which is not asked again', async () => {
    usual.respond(providerErrors.openAi(503, 'Service unavailable'));
    expect(await failureOf()).toMatchObject({ reason: 'overloaded' });
    expect(usual.chatCalls).toHaveLength(1);
  });
});

describe('the list of models', () => {
  const list = (fake: FakeModelServer, asked = client) =>
    asked.listModels({ endpointUrl: `${fake.url}/chat/completions`, apiKey, owner: 'test' });

  it('is asked for with the key, and gives names', async () => {
    const fake = await serve({ apiKey, models: ['a', 'b'] });
    expect((await list(fake))?.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(fake.calls).toMatchObject([{ method: 'GET', path: '/v1/models' }]);
  });

  it('may want no key where the chat route wants one', async () => {
    const fake = await serve({ apiKey: 'sk-another', modelsRoute: 'open', models: ['a'] });
    expect(await list(fake)).toMatchObject([{ id: 'a' }]);
    expect(await failureOf({ fake })).toMatchObject({ reason: 'key_refused' });
  });

  it('may be missing', async () => {
    const fake = await serve({ modelsRoute: 'missing' });
    await expect(list(fake)).rejects.toMatchObject({ reason: 'wrong_path', status: 404 });
    expect((await ask({ fake }).answer).text).toContain('Paris');
  });

  it('may hold thousands of rows, of which the first are kept', async () => {
    const models = Array.from({ length: 5_000 }, (_, index) => `model-${index}`);
    const fake = await serve({ models });
    expect(await list(fake)).toHaveLength(defaultCallBounds.maxModels);
    const few = await list(fake, clientWith({ maxModels: 3 }));
    expect(few?.map(({ id }) => id)).toEqual(['model-0', 'model-1', 'model-2']);
  });

  it('is no list when it is a page, without end, or nothing', async () => {
    usual.respondToModels({ kind: 'reply', body: '<!doctype html><p>Hello' });
    await expect(list(usual)).rejects.toMatchObject({ reason: 'unreadable' });
    usual.respondToModels({ kind: 'endless', what: 'line', pieceBytes: 65_536, msPerPiece: 0 });
    await expect(list(usual)).rejects.toMatchObject({ reason: 'too_large' });
    usual.respondToModels({ kind: 'reply', body: { data: null } });
    expect(await list(usual)).toEqual([]);
  });

  it('shows no name that repeats the key', async () => {
    const body = { data: [{ id: 'a' }, { id: `model-of-${apiKey}` }] };
    usual.respondToModels({ kind: 'reply', body });
    expect(await list(usual)).toMatchObject([{ id: 'a' }]);
  });

  it('is not looked for where the address does not tell of it', async () => {
    const endpointUrl = `${usual.origin}/generate`;
    expect(await client.listModels({ endpointUrl, apiKey, owner: 'test' })).toBeNull();
    expect(usual.calls).toHaveLength(0);
  });
});
