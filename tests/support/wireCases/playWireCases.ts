/** Plays wire cases through the whole product: REST, worker and database, each with a server of its own. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../fakeModelServer.ts';
import { waitForRun } from '../restClient.ts';
import { startTestServer, type TestServer } from '../testServer.ts';
import { FRANCE } from './expectations.ts';
import type { PlayedCase, WireCase } from './wireCase.ts';

const RUN_WITHIN_MS = 50_000;

/** Makes a test of each case, all at once. `variables` of the server are as in `.env.example`. */
export function playWireCases(
  title: string,
  cases: WireCase[],
  variables: Record<string, string> = {},
): void {
  describe.concurrent(title, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer('pglite', variables);
    });
    afterAll(() => server.stop());

    it.for(cases)('$id: $what', async (wireCase, { onTestFinished }) => {
      const fake = await startFakeModelServer(wireCase.server);
      onTestFinished(() => fake.close());
      const played = await play(server, fake, wireCase);
      const { calls, result, ...expected } = wireCase.expected;
      expect(played).toMatchObject({ ...expected, ...(result && { results: [result] }) });
      if (calls !== undefined) expect(played.calls).toHaveLength(calls);
      wireCase.check?.(played);
    });
  });
}

async function play(
  server: TestServer,
  fake: FakeModelServer,
  wireCase: WireCase,
): Promise<PlayedCase> {
  const { rest } = server;
  const { through = 'run' } = wireCase;
  const configured = await rest('POST', '/configure', {
    endpoint_url: wireCase.endpointUrl?.(fake.url) ?? fake.url,
    api_key: 'sk-key-of-the-wire-cases',
    model_id: 'fake-model',
  });
  if (configured.status !== 200) throw new Error(`configure: ${configured.text}`);
  const { session_id: sessionId } = configured.json;
  if (through === 'test') fake.respond(wireCase.respond);
  const report = await testConnection(server, sessionId);
  if (through !== 'test') {
    fake.reset();
    fake.respond(wireCase.respond);
  }
  const cameOut =
    through === 'run'
      ? await playRun(server, sessionId, wireCase)
      : through === 'chat'
        ? await playChat(server, sessionId)
        : {};
  const session = await settledSession(server, sessionId);
  return { report, session, calls: fake.chatCalls, ...cameOut };
}

/** A model that is still being loaded is waited for: the test is started three times at most. */
async function testConnection({ rest }: TestServer, session_id: string) {
  for (let time = 1; ; time++) {
    const { json } = await rest('POST', '/configure/test', { session_id });
    if (!json.pending || time === 3) return json;
  }
}

/** The session once its test is over: one that has answered goes on with what else is tried. */
async function settledSession({ rest }: TestServer, sessionId: string) {
  const deadline = Date.now() + RUN_WITHIN_MS;
  while (true) {
    const { json } = await rest('GET', `/configure?session_id=${sessionId}`);
    if (!json.pending_test?.has_answered || Date.now() > deadline) return json;
    await setTimeout(50);
  }
}

async function playRun(
  server: TestServer,
  sessionId: string,
  { prompts = [FRANCE], config }: WireCase,
): Promise<Partial<PlayedCase>> {
  const { rest } = server;
  const started = await rest('POST', '/batch-test', {
    session_id: sessionId,
    prompts,
    config: { concurrency: 1, ...config },
  });
  if (started.status !== 200) throw new Error(`batch-test: ${started.text}`);
  const runId = started.json.test_run_id;
  const run = await waitForRun({ rest }, sessionId, runId, RUN_WITHIN_MS);
  const results = run.results.toSorted(
    (a: { prompt_index: number }, b: { prompt_index: number }) => a.prompt_index - b.prompt_index,
  );
  const path = `/export?session_id=${sessionId}&test_run_id=${runId}&format=json`;
  return { run, results, exported: (await rest('GET', path)).text };
}

async function playChat(server: TestServer, sessionId: string): Promise<Partial<PlayedCase>> {
  const { chat } = server.client(sessionId);
  await chat.send.mutate({ content: FRANCE.prompt });
  const deadline = Date.now() + RUN_WITHIN_MS;
  while (true) {
    const message = (await chat.list.query()).at(-1);
    if (message?.status !== 'streaming') return { message };
    if (Date.now() > deadline) throw new Error(`No answer after ${RUN_WITHIN_MS} ms.`);
    await setTimeout(50);
  }
}
