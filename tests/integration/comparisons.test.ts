/** Several models asked together: in one order, at the same moment, and none held back by another. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { furtherConnections, modelConfigs } from '../../db/schema.ts';
import { hashSessionToken, purgeExpiredSessions } from '../../server/sessions/index.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const promptsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `Prompt ${index}`,
    expected_answer: 'Paris',
  }));
/** Longer than any test. */
const ENDLESS_MS = 60_000;

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
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

  const post = (path: string, body: object) => server.rest('POST', path, body);
  const get = (path: string) => server.rest('GET', path);

  /** A session with a tested candidate and a tested baseline. */
  async function connect(extra: object = {}) {
    const { json } = await post('/configure', { endpoint_url: own.url, model_id: 'own' });
    const { session_id } = json;
    const added = await post('/configure', {
      session_id,
      endpoint_url: base.url,
      model_id: 'base',
      role: 'baseline',
      ...extra,
    });
    for (const role of ['candidate', 'baseline']) {
      const tested = await post('/configure/test', { session_id, role });
      expect(tested.json).toMatchObject({ success: true });
    }
    own.reset();
    base.reset();
    return { session_id: session_id as string, baseId: added.json.connection_id as string };
  }

  async function start(session_id: string, body: object = {}) {
    const { status, json } = await post('/batch-test', {
      session_id,
      prompts: promptsOf(8),
      models: ['candidate', 'baseline'],
      ...body,
    });
    expect(status).toBe(200);
    const [first, second] = json.runs.map(
      ({ test_run_id }: { test_run_id: string }) => test_run_id,
    );
    return { json, comparisonId: json.comparison_id as string, first, second };
  }

  const comparison = async (session_id: string, id: string) =>
    (await get(`/comparisons/${id}?session_id=${session_id}`)).json;
  const ended = (session_id: string, ...ids: string[]) =>
    Promise.all(ids.map((id) => waitForRun(server, session_id, id)));
  const asked = ({ calls }: FakeModelServer) => calls.map(({ prompt }) => prompt);

  it('asks all models the same prompts in one shuffled order, and tells which runs belong together', async () => {
    const { session_id, baseId } = await connect();
    own.respond({ kind: 'answer', text: 'Paris.', latencyMs: 30 });
    base.respond({ kind: 'answer', text: 'London.', latencyMs: 30 });
    const prompts = promptsOf(20);
    const { json, comparisonId, first, second } = await start(session_id, {
      prompts,
      config: { concurrency: 1 },
    });
    expect(json).toMatchObject({ success: true, test_run_id: first, total_prompts: 20 });
    expect(json.runs).toEqual([
      { role: 'candidate', connection_id: expect.any(String), test_run_id: first },
      { role: 'baseline', connection_id: baseId, test_run_id: second },
    ]);
    expect(await ended(session_id, first, second)).toMatchObject([
      { completed_prompts: 20, model_id: 'own', comparison_id: comparisonId },
      { completed_prompts: 20, model_id: 'base', comparison_id: comparisonId },
    ]);
    const told = await comparison(session_id, comparisonId);
    expect(told).toMatchObject({
      id: comparisonId,
      status: 'completed',
      prompt_order: 'interleaved',
      runs: [
        { id: first, role: 'candidate', config: { temperature: 0 } },
        { id: second, role: 'baseline', config: { temperature: 0 } },
      ],
      pairs: [{ candidate_run_id: first, baseline_run_id: second }],
    });
    const order = told.order.map(
      ({ prompt_index }: { prompt_index: number }) => prompts[prompt_index]?.prompt,
    );
    expect(asked(own)).toEqual(order);
    expect(asked(base)).toEqual(order);
    expect(order).not.toEqual(prompts.map(({ prompt }) => prompt));
    const firsts = told.order.filter(
      ({ first_run_id }: { first_run_id: string }) => first_run_id === first,
    );
    expect(firsts).toHaveLength(10);
    expect(own.calls[0]?.body).toMatchObject({ model: 'own', temperature: 0 });
    const exported = await get(`/export?session_id=${session_id}&format=json`);
    const part = { comparison_id: comparisonId, prompt_order_seed: told.seed };
    expect(exported.json.runs).toMatchObject([
      { id: first, role: 'candidate', ...part, summary: { correct: 20 } },
      { id: second, role: 'baseline', ...part, summary: { correct: 0 } },
    ]);
    // Of one start there is one newest run, the first model's.
    expect((await get(`/batch-test?session_id=${session_id}`)).json).toMatchObject({ id: first });
  });

  it('a start that is sent twice is one', async () => {
    const { session_id } = await connect();
    const again = { idempotency_key: 'the same start' };
    const [once, twice] = await Promise.all([start(session_id, again), start(session_id, again)]);
    expect(twice.json.runs).toEqual(once.json.runs);
    await ended(session_id, once.first, once.second);
    expect((await get(`/batch-test?session_id=${session_id}`)).json.runs).toHaveLength(2);
  });

  it('settings are common, but for those that a model has for itself', async () => {
    const { session_id, baseId } = await connect();
    const { first, second } = await start(session_id, {
      config: { max_tokens: 50, seed: 3 },
      model_settings: {
        baseline: { system_prompt: 'Be brief.', temperature: 0.4, extra_body: { top_k: 7 } },
      },
    });
    await ended(session_id, first, second);
    expect(own.calls[0]?.body).toMatchObject({ max_tokens: 50, seed: 3, temperature: 0 });
    expect(own.calls[0]?.body).not.toHaveProperty('top_k');
    expect(base.calls[0]?.body).toMatchObject({
      max_tokens: 50,
      seed: 3,
      temperature: 0.4,
      top_k: 7,
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
    });
    const body = { session_id, prompts: promptsOf(1), models: ['candidate', 'baseline'] };
    const refused = async (extra: object) => {
      const { status, json } = await post('/batch-test', { ...body, ...extra });
      return { status, field: json.field, error: json.error };
    };
    expect(await refused({ model_settings: { [baseId]: { temperature: 1 } } })).toMatchObject({
      status: 400,
      field: `model_settings.${baseId}`,
    });
    expect(await refused({ model_settings: { baseline: { concurrency: 2 } } })).toMatchObject({
      status: 400,
    });
    expect(await refused({ model_settings: { baseline: { max_tokens: 0 } } })).toMatchObject({
      status: 400,
      field: 'model_settings.baseline.max_tokens',
    });
    expect(await refused({ models: ['baseline', baseId] })).toMatchObject({
      status: 400,
      field: 'models',
    });
    expect(await refused({ models: ['candidate', baseId.toUpperCase(), baseId] })).toMatchObject({
      status: 400,
      field: 'models',
    });
    expect(await refused({ models: [] })).toMatchObject({ status: 400, field: 'models' });
    expect(await refused({ models: Array(5).fill('candidate') })).toMatchObject({
      status: 400,
      field: 'models',
    });
    expect(await refused({ models: ['candidate', crypto.randomUUID()] })).toMatchObject({
      status: 404,
      field: 'models',
    });
  });

  it.each([
    ['whose key was revoked', { kind: 'error', status: 401 }],
    ['that is told to wait', { kind: 'error', status: 429, headers: { 'retry-after': '30' } }],
    ['that is slow', { kind: 'answer', text: 'Paris.', latencyMs: ENDLESS_MS }],
  ] as const)(
    'a side %s holds the other back by no more than a prompt of its own',
    async (_, held) => {
      const { session_id } = await connect();
      own.respond({ kind: 'answer', text: 'Paris.', latencyMs: 20 });
      base.respond(held);
      const { first, comparisonId } = await start(session_id, {
        prompts: promptsOf(30),
        config: { concurrency: 2 },
      });
      expect(await ended(session_id, first)).toMatchObject([{ completed_prompts: 30 }]);
      // The other one has not been waited for.
      const at = own.calls.map((call) => call.at).toSorted((a, b) => a - b);
      const gaps = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
      expect(gaps.filter((gap) => gap > 800)).toEqual([]);
      const client = server.client(session_id);
      await client.batch.cancel.mutate({ testRunId: first }).catch(() => {});
      const told = await comparison(session_id, comparisonId);
      expect(told.runs[0]).toMatchObject({ status: 'completed' });
    },
  );

  it('a side whose key is refused ends by itself, and goes on with another key', async () => {
    const { session_id } = await connect();
    own.respond({ kind: 'answer', text: 'Paris.' });
    base.respond({ kind: 'error', status: 401 });
    const { first, second } = await start(session_id, { prompts: promptsOf(12) });
    expect(await ended(session_id, first, second)).toMatchObject([
      { status: 'completed', completed_prompts: 12 },
      {
        status: 'failed',
        completed_prompts: 0,
        failed_prompts: 0,
        pace: { stopped_by: { reason: 'key_refused', status: 401 } },
      },
    ]);
    base.reset();
    await server.client(session_id).batch.resume.mutate({ testRunId: second });
    expect(await ended(session_id, second)).toMatchObject([
      { status: 'completed', completed_prompts: 12, error: null },
    ]);
  });

  it('a slow model holds back no other at the same server and with the same key', async () => {
    const { session_id } = await connect({ endpoint_url: own.url });
    own.respond(({ body }) => ({
      kind: 'answer',
      text: 'Paris.',
      latencyMs: body?.model === 'own' ? ENDLESS_MS : 10,
    }));
    const { second } = await start(session_id, { config: { concurrency: 4 } });
    expect(await ended(session_id, second)).toMatchObject([{ completed_prompts: 8 }]);
    await server.rest('DELETE', '/configure', { session_id });
  });

  it('is cancelled and gone on with as one, and nothing that was answered is asked again', async () => {
    const { session_id } = await connect();
    let answered = 0;
    const half = () => (++answered > 8 ? ENDLESS_MS : 0);
    for (const fake of [own, base]) {
      fake.respond(() => ({ kind: 'answer', text: 'Paris.', latencyMs: half() }));
    }
    const { first, second, comparisonId } = await start(session_id, {
      prompts: promptsOf(12),
      config: { concurrency: 2 },
    });
    await own.until(() => answered > 10, 20_000);
    const client = server.client(session_id);
    await client.batch.cancel.mutate({ testRunId: second });
    expect(await ended(session_id, first, second)).toMatchObject([
      { status: 'cancelled' },
      { status: 'cancelled' },
    ]);
    const stored = async (id: string) =>
      (await client.batch.get.query({ testRunId: id })).results.map(({ prompt }) => prompt);
    const [before, baseBefore] = [await stored(first), await stored(second)];
    own.reset();
    base.reset();
    await client.batch.resume.mutate({ testRunId: first });
    await ended(session_id, first, second);
    expect(await comparison(session_id, comparisonId)).toMatchObject({
      status: 'completed',
      runs: [{ completed_prompts: 12 }, { completed_prompts: 12 }],
    });
    expect(asked(own).filter((prompt) => before.includes(prompt))).toEqual([]);
    expect(asked(base).filter((prompt) => baseBefore.includes(prompt))).toEqual([]);
    await expect(client.batch.resume.mutate({ testRunId: first })).rejects.toMatchObject({
      data: { problem: { kind: 'run_not_resumable' } },
    });
  });

  it('goes on with one model when the other is removed', async () => {
    const { session_id, baseId } = await connect();
    base.respond({ kind: 'answer', text: 'Paris.', latencyMs: ENDLESS_MS });
    own.respond({ kind: 'answer', text: 'Paris.', latencyMs: 100 });
    const { first, second } = await start(session_id, { config: { concurrency: 1 } });
    await base.until(() => base.calls.length > 0, 20_000);
    await server.rest('DELETE', `/connections/${baseId}`, { session_id });
    expect(await ended(session_id, first, second)).toMatchObject([
      { status: 'completed', completed_prompts: 8 },
      { status: 'cancelled', error: 'The connection was removed.' },
    ]);
  });

  /** Both at one server that loads one model at a time, as the test of the second tells. */
  async function connectInTurn() {
    const { session_id, baseId } = await connect({ endpoint_url: own.url });
    await server.database.db
      .update(furtherConnections)
      .set({
        connectionReport: sql`jsonb_set(connection_report, '{waitedForModelMs}', '9000')`,
      })
      .where(eq(furtherConnections.connectionId, baseId));
    return { session_id };
  }

  it('asks in blocks where the server loads one model at a time', async () => {
    const { session_id } = await connectInTurn();
    own.respond({ kind: 'answer', text: 'Paris.' });
    const { first, second, comparisonId } = await start(session_id, {
      prompts: promptsOf(6),
      config: { concurrency: 2 },
    });
    await ended(session_id, first, second);
    const told = await comparison(session_id, comparisonId);
    expect(told).toMatchObject({
      prompt_order: 'blocks',
      runs: [{ completed_prompts: 6 }, { completed_prompts: 6 }],
    });
    // Three of each block, and a call before it that waits for the model and does not count.
    const models = own.calls.map(({ body }) => body?.model);
    const block = (model: string) => Array(4).fill(model);
    expect(models).toEqual([...block('own'), ...block('base'), ...block('base'), ...block('own')]);
  });

  it('in blocks, a run whose quota is used up ends at once, while the other goes on', async () => {
    const { session_id } = await connectInTurn();
    own.respond(({ body }) =>
      body?.model === 'own'
        ? providerErrors.dailyQuota(Date.now() + 7_200_000)
        : { kind: 'answer', text: 'Paris.', latencyMs: ENDLESS_MS },
    );
    const { first, comparisonId } = await start(session_id);
    expect(await ended(session_id, first)).toMatchObject([
      { status: 'failed', error: expect.stringContaining('resume the run later') },
    ]);
    const told = await comparison(session_id, comparisonId);
    expect(told.runs).toMatchObject([{ status: 'failed' }, { status: 'running' }]);
    const { status } = await server.rest('DELETE', '/configure', { session_id });
    expect(status).toBe(200);
  });

  it.each(['deleted', 'expired'])('leaves nothing behind when its session is %s', async (how) => {
    const { session_id, baseId } = await connect({ api_key: 'sk-base-of-a-comparison' });
    const { comparisonId, first, second } = await start(session_id);
    await ended(session_id, first, second);
    await post('/checks/adapter', { session_id });
    const before = await dumpTables(server.database);
    const traces = [baseId, comparisonId, first, second];
    expect(traces.filter((trace) => !before.includes(trace))).toEqual([]);
    expect(before).not.toContain('sk-base-of-a-comparison');
    if (how === 'deleted') {
      const { json } = await server.rest('DELETE', '/configure', { session_id });
      expect(json.deleted).toEqual({ config: true, testRuns: 2, results: 16 });
    } else {
      await server.database.db
        .update(modelConfigs)
        .set({ expiresAt: sql`now() - interval '1 minute'` })
        .where(eq(modelConfigs.sessionHash, hashSessionToken(session_id) ?? ''));
      await purgeExpiredSessions(server.database.db);
    }
    const after = await dumpTables(server.database);
    expect(traces.filter((trace) => after.includes(trace))).toEqual([]);
  });

  it('is estimated as one', async () => {
    const { session_id } = await connect();
    const client = server.client(session_id);
    const input = { prompts: promptsOf(10) };
    const both = await client.batch.estimate.query({ ...input, models: ['candidate', 'baseline'] });
    const one = await client.batch.estimate.query(input);
    expect(both.calls).toBe(20);
    expect(both.promptTokens).toBe(2 * one.promptTokens);
  });

  it('is nobody else’s', async () => {
    const { session_id } = await connect();
    const { comparisonId, first, second } = await start(session_id);
    await ended(session_id, first, second);
    const other = await connect();
    const { status, json } = await get(
      `/comparisons/${comparisonId}?session_id=${other.session_id}`,
    );
    expect(status).toBe(404);
    expect(json.error).toBe('There is no such comparison in this session.');
  });
});
