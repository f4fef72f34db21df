/**
 * A model that takes minutes to be loaded and starts over when one hangs up (docs/decisions/0028): the test's
 * answer comes soon, its call goes on, and whoever tests again joins it, on whichever node.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Script } from '../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** Longest the answer of a test may take, and with it most of these tests. */
const PATIENCE_MS = 40_000;
const answer: Script = { kind: 'answer', text: 'Yes.' };
const fakes: FakeModelServer[] = [];
afterAll(() => Promise.all(fakes.map((fake) => fake.close())));

/** A model that says nothing, or what `meanwhile` says, until it is loaded. */
async function startColdModel(meanwhile?: Script) {
  const fake = await startFakeModelServer();
  fakes.push(fake);
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  let isLoaded = false;
  void loaded.then(() => {
    isLoaded = true;
  });
  fake.respond(async () => {
    if (meanwhile && !isLoaded) return meanwhile;
    await loaded;
    return answer;
  });
  return { fake, load };
}

/** A session at this endpoint, and what is asked of it on a node. */
async function connectTo(server: TestServer, fake: FakeModelServer, modelId = 'cold-model') {
  const client = server.client();
  const { sessionId } = await client.session.create.mutate({ endpointUrl: fake.url, modelId });
  const on = (node: TestServer) => ({
    test: async () => (await node.rest('POST', '/configure/test', { session_id: sessionId })).json,
    stop: async () =>
      (await node.rest('DELETE', '/configure/test', { session_id: sessionId })).json,
    state: async () => (await node.rest('GET', `/configure?session_id=${sessionId}`)).json,
  });
  return { sessionId, on, client: server.client(sessionId), ...on(server) };
}

const pendingAnswer = {
  success: false,
  pending: true,
  waited_for_model_ms: expect.any(Number),
  message: expect.stringMatching(/^Still loading, waited \d+ s\. .*test again to join it, or stop/),
};
const stoppedAnswer = {
  success: false,
  pending: false,
  error_kind: null,
  message: expect.stringContaining('stopped'),
};

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine, { DEMO_MODEL_LOADING_TIMEOUT_MS: '60000' });
  });
  afterAll(() => server.stop());

  it.concurrent(
    'a cold model is told as pending, not hung up on, and joined by the next test',
    async ({ expect }) => {
      const { fake, load } = await startColdModel();
      const { test, state } = await connectTo(server, fake);
      expect(await test()).toEqual(pendingAnswer);
      expect(await state()).toMatchObject({
        connection_tested: false,
        last_error: null,
        pending_test: { message: pendingAnswer.message, has_answered: false, is_abandoned: false },
      });
      const joined = await test();
      expect(joined).toEqual(pendingAnswer);
      expect(joined.waited_for_model_ms).toBeGreaterThan(15_000);
      expect(fake.chatCalls).toHaveLength(1);

      load();
      // The question, and the one with a system prompt.
      await fake.until(() => fake.chatCalls.length === 2 && fake.inFlight === 0, PATIENCE_MS);
      await expect
        .poll(async () => (await state()).connection_report?.models, { timeout: PATIENCE_MS })
        .toBeTruthy();
      const { connection_report: report, ...session } = await state();
      expect(session).toMatchObject({ connection_tested: true, pending_test: null });
      expect(report.waited_for_model_ms).toBeGreaterThan(15_000);
      // That of the second call, which met a model that was there.
      expect(report.latency_ms).toBeLessThan(10_000);
      expect(fake.chatCalls.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
    },
    PATIENCE_MS,
  );

  it.concurrent(
    'a server that says that it loads its model is waited for in the same way',
    async ({ expect }) => {
      const { fake, load } = await startColdModel(providerErrors.loadingModel());
      const { test } = await connectTo(server, fake);
      expect(await test()).toEqual(pendingAnswer);
      expect(await test()).toEqual(pendingAnswer);
      const refused = fake.chatCalls.length;
      load();
      const report = await test();
      expect(report).toMatchObject({ success: true, pending: false });
      // One second after each call that was told to wait; one may just be under way. A busy machine wakes a
      // little late from each second.
      expect(refused).toBeGreaterThan(5);
      expect(report.waited_for_model_ms).toBeGreaterThanOrEqual((refused - 1) * 1_000);
      expect(report.waited_for_model_ms).toBeLessThanOrEqual((refused + 1) * 1_100);
    },
    PATIENCE_MS,
  );

  it.concurrent('a test that waits can be stopped, once', async ({ expect }) => {
    const { fake } = await startColdModel();
    const { test, stop, state } = await connectTo(server, fake);
    const waiting = test();
    await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
    expect(await stop()).toMatchObject({ success: true, stopped: true });
    expect(await waiting).toMatchObject(stoppedAnswer);
    await fake.until(() => fake.inFlight === 0, PATIENCE_MS);
    expect(await state()).toMatchObject({
      connection_tested: false,
      last_error: null,
      pending_test: null,
    });
    expect(await stop()).toMatchObject({ success: true, stopped: false });
  });

  it.concurrent('a test of a connection that had worked, when stopped, leaves it tested', async ({
    expect,
  }) => {
    const { fake, load } = await startColdModel();
    load();
    const { test, stop, state } = await connectTo(server, fake);
    const report = await test();
    expect(report).toMatchObject({ success: true });
    fake.respond({ kind: 'hang', when: 'before-headers' });
    const waiting = test();
    await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
    await stop();
    expect(await waiting).toMatchObject(stoppedAnswer);
    expect(await state()).toMatchObject({
      connection_tested: true,
      connection_report: withoutPending(report),
    });
  });

  it.concurrent('another model ends the test of the one before, and gets its own', async ({
    expect,
  }) => {
    const { fake } = await startColdModel();
    const { test, client } = await connectTo(server, fake);
    const waiting = test();
    await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
    await client.session.chooseModel.mutate({ modelId: 'warm-model' });
    expect(await waiting).toMatchObject(stoppedAnswer);
    await fake.until(() => fake.inFlight === 0, PATIENCE_MS);
    fake.respond(answer);
    expect(await test()).toMatchObject({ success: true });
    expect(fake.chatCalls.at(-1)?.body).toMatchObject({ model: 'warm-model' });
  });

  it.concurrent('another connection of the same caller ends it, too', async ({ expect }) => {
    const { fake } = await startColdModel();
    const { test, sessionId } = await connectTo(server, fake);
    const waiting = test();
    await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
    const { sessionId: other } = await server
      .client(sessionId)
      .session.create.mutate({ endpointUrl: fake.url, modelId: 'other' });
    expect(other).not.toBe(sessionId);
    expect(await waiting).toMatchObject(stoppedAnswer);
    await fake.until(() => fake.inFlight === 0, PATIENCE_MS);
  });

  it.concurrent(
    'a test whose process is gone is told as cut off, and begins anew',
    async ({ expect }) => {
      const { fake, load } = await startColdModel();
      const { test, state, sessionId } = await connectTo(server, fake);
      const hash = createHash('sha256').update(sessionId).digest('base64url');
      await server.database.db.execute(
        sql`insert into demo_tests_of_connections (connection_id, demo_session_id, started_at, leased_until)
            select connection_id, session_id, now() - interval '70 s', now() - interval '1 s'
            from demo_model_configs where session_id = ${hash}`,
      );
      expect((await state()).pending_test).toMatchObject({
        is_abandoned: true,
        message: expect.stringContaining('Test again'),
      });
      const told = await test();
      expect(told).toMatchObject({ success: false, pending: true });
      expect(told.message).toContain('begun anew');
      expect(told.waited_for_model_ms).toBeLessThan(60_000);
      load();
      expect(await test()).toMatchObject({ success: true });
    },
    PATIENCE_MS,
  );
});

