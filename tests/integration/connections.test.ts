/** Several models in one session: who is meant, what opens which, and what is left when one goes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const keys = { own: 'sk-own-4f1c9a', base: 'sk-base-77be02', new: 'sk-new-c30d51' };
const prompts = ['One', 'Two', 'Three'].map((prompt) => ({ prompt }));
/** Longer than any test. */
const ENDLESS_MS = 60_000;

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  /** Of the candidate and of its base. */
  let own: FakeModelServer;
  let base: FakeModelServer;
  beforeAll(async () => {
    [server, own, base] = await Promise.all([
      startTestServer(engine),
      startFakeModelServer(),
      startFakeModelServer(),
    ]);
  });
  afterEach(() => {
    own.reset();
    base.reset();
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([own.close(), base.close()]);
  });

  async function post(path: string, body: object) {
    return server.rest('POST', path, body);
  }

  async function configure(body: object) {
    const { status, json } = await post('/configure', body);
    expect(status).toBe(200);
    const { connections } = await connectionsOf(json.session_id);
    const connection_id: string = connections.at(-1).connection_id;
    if ('session_id' in body) expect(json.connection_id).toBe(connection_id);
    return { session_id: json.session_id as string, connection_id };
  }

  /** A session with a candidate. */
  async function connectOwn(extra = {}) {
    const { session_id, connection_id } = await configure({
      endpoint_url: own.url,
      api_key: keys.own,
      model_id: 'own',
      ...extra,
    });
    return { session_id, id: connection_id };
  }

  async function connectBase(session_id: string, extra = {}) {
    const body = { endpoint_url: base.url, api_key: keys.base, model_id: 'base', role: 'baseline' };
    return (await configure({ session_id, ...body, ...extra })).connection_id;
  }

  async function connectBoth() {
    const { session_id, id } = await connectOwn();
    const baseId = await connectBase(session_id);
    for (const role of ['candidate', 'baseline']) {
      const tested = await post('/configure/test', { session_id, role });
      expect(tested.json).toMatchObject({ success: true });
    }
    return { session_id, id, baseId };
  }

  async function connectionsOf(session_id: string) {
    const { json } = await server.rest('GET', `/configure?session_id=${session_id}`);
    return json;
  }

  const edit = (id: string, body: object) => server.rest('PATCH', `/connections/${id}`, body);
  const remove = (id: string, session_id: string) =>
    server.rest('DELETE', `/connections/${id}`, { session_id });

  async function run(session_id: string, model: string) {
    const { json } = await post('/batch-test', { session_id, prompts, models: [model] });
    const ended = await waitForRun(server, session_id, json.test_run_id);
    return { id: json.test_run_id as string, ...ended };
  }

  it('each is called with its own key, model and address', async () => {
    const { session_id, id, baseId } = await connectBoth();
    expect(await connectionsOf(session_id)).toMatchObject({
      model_id: 'own',
      connection_id: id,
      role: 'candidate',
      connections: [
        { connection_id: id, role: 'candidate', model_id: 'own', connection_tested: true },
        { connection_id: baseId, role: 'baseline', model_id: 'base', connection_tested: true },
      ],
    });
    own.reset();
    base.reset();
    const first = await run(session_id, 'candidate');
    const second = await run(session_id, baseId);
    expect(first).toMatchObject({ model_id: 'own', connection_id: id, completed_prompts: 3 });
    expect(second).toMatchObject({ model_id: 'base', connection_id: baseId, completed_prompts: 3 });
    const calledWith = ({ calls }: FakeModelServer) => [
      ...new Set(calls.map(({ headers, body }) => `${headers.authorization} ${body?.model}`)),
    ];
    expect(calledWith(own)).toEqual([`Bearer ${keys.own} own`]);
    expect(calledWith(base)).toEqual([`Bearer ${keys.base} base`]);
    const dump = await dumpTables(server.database);
    for (const key of Object.values(keys)) expect(dump).not.toContain(key);
  });

  it('a baseline that was there first gives its place to the first candidate', async () => {
    const { session_id, connection_id } = await configure({
      endpoint_url: base.url,
      api_key: keys.base,
      model_id: 'base',
      role: 'baseline',
    });
    expect(await connectionsOf(session_id)).toMatchObject({ model_id: 'base', role: 'baseline' });
    await post('/configure/test', { session_id });
    await configure({ session_id, endpoint_url: own.url, api_key: keys.own, model_id: 'own' });
    await post('/configure/test', { session_id });
    expect(await connectionsOf(session_id)).toMatchObject({
      model_id: 'own',
      connection_tested: true,
      connections: [{ connection_id, connection_tested: true }, { model_id: 'own' }],
    });
    // Both keys were encrypted anew where they are now.
    expect(await run(session_id, 'baseline')).toMatchObject({ completed_prompts: 3 });
    expect(await run(session_id, 'candidate')).toMatchObject({ completed_prompts: 3 });
    expect(base.calls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.base}`);
    expect(own.calls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.own}`);
  });

  it('another model of the same server takes address and key over, and no other server does', async () => {
    const { session_id, id } = await connectOwn();
    const other = await configure({
      session_id,
      endpoint_of: id,
      model_id: 'second',
      role: 'baseline',
    });
    await post('/configure/test', { session_id, connection_id: other.connection_id });
    expect(own.calls.at(-1)).toMatchObject({
      headers: { authorization: `Bearer ${keys.own}` },
      body: { model: 'second' },
    });
    const elsewhere = await post('/configure', {
      session_id,
      endpoint_of: id,
      endpoint_url: base.url,
      model_id: 'm',
      role: 'candidate',
    });
    expect(elsewhere).toMatchObject({ status: 400, json: { field: 'endpoint_url' } });
    const withKey = await post('/configure', {
      session_id,
      endpoint_of: id,
      api_key: keys.new,
      model_id: 'm',
      role: 'candidate',
    });
    expect(withKey).toMatchObject({ status: 400, json: { field: 'api_key' } });
    // Left out, a key is none.
    const open = await configure({
      session_id,
      endpoint_url: own.url,
      model_id: 'm',
      role: 'candidate',
    });
    await post('/configure/test', { session_id, connection_id: open.connection_id });
    expect(own.calls.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('an endpoint lists its models to the stored key, which nobody is told', async () => {
    const { session_id, id } = await connectOwn();
    const listed = await server.client(session_id).connection.listModels.mutate({
      connectionId: id,
    });
    expect(listed).toEqual({ models: ['fake-model'], problem: null, upstreamRequestId: null });
    expect(own.calls.at(-1)).toMatchObject({
      path: '/v1/models',
      headers: { authorization: `Bearer ${keys.own}` },
    });
  });

  it('there is one baseline, four models, and no guess at who is meant', async () => {
    const { session_id } = await connectOwn();
    const baseId = await connectBase(session_id);
    const model = { session_id, endpoint_url: own.url, model_id: 'm' };
    expect(await post('/configure', { ...model, role: 'baseline' })).toMatchObject({
      status: 409,
      json: { code: 'baseline_exists', field: 'role' },
    });
    await configure({ ...model, role: 'candidate' });
    expect(await post('/configure/test', { session_id, role: 'candidate' })).toMatchObject({
      status: 400,
      json: { code: 'invalid_input', field: 'role' },
    });
    await configure({ ...model, role: 'candidate' });
    expect(await post('/configure', { ...model, role: 'candidate' })).toMatchObject({
      status: 409,
      json: { code: 'connection_limit' },
    });
    expect(await post('/configure', { ...model, role: 'judge' })).toMatchObject({ status: 400 });
    const stranger = await connectOwn();
    for (const unknown of [
      await post('/configure/test', { session_id: stranger.session_id, connection_id: baseId }),
      await post('/configure/test', { session_id: stranger.session_id, role: 'baseline' }),
      await edit(baseId, { session_id: stranger.session_id, model_id: 'x' }),
      await remove(baseId, stranger.session_id),
    ]) {
      expect(unknown).toMatchObject({ status: 404, json: { code: 'connection_not_found' } });
    }
    expect((await connectionsOf(session_id)).connections).toHaveLength(4);
  });

  it('one that is edited wants a new test, and its key goes to no other server', async () => {
    const { session_id, id, baseId } = await connectBoth();
    const before = await run(session_id, 'baseline');
    const client = server.client(session_id);
    base.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
    const { json } = await post('/batch-test', { session_id, prompts, models: ['baseline'] });
    const cancelled: string = json.test_run_id;
    await base.until(() => base.inFlight > 0, 20_000);
    await client.batch.cancel.mutate({ testRunId: cancelled });
    base.reset();
    expect(await edit(baseId, { session_id, api_key: keys.new })).toMatchObject({
      status: 200,
      json: { connection_id: baseId, connection_tested: false, model_id: 'base' },
    });
    await post('/configure/test', { session_id, role: 'baseline' });
    expect(base.calls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.new}`);
    expect(await edit(baseId, { session_id, endpoint_url: own.url })).toMatchObject({
      status: 400,
      json: { field: 'api_key' },
    });
    expect(await edit(id, { session_id, model_name: 'Mine' })).toMatchObject({
      json: { model_name: 'Mine', connection_tested: true },
    });
    expect(await edit(id, { session_id, model_id: 'own-2' })).toMatchObject({
      json: { model_id: 'own-2', model_name: null, connection_tested: false },
    });
    const moved = { session_id, endpoint_url: own.url, api_key: '' };
    expect(await edit(baseId, moved)).toMatchObject({ status: 200 });
    await post('/configure/test', { session_id, role: 'baseline' });
    expect(own.calls.at(-1)?.headers.authorization).toBeUndefined();
    await expect(client.batch.resume.mutate({ testRunId: cancelled })).rejects.toThrow(
      'has moved to another server',
    );
    // What was measured stays that of the server and the model that it was measured with.
    expect(await client.batch.get.query({ testRunId: before.id })).toMatchObject({
      run: { modelId: 'base', connectionId: baseId },
    });
  });

  it('roles can be exchanged, and everybody keeps their key', async () => {
    const { session_id, id, baseId } = await connectBoth();
    expect(await edit(id, { session_id, role: 'baseline' })).toMatchObject({
      json: { connection_id: id, role: 'baseline' },
    });
    expect(await connectionsOf(session_id)).toMatchObject({
      model_id: 'base',
      connection_id: baseId,
      connections: [
        { connection_id: id, role: 'baseline', connection_tested: true },
        { connection_id: baseId, role: 'candidate', connection_tested: true },
      ],
    });
    expect(await run(session_id, 'baseline')).toMatchObject({
      model_id: 'own',
      completed_prompts: 3,
    });
    expect(await run(session_id, 'candidate')).toMatchObject({
      model_id: 'base',
      completed_prompts: 3,
    });
    expect(own.calls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.own}`);
  });

  it('one that is removed ends its calls and takes its key along; its runs stay', async () => {
    const { session_id, id, baseId } = await connectBoth();
    const done = await run(session_id, 'candidate');
    own.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
    const { json } = await post('/batch-test', { session_id, prompts, models: [id] });
    await own.until(() => own.inFlight > 0, 20_000);
    expect(await remove(id, session_id)).toMatchObject({ status: 200, json: { success: true } });
    await expect.poll(() => own.inFlight, { timeout: 5_000 }).toBe(0);
    expect(await connectionsOf(session_id)).toMatchObject({
      model_id: 'base',
      connection_id: baseId,
      connections: [{ connection_id: baseId, role: 'baseline', connection_tested: true }],
    });
    const client = server.client(session_id);
    const stopped = await client.batch.get.query({ testRunId: json.test_run_id });
    expect(stopped.run).toMatchObject({
      status: 'cancelled',
      error: 'The connection was removed.',
    });
    expect((await client.batch.get.query({ testRunId: done.id })).results).toHaveLength(3);
    await expect(client.batch.resume.mutate({ testRunId: json.test_run_id })).rejects.toThrow(
      'was removed',
    );
    const [result] = (await client.batch.get.query({ testRunId: done.id })).results;
    const recipes = await client.batch.reproduce.query({ resultId: result?.id as string });
    expect(recipes.curl).toContain(own.url);
    // Who is left can be called, and goes only with the session.
    expect(await run(session_id, 'baseline')).toMatchObject({ completed_prompts: 3 });
    expect(await remove(baseId, session_id)).toMatchObject({
      status: 409,
      json: { code: 'last_connection' },
    });
    // What the other one is asked with is not told of a run that never was.
    await edit(baseId, { session_id, extra_body: { top_k: 40 } });
    const exported = `/export?session_id=${session_id}&format=json&test_run_id=${done.id}`;
    const [told] = (await server.rest('GET', exported)).json.runs;
    expect(told.parameters).toMatchObject({ stream: true });
    expect(told.parameters).not.toHaveProperty('top_k');
    expect((await post('/cleanup', { session_id })).json).toMatchObject({
      deleted: { config: true, testRuns: 3 },
    });
    const dump = await dumpTables(server.database);
    for (const left of [id, baseId]) expect(dump).not.toContain(left);
  });

  it('removing one ends its test and its chat, which the next one goes on with', async () => {
    const { session_id, id } = await connectBoth();
    own.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
    const client = server.client(session_id);
    const testing = client.session.testConnection.mutate({ connectionId: id });
    const asked = await client.chat.send.mutate({ content: 'How was it?' });
    await own.until(() => own.inFlight > 1, 20_000);
    await client.connection.remove.mutate({ connectionId: id });
    await expect(testing).rejects.toThrow('no such connection');
    await expect.poll(() => own.inFlight, { timeout: 5_000 }).toBe(0);
    const statusOf = async () =>
      (await client.chat.list.query()).find((each) => each.id === asked.answer.id)?.status;
    await expect.poll(statusOf, { timeout: 5_000 }).toBe('stopped');
    base.respond({ kind: 'answer', text: 'Fine.' });
    await client.chat.send.mutate({ content: 'And now?' });
    await expect
      .poll(async () => (await client.chat.list.query()).at(-1)?.content, { timeout: 5_000 })
      .toBe('Fine.');
    expect(base.calls.at(-1)?.body?.model).toBe('base');
  });
});
