/** Parameters that a person adds: in the requests of a connection and of a run, in recipes and exports. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportText, serveFakeModel } from '../support/connectionSteps.ts';
import { providerErrors } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('extra parameters on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server.stop());

  async function configure(extra_body: unknown) {
    const fake = await serveFakeModel();
    const connection = { endpoint_url: fake.url, model_id: 'fake-model', extra_body };
    const answer = await server.rest('POST', '/configure', connection);
    return { fake, answer, session_id: answer.json.session_id as string };
  }

  async function run(session_id: string, config: object) {
    const prompts = [{ prompt: 'Hello?' }];
    const started = await server.rest('POST', '/batch-test', { session_id, prompts, config });
    expect(started.text).toContain('test_run_id');
    return waitForRun(server, session_id, started.json.test_run_id);
  }

  it('of the connection are in every call; those of a run stand over them, and null takes away', async () => {
    const { fake, session_id } = await configure({ top_k: 40, minP: { aB: 1 }, seed: 5 });
    await server.rest('POST', '/configure/test', { session_id });
    for (const { body } of fake.chatCalls) {
      expect(body).toMatchObject({ top_k: 40, minP: { aB: 1 }, seed: 5 });
    }
    fake.reset();
    const extra_body = { top_k: 5, seed: null, temperature: null };
    const config = { top_p: 0.9, stop: ['\n\n', 'END'], temperature: 0.1, extra_body };
    const finished = await run(session_id, config);
    expect(finished.config).toMatchObject({ top_p: 0.9, stop: config.stop, extra_body });
    const { model: _model, messages: _messages, ...sent } = { ...fake.chatCalls[0]?.body };
    expect(sent).toEqual({
      max_tokens: 1_024,
      top_p: 0.9,
      stop: ['\n\n', 'END'],
      top_k: 5,
      minP: { aB: 1 },
      stream: true,
      stream_options: { include_usage: true },
    });

    const client = server.client(session_id);
    const exported = JSON.parse(await exportText(client, 'json'));
    expect(exported.runs[0].parameters).toEqual(sent);
    expect(await exportText(client, 'csv')).toContain('# Parameters: ');
    const { curl } = await client.batch.reproduce.query({ resultId: finished.results[0].id });
    expect(curl).toContain('"top_k": 5');
    expect(curl).not.toContain('"seed"');
    const status = await server.rest('GET', `/configure?session_id=${session_id}`);
    expect(status.json.extra_body).toEqual({ top_k: 40, minP: { aB: 1 }, seed: 5 });
    // Beside the run, what the connection has holds.
    fake.reset();
    await server.rest('POST', '/atlas', {
      session_id,
      messages: [{ role: 'user', content: 'So?' }],
    });
    expect(fake.chatCalls[0]?.body).toMatchObject({ top_k: 40, seed: 5, temperature: 0.3 });
  });

  it('that the endpoint refuses are named, and left out from then on', async () => {
    const { fake, session_id } = await configure({ top_k: 40, min_p: 0.1 });
    fake.respond((call) =>
      call.body && 'top_k' in call.body
        ? providerErrors.openAi(400, "Unrecognized request argument supplied: 'top_k'")
        : { kind: 'answer', text: 'Yes.' },
    );
    const tested = await server.rest('POST', '/configure/test', { session_id });
    expect(tested.json.success).toBe(true);
    const status = await server.rest('GET', `/configure?session_id=${session_id}`);
    expect(status.json.adaptations.top_k.change).toBe('top_k omitted: the server refused 40');
    const { results } = await run(session_id, {});
    expect(results[0].success).toBe(true);
    expect(fake.chatCalls.at(-1)?.body).toMatchObject({ min_p: 0.1 });
    expect(fake.chatCalls.at(-1)?.body).not.toHaveProperty('top_k');
  });

  it.each([
    [{ messages: [] }, 'messages'],
    [{ n: 2 }, 'n'],
    [{ a: { apiToken: 'sk-1' } }, 'a.apiToken'],
    [[], ''],
    [{ a: 'x'.repeat(17_000) }, ''],
  ])('are refused by name: case %#', async (extra_body, path) => {
    const field = (base: string) => [base, path].filter(Boolean).join('.');
    const { answer, session_id } = await configure(extra_body);
    expect([answer.status, answer.json.field]).toEqual([400, field('extra_body')]);
    expect(session_id).toBeUndefined();
    const other = await configure({});
    const started = await server.rest('POST', '/batch-test', {
      session_id: other.session_id,
      prompts: [{ prompt: 'Hello?' }],
      config: { extra_body },
    });
    expect([started.status, started.json.field]).toEqual([400, field('config.extra_body')]);
  });
});
