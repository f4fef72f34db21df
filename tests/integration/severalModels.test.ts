/** A session in which one model was tested after another: every run stays that of its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const prompts = ['One', 'Two', 'Three', 'Four'].map((prompt) => ({
  prompt,
  expected_answer: 'Paris',
}));

describe.each(engines)('with another model chosen, on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
  });
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  async function startRun(sessionId: string, config = {}): Promise<string> {
    const body = { session_id: sessionId, prompts, config };
    const { json } = await server.rest('POST', '/batch-test', body);
    return json.test_run_id;
  }

  it('a run that is resumed goes on with its own, and the export keeps them apart', async () => {
    fake.reset();
    // The first model answers two prompts; the others wait until the run is cancelled.
    let answered = 0;
    fake.respond(({ body, prompt }) => {
      const isPrompt = prompts.some((each) => each.prompt === prompt);
      if (isPrompt && body?.model === 'first' && ++answered > 2) {
        return { kind: 'answer', latencyMs: 60_000 };
      }
      return { kind: 'answer', text: body?.model === 'first' ? 'Paris.' : 'London.' };
    });
    const configured = await server.rest('POST', '/configure', {
      endpoint_url: fake.url,
      model_id: 'first',
      model_name: 'My first',
    });
    const sessionId = configured.json.session_id;
    const client = server.client(sessionId);
    await client.session.testConnection.mutate();
    const first = await startRun(sessionId, { concurrency: 1 });
    await fake.until(() => answered > 2, 20_000);
    await client.batch.cancel.mutate({ testRunId: first });
    await waitForRun(server, sessionId, first);

    await client.session.chooseModel.mutate({ modelId: 'second' });
    expect(await client.session.current.query()).toMatchObject({
      modelId: 'second',
      modelName: null,
    });
    await client.session.testConnection.mutate();
    const second = await startRun(sessionId);
    expect(await waitForRun(server, sessionId, second)).toMatchObject({ completed_prompts: 4 });

    const before = fake.calls.length;
    fake.respond({ kind: 'answer', text: 'Paris.' });
    await client.batch.resume.mutate({ testRunId: first });
    await waitForRun(server, sessionId, first);
    expect(fake.calls.slice(before).map(({ body }) => body?.model)).toEqual(['first', 'first']);

    const runs = await client.batch.list.query();
    expect(runs.map(({ modelName, modelId }) => ({ modelName, modelId }))).toEqual([
      { modelName: 'second', modelId: 'second' },
      { modelName: 'My first', modelId: 'first' },
    ]);

    const all = await server.rest('GET', `/export?session_id=${sessionId}&format=json`);
    expect(all.json).toMatchObject({ model: null, model_id: null, summary: null });
    expect(all.json.runs).toMatchObject([
      { id: first, model: 'My first', model_id: 'first', summary: { graded: 4, correct: 4 } },
      { id: second, model: 'second', model_id: 'second', summary: { graded: 4, correct: 0 } },
    ]);
    const one = `/export?session_id=${sessionId}&format=json&test_run_id=${first}`;
    expect((await server.rest('GET', one)).json).toMatchObject({
      model: 'My first',
      model_id: 'first',
      summary: { total_prompts: 4, correct: 4 },
      results: prompts.map(() => ({ model_id: 'first' })),
    });
  });
});
