/**
 * What servers make of an address, through the client. Elsewhere:
 * - what people paste, the one stored form, addresses used exactly as typed: endpointAddress.test.ts
 * - guessed paths are tried and the one that worked is told, 404 told apart by the list of models,
 *   the nearest names, a test that calls the chat route: integration/connectionTest.test.ts
 * - private addresses: addressGuard.test.ts, guardedDispatcher.test.ts
 */
import { describe, expect, it } from 'vitest';
import {
  apiKey,
  ask,
  client,
  failureOf,
  serve,
  startUsualEndpoint,
  usual,
} from '../../../../support/endpointCalls.ts';

startUsualEndpoint();

describe('The address', () => {
  it('404 that names the model: it is unknown', async () => {
    const fake = await serve({ models: ['other-model'] });
    const error = await failureOf({ fake });
    expect(error).toMatchObject({ kind: 'model_not_found', reason: 'unknown_model', status: 404 });
    expect(error.providerMessage).toContain('`fake-model` does not exist');
  });

  it.each([
    ['openai', 404, 'Invalid URL (POST /v2/chat/completions)'],
    ['html', 404, '404 Not Found'],
    ['lm-studio', null, 'Unexpected endpoint or method. (POST /v2/chat/completions)'],
  ] as const)(
    'a wrong path in the manner of %s is told as one',
    async (wrongPath, status, providerMessage) => {
      const fake = await serve({ wrongPath, models: ['other-model'] });
      const error = await failureOf({ endpointUrl: `${fake.origin}/v2/chat/completions` });
      expect(error).toMatchObject({
        kind: 'model_not_found',
        reason: 'wrong_path',
        status,
        providerMessage,
      });
    },
  );

  it.each(['/v1/v1/chat/completions', '//v1/chat/completions', '/v1//chat/completions'])(
    'a path that is doubled in places is one the server does not know: %s',
    async (path) => {
      const error = await failureOf({ endpointUrl: usual.origin + path });
      expect(error).toMatchObject({ reason: 'wrong_path', status: 404 });
      expect(usual.calls.map((call) => call.path)).toEqual([path]);
    },
  );

  it('a trailing slash that is redirected is an error that says so', async () => {
    const fake = await serve({ redirectTrailingSlash: true });
    const error = await failureOf({ endpointUrl: `${fake.url}/chat/completions/` });
    expect(error).toMatchObject({ kind: 'api_error', reason: 'redirected', status: 308 });
    expect(error.message).toContain('Enter the final URL.');
    expect(fake.calls).toHaveLength(1);
  });

  it('a blank model answered by 502, as OpenRouter does, is not repeated', async () => {
    const fake = await serve({ blankModel: 'openrouter' });
    const error = await failureOf({ fake, modelId: ' ' });
    expect(error).toMatchObject({ reason: 'server_error', status: 502 });
    expect(error.providerMessage).toBe('Provider returned error');
    expect(fake.calls).toHaveLength(1);
  });

  it.each(['', '/api/v1', '/openai/v1', '/inference/v1', '/api/paas/v4'])(
    'a base such as “%s” is called as it is, and its list of models beside it',
    async (basePath) => {
      const fake = await serve({ basePath, models: ['fake-model'] });
      const endpointUrl = `${fake.origin}${basePath}/chat/completions`;
      expect((await ask({ endpointUrl }).answer).text).toContain('Paris');
      expect(await client.listModels({ endpointUrl, apiKey, owner: 'test' })).toMatchObject([
        { id: 'fake-model' },
      ]);
    },
  );
});
