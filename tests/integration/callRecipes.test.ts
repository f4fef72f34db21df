/** Calls as curl, TypeScript and promptfoo YAML: as they are sent, and without the key. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionSteps, serveFakeModel } from '../support/connectionSteps.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

describe.each(engines)('a call to be reproduced on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server.stop());

  const { connectAndTest, finishedRun } = connectionSteps(() => server);

  it('is told in three ways, as it is sent and without the key', async () => {
    const fake = await serveFakeModel({
      apiKey,
      refusedFeatures: ['temperature', 'max_tokens', 'system'],
    });
    const session = await connectAndTest(fake.url, { apiKey });
    const { results } = await finishedRun(session, ['What is new?'], {
      systemPrompt: 'Be brief.',
      maxTokens: 77,
    });
    const ofTest = await session.client.session.reproduce.query();
    const ofResult = await session.client.batch.reproduce.query({
      resultId: results[0]?.id ?? '',
    });
    for (const recipes of [ofTest, ofResult]) {
      for (const text of Object.values(recipes)) {
        expect(text).not.toContain(apiKey);
        expect(text).not.toContain(apiKey.slice(10, 30));
        expect(text).toContain('API_KEY');
        expect(text).toContain('max_completion_tokens');
        expect(text).not.toContain('temperature');
      }
      expect(recipes.curl).toContain(`${fake.url}/chat/completions`);
    }
    expect(ofTest.curl).toContain('Hello, are you there?');
    expect(ofResult.curl).toContain(JSON.stringify('Be brief.\n\nWhat is new?'));
    expect(ofResult.curl).toContain('77');
    expect(ofResult.curl).not.toContain('"system"');
  });

  it('names no key where none is needed', async () => {
    const fake = await serveFakeModel();
    const { client } = await connectAndTest(fake.url);
    const { curl, typescript } = await client.session.reproduce.query();
    for (const text of [curl, typescript]) expect(text).not.toMatch(/authorization|API_KEY/);
  });

  it('is told only to its owner', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    const { results } = await finishedRun(session, ['One?']);
    const stranger = await connectAndTest(fake.url);
    await expect(
      stranger.client.batch.reproduce.query({ resultId: results[0]?.id ?? '' }),
    ).rejects.toMatchObject({ data: { problem: { kind: 'result_not_found' } } });
  });
});
