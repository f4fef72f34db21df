/** Names that people give to runs: kept with the run, shown wherever it is told of, and no part of what was measured. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_RUN_NAME_LENGTH } from '../../contract/runs.ts';
import { connectionSteps, serveFakeModel } from '../support/connectionSteps.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('the name of a run on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server.stop());

  const { connectAndTest, finishedRun } = connectionSteps(() => server);
  const aRun = async () => {
    const { url } = await serveFakeModel();
    const connected = await connectAndTest(url);
    const { run } = await finishedRun(connected, ['One?']);
    return { sessionId: connected.sessionId, byom: connected.client, testRunId: run.id };
  };

  it('is none at first, is set and taken away, by either face, and goes into exports', async () => {
    const { sessionId, byom, testRunId } = await aRun();
    const nameOf = async () => (await byom.batch.get.query({ testRunId })).run.name;
    expect(await nameOf()).toBeNull();
    const exported = async (format: string) =>
      (await server.rest('GET', `/export?format=${format}&session_id=${sessionId}`)) as {
        text: string;
        json: { runs: { name?: string; suite: string }[] };
      };
    const before = await exported('json');
    expect(before.json.runs[0]).not.toHaveProperty('name');
    expect((await byom.batch.rename.mutate({ testRunId, name: '  Epoch 2 ' })).name).toBe(
      'Epoch 2',
    );
    expect(await nameOf()).toBe('Epoch 2');
    expect((await exported('json')).json.runs[0]).toMatchObject({
      name: 'Epoch 2',
      suite: 'Your own prompts',
    });
    expect((await exported('csv')).text).toContain('Epoch 2 (Your own prompts)');
    const renamed = await server.rest('POST', '/batch-test/name', {
      session_id: sessionId,
      test_run_id: testRunId,
      name: 'Epoch 3',
    });
    expect(renamed.status).toBe(200);
    expect(renamed.json).toMatchObject({ id: testRunId, name: 'Epoch 3' });
    await byom.batch.rename.mutate({ testRunId, name: '' });
    expect(await nameOf()).toBeNull();
  });

  it.each([
    ['x'.repeat(MAX_RUN_NAME_LENGTH + 1), 'is longer than'],
    ['two\nlines', 'one line'],
    ['two\u2028lines', 'one line'],
    ['\u202eturned', 'direction'],
    ['\u200b', 'invisible'],
    ['nul\0', 'NUL'],
    ['half \ud83d', 'broken'],
  ])('is refused by field: %j', async (name, why) => {
    const { sessionId, testRunId } = await aRun();
    const { status, json } = await server.rest('POST', '/batch-test/name', {
      session_id: sessionId,
      test_run_id: testRunId,
      name,
    });
    expect(status).toBe(400);
    expect(json.field).toBe('name');
    expect(json.error).toContain(why);
  });
});
