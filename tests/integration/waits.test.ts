/** Waits that a person sets, on a run and on the connection test, within the operator's bounds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFakeModel } from '../support/connectionSteps.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('waits on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine, {
      DEMO_TOTAL_TIMEOUT_MS: '20000',
      DEMO_FIRST_BYTE_TIMEOUT_MS: '10000',
    });
  });
  afterAll(() => server.stop());

  it('end the call of a run that brings no token in time', async () => {
    const fake = await serveFakeModel();
    const session_id = await server.connect(fake.url);
    fake.respond({ kind: 'hang', when: 'after-headers' });
    const run = async (config: object) => {
      const prompts = [{ prompt: 'Hello?' }];
      const fields = { session_id, prompts, config: { max_retries: 0, ...config } };
      const { json } = await server.rest('POST', '/batch-test', fields);
      return waitForRun(server, session_id, json.test_run_id);
    };
    const [hurried, bounded] = await Promise.all([
      run({ first_token_timeout_ms: 1_000 }),
      run({ first_token_timeout_ms: 60_000, timeout_ms: 1_000 }),
    ]);
    expect(hurried.results[0]).toMatchObject({ outcome: 'timed_out', error_kind: 'timeout' });
    expect(hurried.results[0].error).toContain('No token came within 1 s');
    expect(hurried.config).toMatchObject({ first_token_timeout_ms: 1_000, timeout_ms: 20_000 });
    expect(bounded.results[0].error_reason).toBe('too_slow');
    expect(bounded.config).toMatchObject({ first_token_timeout_ms: 10_000, timeout_ms: 1_000 });
  });

  it.each([{ first_token_timeout_ms: 1_000 }, { timeout_ms: 1_000 }])(
    'end the connection test: %j',
    async (waits) => {
      const fake = await serveFakeModel();
      fake.respond({ kind: 'hang', when: 'after-headers' });
      const connection = { endpoint_url: fake.url, model_id: 'fake-model' };
      const { session_id } = (await server.rest('POST', '/configure', connection)).json;
      const tested = await server.rest('POST', '/configure/test', { session_id, ...waits });
      expect(tested.json).toMatchObject({ success: false, pending: false, error_kind: 'timeout' });
      expect(tested.json.message).toContain('1 s');
    },
  );

  it('have the bounds of the settings', async () => {
    const fake = await serveFakeModel();
    const session_id = await server.connect(fake.url);
    for (const field of ['timeout_ms', 'first_token_timeout_ms']) {
      const tested = await server.rest('POST', '/configure/test', { session_id, [field]: 999 });
      expect([tested.status, tested.json.field]).toEqual([400, field]);
    }
  });
});
