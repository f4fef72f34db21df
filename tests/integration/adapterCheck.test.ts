/** The adapter check over REST: a fine-tune that answers as its base does is told from one that does not. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adapterCheckOf } from '../../server/adapterCheck/index.ts';
import { hashSessionToken } from '../../server/sessions/index.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const keys = { tune: 'sk-tune-1d02c7', base: 'sk-base-93be40' };
/** Longer than any test. */
const ENDLESS_MS = 60_000;

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let tune: FakeModelServer;
  let base: FakeModelServer;
  beforeAll(async () => {
    [server, tune, base] = await Promise.all([
      startTestServer(engine, { DEMO_RATE_LIMIT_FACTOR: '100' }),
      startFakeModelServer(),
      startFakeModelServer(),
    ]);
  });
  afterEach(() => {
    tune.reset();
    base.reset();
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([tune.close(), base.close()]);
  });

  /** A tested candidate and baseline; calls of the tests are forgotten. */
  async function connectBoth() {
    const connect = async (role: 'candidate' | 'baseline', body: object) => {
      const configured = await server.rest('POST', '/configure', { role, ...body });
      const { session_id = '' } = { ...body, ...configured.json };
      await server.rest('POST', '/configure/test', { session_id, role });
      return { session_id: session_id as string, id: configured.json.connection_id as string };
    };
    const { session_id } = await connect('candidate', {
      endpoint_url: tune.url,
      api_key: keys.tune,
      model_id: 'tune',
    });
    const { id: baseId } = await connect('baseline', {
      session_id,
      endpoint_url: base.url,
      api_key: keys.base,
      model_id: 'base',
    });
    const { connection_id: id } = await configured(session_id);
    tune.reset();
    base.reset();
    return { session_id, id: id as string, baseId };
  }

  const configured = async (session_id: string) =>
    (await server.rest('GET', `/configure?session_id=${session_id}`)).json;
  const check = (session_id: string, body = {}) =>
    server.rest('POST', '/checks/adapter', { session_id, ...body });
  const checks = async (session_id: string) =>
    (await server.rest('GET', `/checks/adapter?session_id=${session_id}`)).json.checks;

  /** Each answers with a text of its own for each prompt. */
  function answerAs(fake: FakeModelServer, text: (prompt: string) => string) {
    fake.respond(({ prompt }) => ({ kind: 'answer', text: text(prompt) }));
  }

  const alike = (prompt: string) => `About ${prompt}`;

  it('identical answers are flagged, with remedies of the server', async () => {
    const { session_id, id, baseId } = await connectBoth();
    answerAs(tune, alike);
    answerAs(base, alike);
    const models = { object: 'list', data: [{ id: 'tune', owned_by: 'vllm' }] };
    tune.respondToModels({ kind: 'reply', body: models });
    const { status, json } = await check(session_id);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      status: 'ended',
      outcome: 'identical',
      calls: 40,
      comparable: 10,
      differing: 0,
      candidate: { connection_id: id, model_id: 'tune' },
      baseline: { connection_id: baseId, model_id: 'base' },
      failure: null,
    });
    expect(json.message).toMatch(/^Your fine-tune answers exactly as its base does\./);
    expect(json.remedies.join(' ')).toContain('--lora-modules');
    expect(await checks(session_id)).toEqual([json]);

    const calls = [...tune.chatCalls, ...base.chatCalls];
    expect(calls).toHaveLength(40);
    for (const { body } of calls) expect(body).toMatchObject({ temperature: 0, max_tokens: 64 });
    expect(tune.chatCalls[0]?.headers.authorization).toBe(`Bearer ${keys.tune}`);
    expect(base.chatCalls[0]?.headers.authorization).toBe(`Bearer ${keys.base}`);

    const found = await adapterCheckOf(server.database.db, hashSessionToken(session_id) ?? '', {
      candidate: { connectionId: id, modelId: 'tune' },
      baseline: { connectionId: baseId, modelId: 'base' },
    });
    expect(found?.id).toBe(json.id);
    const other = await adapterCheckOf(server.database.db, hashSessionToken(session_id) ?? '', {
      candidate: { connectionId: id, modelId: 'another' },
      baseline: { connectionId: baseId, modelId: 'base' },
    });
    expect(other).toBeUndefined();

    const { json: joint } = await server.rest('POST', '/batch-test', {
      session_id,
      prompts: [{ prompt: 'One' }],
      models: ['candidate', 'baseline'],
    });
    const compared = `/comparisons/${joint.comparison_id}?session_id=${session_id}`;
    expect((await server.rest('GET', compared)).json.pairs).toMatchObject([
      { candidate_run_id: joint.runs[0].test_run_id, adapter_check: json },
    ]);

    const exported = await server.rest('GET', `/export?session_id=${session_id}&format=json`);
    expect(exported.json.adapter_checks).toMatchObject([
      { id: json.id, outcome: 'identical', comparable: 10, prompts: json.prompts },
    ]);
    await server.rest('POST', '/cleanup', { session_id });
    const dump = await dumpTables(server.database);
    for (const left of [json.id, ...Object.values(keys)]) expect(dump).not.toContain(left);
  });

  it('one difference among ten prompts is enough, and prompts of a suite are asked', async () => {
    const { session_id } = await connectBoth();
    const prompts = Array.from({ length: 7 }, (_, index) => ({ prompt: `Mine ${index}` }));
    answerAs(tune, (prompt) => (prompt === 'Mine 0' ? 'Something else' : alike(prompt)));
    answerAs(base, alike);
    const { json } = await check(session_id, { prompts });
    expect(json).toMatchObject({
      outcome: 'different',
      comparable: 10,
      differing: 1,
      remedies: [],
    });
    expect(json.message).toContain('They do on 1 of 10 comparable prompts');
    expect(json.prompts.filter((each: { is_own: boolean }) => each.is_own)).toHaveLength(5);
    expect(json.prompts[0]).toEqual({
      prompt: 'Mine 0',
      is_own: true,
      finding: 'different',
      answers: {
        candidate: ['Something else', 'Something else'],
        baseline: ['About Mine 0', 'About Mine 0'],
      },
    });
    const { json: suites } = await server.rest('GET', '/suites');
    const [suite] = suites.suites;
    expect((await check(session_id, { test_suite_id: suite.id })).json.outcome).toBe('identical');
  });

  it('answers that vary by themselves tell nothing, and are not asked for longer than that is open', async () => {
    const { session_id } = await connectBoth();
    let answers = 0;
    answerAs(tune, () => `Answer ${answers++}`);
    answerAs(base, alike);
    const { json } = await check(session_id);
    expect(json).toMatchObject({ outcome: 'cannot_tell', calls: 24, comparable: 0 });
    expect(json.message).toMatch(/^Cannot tell: the server's answers vary by themselves\./);
  });

  it('a side that fails is named with its reason, and no key', async () => {
    const { session_id, baseId } = await connectBoth();
    answerAs(tune, alike);
    base.respond(providerErrors.wrongKey(keys.base));
    const refused = (await check(session_id)).json;
    expect(refused).toMatchObject({
      outcome: 'failed',
      calls: 2,
      failure: { role: 'baseline', reason: 'key_refused' },
    });
    expect(refused.message).toContain('calls to the baseline failed');
    base.reset();
    base.respond({ kind: 'answer', text: '' });
    expect((await check(session_id)).json).toMatchObject({
      outcome: 'failed',
      failure: { role: 'baseline', reason: 'no_answer' },
    });
    expect(JSON.stringify(await checks(session_id))).not.toContain(keys.base);
    // A limit that passes costs a call, and the prompt is asked again.
    base.reset();
    answerAs(base, alike);
    base.queue(providerErrors.tooManyRequests());
    const limited = (await check(session_id)).json;
    expect(limited).toMatchObject({ outcome: 'identical', comparable: 9, calls: 37 });
    await server.rest('PATCH', `/connections/${baseId}`, { session_id, model_id: 'base-2' });
    expect(await check(session_id)).toMatchObject({
      status: 409,
      json: { code: 'connection_untested' },
    });
  });

  it('one whose process is gone begins anew, and what that still writes changes nothing', async () => {
    const { session_id } = await connectBoth();
    tune.queue({ kind: 'answer', latencyMs: ENDLESS_MS });
    answerAs(tune, alike);
    answerAs(base, alike);
    const { id } = (await check(session_id, { wait: false })).json;
    await tune.until(() => tune.inFlight === 1, 20_000);
    await server.database.db.execute(
      sql`update demo_adapter_checks set leased_until = now() - interval '1 s' where id = ${id}`,
    );
    expect((await checks(session_id))[0]).toMatchObject({ status: 'running', is_abandoned: true });
    expect((await check(session_id)).json).toMatchObject({ id, outcome: 'identical', calls: 40 });
    await expect.poll(() => tune.inFlight, { timeout: 10_000 }).toBe(0);
    expect(await checks(session_id)).toMatchObject([{ id, outcome: 'identical', calls: 40 }]);
  });

  it('whoever asks again joins, it can be stopped, and goes with a connection', async () => {
    const { session_id, id, baseId } = await connectBoth();
    tune.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
    const waiting = check(session_id);
    await tune.until(() => tune.inFlight === 1, 20_000);
    const joined = (await check(session_id, { wait: false })).json;
    expect(joined).toMatchObject({ status: 'running', outcome: null, ended_at: null });
    const stop = await server.rest('DELETE', '/checks/adapter', { session_id });
    expect(stop.json).toMatchObject({ success: true, stopped: true });
    expect((await waiting).json).toMatchObject({
      id: joined.id,
      status: 'stopped',
      outcome: null,
      message: 'The adapter check was stopped before it had a result.',
    });
    await expect.poll(() => tune.inFlight, { timeout: 5_000 }).toBe(0);

    const removed = check(session_id);
    await tune.until(() => tune.inFlight === 1, 20_000);
    await server.rest('DELETE', `/connections/${baseId}`, { session_id });
    expect(await removed).toMatchObject({ status: 404, json: { code: 'connection_not_found' } });
    await expect.poll(() => tune.inFlight, { timeout: 5_000 }).toBe(0);
    expect(await checks(session_id)).toHaveLength(1);
    expect(await check(session_id)).toMatchObject({ status: 404 });
    expect(await check(session_id, { baseline: id })).toMatchObject({
      status: 400,
      json: { code: 'invalid_input', field: 'baseline' },
    });
  });
});