describe('on two nodes', () => {
  let nodes: [TestServer, TestServer];
  beforeAll(async () => {
    const first = await startTestServer('postgres', keyed);
    const second = await startTestServer('postgres', {
      ...keyed,
      DATABASE_URL: first.databaseUrl as string,
    });
    nodes = [first, second];
  });
  // The first is stopped by a test.
  afterAll(() => nodes[1].stop());
  // Nodes share the key of the sessions.
  const keyed = { DEMO_ENCRYPTION_KEY: createHash('sha256').update('pending').digest('hex') };

  it('one call serves the tests of both, and either can stop it', async () => {
    const [first, second] = nodes;
    const { fake, load } = await startColdModel();
    const session = await connectTo(first, fake);
    const tests = [first, second].map((node) => session.on(node).test());
    expect(await Promise.all(tests)).toEqual([pendingAnswer, pendingAnswer]);
    expect(fake.chatCalls).toHaveLength(1);
    load();
    expect(await session.on(second).test()).toMatchObject({ success: true });
    expect(fake.chatCalls[0]).toMatchObject({ outcome: 'answered' });

    fake.respond({ kind: 'hang', when: 'before-headers' });
    const waiting = session.on(first).test();
    await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
    expect(await session.on(second).stop()).toMatchObject({ stopped: true });
    expect(await waiting).toMatchObject(stoppedAnswer);
    await fake.until(() => fake.inFlight === 0, PATIENCE_MS);
  });

  it(
    'a node that stops gives its test to the other',
    async () => {
      const [first, second] = nodes;
      const { fake, load } = await startColdModel();
      const session = await connectTo(first, fake);
      const waiting = session.on(first).test();
      await fake.until(() => fake.inFlight === 1, PATIENCE_MS);
      const stopping = first.stop();
      expect(await waiting).toMatchObject({ success: false, pending: true });
      const joined = session.on(second).test();
      await stopping;
      load();
      // Begun anew within the same request, on the node that is left.
      expect(await joined).toMatchObject({ success: true });
      expect(fake.chatCalls.map(({ outcome }) => outcome)).toEqual([
        'aborted',
        'answered',
        'answered',
      ]);
    },
    PATIENCE_MS,
  );
});

describe('a model that is never loaded', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer('pglite', { DEMO_MODEL_LOADING_TIMEOUT_MS: '1000' });
  });
  afterAll(() => server.stop());

  it(
    'is a failed test once the bound is reached',
    async () => {
      const { fake } = await startColdModel();
      const { test, state } = await connectTo(server, fake);
      let told = await test();
      expect(told).toEqual(pendingAnswer);
      while (told.pending) told = await test();
      expect(told).toMatchObject({ success: false, error_reason: 'no_first_byte' });
      expect(told.message).toBe(
        'The endpoint sent nothing for 10 s. The model may be starting up; try again, or allow more time.',
      );
      expect(await state()).toMatchObject({ pending_test: null, last_error: told.message });
      expect(fake.chatCalls).toHaveLength(1);
      await fake.until(() => fake.inFlight === 0, PATIENCE_MS);
    },
    PATIENCE_MS,
  );
});

function withoutPending({ pending: _, ...report }: Record<string, unknown>) {
  return report;
}
