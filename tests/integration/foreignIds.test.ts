/**
 * OWASP ASVS 8.2.2 (no access to another's data) and 6.3.8 (no enumeration): every procedure and every
 * route, with another session's ids and with session ids that lead nowhere. A new one fails here until
 * it is listed.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AnyTRPCProcedure } from '@trpc/server';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/api/appRouter.ts';
import { routeTable } from '../../server/http/rest/routeTable.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** What a procedure is asked with. `ids` are another's, or nobody's. */
type Input = (ids: Ids) => object | undefined;
interface Ids {
  run: string;
  result: string;
  question: string;
  answer: string;
  connection: string;
  comparison: string;
  suite: string;
  vote: string;
}

const nothing: Input = () => undefined;
const aRun: Input = ({ run }) => ({ testRunId: run });
// The other one is nobody's.
const twoRuns: Input = ({ run }) => ({ candidate: run, baseline: crypto.randomUUID() });

/** Procedures that name something of a session, which must be the caller's own. */
const withIds: Record<string, Input> = {
  'connection.edit': ({ connection }) => ({ connectionId: connection, modelId: 'x' }),
  'connection.listModels': ({ connection }) => ({ connectionId: connection }),
  'connection.remove': ({ connection }) => ({ connectionId: connection }),
  'adapterCheck.start': ({ connection }) => ({ candidate: connection, wait: false }),
  'batch.get': aRun,
  'batch.outcomes': aRun,
  'batch.rerun': ({ run }) => ({ testRunId: run, outcomes: ['answered'] }),
  'batch.resume': aRun,
  'batch.reproduce': ({ result }) => ({ resultId: result }),
  'batch.result': ({ result }) => ({ resultId: result }),
  'batch.cancel': aRun,
  'batch.onProgress': aRun,
  'batch.metrics': aRun,
  'batch.sloAttainment': aRun,
  'batch.rename': ({ run }) => ({ testRunId: run, name: 'Mine now' }),
  'batch.setTargets': aRun,
  'batch.accuracy': aRun,
  'batch.prompts': aRun,
  'batch.promptAnswers': aRun,
  'batch.grade': aRun,
  'batch.overrule': ({ result }) => ({ resultId: result, pass: true }),
  'batch.results': aRun,
  'batch.categories': aRun,
  'batch.facets': aRun,
  'batch.search': ({ run }) => ({ testRunId: run, query: 'secret' }),
  'batch.latencyDistribution': aRun,
  'chat.send': ({ result }) => ({ content: 'Why?', discuss: result }),
  'chat.regenerate': ({ answer }) => ({ messageId: answer }),
  'chat.edit': ({ question }) => ({ messageId: question, content: 'Why?' }),
  'chat.stop': ({ answer }) => ({ messageId: answer }),
  'chat.reproduce': ({ answer }) => ({ messageId: answer }),
  'chat.onToken': ({ answer }) => ({ messageId: answer }),
  'comparison.get': ({ comparison }) => ({ comparisonId: comparison }),
  'comparison.compare': twoRuns,
  'comparison.pairs': twoRuns,
  'comparison.grade': twoRuns,
  'comparison.onProgress': ({ comparison }) => ({ comparisonId: comparison }),
  'blindVote.start': twoRuns,
  'blindVote.get': ({ vote }) => ({ blindVoteId: vote }),
  'blindVote.cast': ({ vote }) => ({ blindVoteId: vote, place: 0, choice: 'left' }),
  'blindVote.undo': ({ vote }) => ({ blindVoteId: vote, place: 0 }),
  'suite.change': ({ suite }) => ({ testSuiteId: suite, name: 'Mine now' }),
  'suite.delete': ({ suite }) => ({ testSuiteId: suite }),
  'export.comparison': (ids) => ({ format: 'json', ...twoRuns(ids) }),
  'export.document': ({ run }) => ({ format: 'json', testRunId: run }),
};

/** Procedures that know the session alone. */
const withoutIds: Record<string, Input> = {
  'session.current': nothing,
  'session.testConnection': nothing,
  'session.stopTest': nothing,
  'session.probeContext': nothing,
  'session.reproduce': nothing,
  'session.chooseModel': () => ({ modelId: 'other' }),
  'connection.add': () => ({ endpointUrl: fake.url, modelId: 'other' }),
  'adapterCheck.list': nothing,
  'adapterCheck.stop': nothing,
  'session.delete': nothing,
  'batch.start': () => ({ prompts: [{ prompt: 'Hi' }] }),
  'batch.estimate': () => ({ prompts: [{ prompt: 'Hi' }] }),
  'batch.list': nothing,
  'blindVote.list': nothing,
  'suite.import': () => ({ file: new TextEncoder().encode('Hi') }),
  'suite.create': () => ({ name: 'Mine', prompts: [{ prompt: 'Hi' }] }),
  'chat.list': nothing,
  'chat.suggestions': nothing,
  'chat.newConversation': nothing,
  'chat.reply': () => ({ messages: [{ role: 'user', content: 'Hi' }] }),
};

/** Open to everyone. */
const open = [
  'session.presets',
  'session.create',
  'session.endInTheWay',
  'session.listModels',
  'session.findLocalServers',
  'suite.list',
  'suite.get',
  'suite.document',
];

const procedures = appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>;

let fake: FakeModelServer;
let server: TestServer;
let owner: string;
let ids: Ids;
let stranger: string;

beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite');
  [owner, stranger] = await Promise.all([server.connect(fake.url), server.connect(fake.url)]);
  // Another one by each model.
  fake.respond(({ body }) => ({ kind: 'answer', text: `A secret answer of ${body?.model}.` }));
  const client = server.client(owner);
  const run = await client.batch.start.mutate({ prompts: [{ prompt: 'A secret?' }] });
  const { results } = await waitForRun(server, owner, run.id);
  const { question, answer } = await client.chat.send.mutate({ content: 'A secret question' });
  while ((await client.chat.list.query()).at(-1)?.status === 'streaming') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const suite = await client.suite.create.mutate({
    name: 'A secret suite',
    prompts: [{ prompt: 'A secret?' }],
  });
  const { connectionId: connection } = await client.session.current.query();
  const { comparison, vote } = await startComparison();
  ids = {
    run: run.id,
    result: results[0].id,
    question: question.id,
    answer: answer.id,
    connection,
    comparison,
    suite: suite.id,
    vote,
  };
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});

/** Of the owner's model and another one, with a blind vote on their answers. */
async function startComparison(): Promise<{ comparison: string; vote: string }> {
  const client = server.client(owner);
  const { connectionId } = await client.connection.add.mutate({
    endpointUrl: fake.url,
    modelId: 'other',
    role: 'baseline',
  });
  await client.session.testConnection.mutate({ connectionId });
  const { comparisonId, runs } = await client.batch.start.mutate({
    prompts: [{ prompt: 'A secret?' }],
    models: ['candidate', 'baseline'],
  });
  await Promise.all(runs.map(({ testRunId }) => waitForRun(server, owner, testRunId)));
  const [candidate, baseline] = runs.map(({ testRunId }) => testRunId) as [string, string];
  const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
  return { comparison: comparisonId as string, vote: blindVoteId };
}

/** What a call answers: status and body, or the first events of a stream. */
async function call(path: string, token: string | undefined, input: object | undefined) {
  const isMutation = procedures[path]?._def.type === 'mutation';
  const json = JSON.stringify(superjson.serialize(input));
  const response = await fetch(
    `${server.url}/trpc/${path}${isMutation || !input ? '' : `?input=${encodeURIComponent(json)}`}`,
    {
      method: isMutation ? 'POST' : 'GET',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(isMutation ? { 'content-type': 'application/json' } : {}),
      },
      ...(isMutation && input ? { body: json } : {}),
    },
  );
  return { status: response.status, body: withoutRequestId(await response.text()) };
}

it('lists every procedure there is', () => {
  const listed = [...Object.keys(withIds), ...Object.keys(withoutIds), ...open];
  expect(listed.sort()).toEqual(Object.keys(procedures).sort());
});

describe("with another session's ids", () => {
  it.each(Object.entries(withIds))(
    '%s answers as it does for ids of nothing',
    async (path, input) => {
      const nobodys = {
        run: randomUUID(),
        result: randomUUID(),
        question: randomUUID(),
        answer: randomUUID(),
        connection: randomUUID(),
        comparison: randomUUID(),
        suite: randomUUID(),
        vote: randomUUID(),
      };
      const foreign = await call(path, stranger, input(ids));
      const unknown = await call(path, stranger, input(nobodys));
      expect(foreign).toEqual(unknown);
      // The head of a subscription's stream is out before anything is looked up.
      expect(foreign.status).toBe(procedures[path]?._def.type === 'subscription' ? 200 : 404);
      expect(foreign.body).toContain('_not_found');
      expect(foreign.body).not.toContain('secret');
    },
  );

  it('nothing of the other session is changed', async () => {
    const own = server.client(owner);
    expect((await own.batch.get.query({ testRunId: ids.run })).run.status).toBe('completed');
    // One, and the two of the comparison.
    expect(await own.batch.list.query()).toHaveLength(3);
    expect(await own.chat.list.query()).toHaveLength(2);
    expect(await own.blindVote.list.query()).toMatchObject([{ blindVoteId: ids.vote, votes: 0 }]);
    expect(await server.client(stranger).batch.list.query()).toEqual([]);
    expect(await server.client(stranger).chat.list.query()).toEqual([]);
    expect(await server.client(stranger).blindVote.list.query()).toEqual([]);
  });
});

describe('with a session id that leads nowhere', () => {
  const nowhere = () => ({
    unknown: `demo-${randomBytes(32).toString('base64url')}`,
    malformed: "demo-' or 1=1 --",
    'what the database holds': createHash('sha256').update(owner).digest('base64url'),
    'what the database holds, dressed up': `demo-${createHash('sha256').update(owner).digest('base64url')}`,
  });

  it('every procedure gives one answer, and none sooner than another', async () => {
    const before = await dumpTables(server.database);
    const tried = Object.entries({ ...withIds, ...withoutIds }).flatMap(([path, input]) =>
      Object.values(nowhere()).map(async (token) => {
        const startedAt = performance.now();
        // A bearer token that is none of ours is no token; then nobody is asking.
        const answer = await call(path, token, input(ids));
        return { path, token, ...answer, tookMs: performance.now() - startedAt };
      }),
    );
    for (const { path, token, status, body, tookMs } of await Promise.all(tried)) {
      const isOfOurs = token.startsWith('demo-') && !token.includes(' ');
      const isStream = procedures[path]?._def.type === 'subscription';
      expect(status, path).toBe(isStream ? 200 : isOfOurs ? 404 : 401);
      expect(body, path).toContain(isOfOurs ? 'session_not_found' : 'session_required');
      if (isOfOurs) expect(tookMs, path).toBeGreaterThan(240);
    }
    const after = await dumpTables(server.database);
    expect(withoutLimits(after)).toBe(withoutLimits(before));
  });

  it('so does every route of REST', async () => {
    const messages = [{ role: 'user', content: 'Hi' }];
    const comparedBy = (session_id: string) =>
      new URLSearchParams({ session_id, candidate: ids.run, baseline: crypto.randomUUID() });
    const routes: Record<
      string,
      (session_id: string) => Promise<{ status: number; text: string }>
    > = {
      'get /configure': (id) =>
        server.rest('GET', `/configure?session_id=${encodeURIComponent(id)}`),
      'delete /configure': (session_id) => server.rest('DELETE', '/configure', { session_id }),
      'post /configure/test': (session_id) =>
        server.rest('POST', '/configure/test', { session_id }),
      'delete /configure/test': (session_id) =>
        server.rest('DELETE', '/configure/test', { session_id }),
      'patch /connections/:connectionId': (session_id) =>
        server.rest('PATCH', `/connections/${ids.connection}`, { session_id, model_id: 'x' }),
      'delete /connections/:connectionId': (session_id) =>
        server.rest('DELETE', `/connections/${ids.connection}`, { session_id }),
      'get /comparisons/:comparisonId': (id) =>
        server.rest('GET', `/comparisons/${ids.comparison}?session_id=${encodeURIComponent(id)}`),
      'get /compare': (id) => server.rest('GET', `/compare?${comparedBy(id)}`),
      'get /compare/pairs': (id) => server.rest('GET', `/compare/pairs?${comparedBy(id)}`),
      'post /compare/grade': (session_id) =>
        server.rest('POST', '/compare/grade', { session_id, ...twoRuns(ids) }),
      'post /checks/adapter': (session_id) =>
        server.rest('POST', '/checks/adapter', { session_id }),
      'get /checks/adapter': (id) =>
        server.rest('GET', `/checks/adapter?session_id=${encodeURIComponent(id)}`),
      'delete /checks/adapter': (session_id) =>
        server.rest('DELETE', '/checks/adapter', { session_id }),
      'post /batch-test': (session_id) =>
        server.rest('POST', '/batch-test', { session_id, prompts: [{ prompt: 'Hi' }] }),
      'get /batch-test': (id) =>
        server.rest(
          'GET',
          `/batch-test?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/targets': (id) =>
        server.rest(
          'GET',
          `/batch-test/targets?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'post /batch-test/targets': (session_id) =>
        server.rest('POST', '/batch-test/targets', { session_id, test_run_id: ids.run }),
      'get /batch-test/accuracy': (id) =>
        server.rest(
          'GET',
          `/batch-test/accuracy?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'post /batch-test/grade': (session_id) =>
        server.rest('POST', '/batch-test/grade', { session_id, test_run_id: ids.run }),
      'post /batch-test/name': (session_id) =>
        server.rest('POST', '/batch-test/name', {
          session_id,
          test_run_id: ids.run,
          name: 'Mine now',
        }),
      'post /batch-test/overrule': (session_id) =>
        server.rest('POST', '/batch-test/overrule', {
          session_id,
          result_id: ids.result,
          pass: true,
        }),
      'post /votes': (session_id) =>
        server.rest('POST', '/votes', { session_id, candidate: ids.run, baseline: randomUUID() }),
      'get /votes': (id) => server.rest('GET', `/votes?session_id=${encodeURIComponent(id)}`),
      'get /votes/:blindVoteId': (id) =>
        server.rest('GET', `/votes/${ids.vote}?session_id=${encodeURIComponent(id)}`),
      'post /votes/:blindVoteId': (session_id) =>
        server.rest('POST', `/votes/${ids.vote}`, { session_id, place: 0, choice: 'left' }),
      'post /votes/:blindVoteId/undo': (session_id) =>
        server.rest('POST', `/votes/${ids.vote}/undo`, { session_id, place: 0 }),
      'get /suites': (id) => server.rest('GET', `/suites?session_id=${encodeURIComponent(id)}`),
      'post /suites': (id) =>
        server.rest('POST', `/suites?session_id=${encodeURIComponent(id)}`, { prompt: 'Hi' }),
      'get /suites/:testSuiteId': (id) =>
        server.rest('GET', `/suites/${ids.suite}?session_id=${encodeURIComponent(id)}`),
      'delete /suites/:testSuiteId': (session_id) =>
        server.rest('DELETE', `/suites/${ids.suite}`, { session_id }),
      'post /atlas': (session_id) => server.rest('POST', '/atlas', { session_id, messages }),
      'get /export': (id) => server.rest('GET', `/export?session_id=${encodeURIComponent(id)}`),
      'get /configure/reproduce': (id) =>
        server.rest('GET', `/configure/reproduce?session_id=${encodeURIComponent(id)}`),
      'get /connections': (id) =>
        server.rest('GET', `/connections?session_id=${encodeURIComponent(id)}`),
      'get /suites/:testSuiteId/prompts': (id) =>
        server.rest('GET', `/suites/${ids.suite}/prompts?session_id=${encodeURIComponent(id)}`),
      'get /batch-test/results/:resultId': (id) =>
        server.rest(
          'GET',
          `/batch-test/results/${ids.result}?session_id=${encodeURIComponent(id)}`,
        ),
      'get /batch-test/results/:resultId/reproduce': (id) =>
        server.rest(
          'GET',
          `/batch-test/results/${ids.result}/reproduce?session_id=${encodeURIComponent(id)}`,
        ),
      'get /comparisons/:comparisonId/progress': (id) =>
        server.rest(
          'GET',
          `/comparisons/${ids.comparison}/progress?session_id=${encodeURIComponent(id)}`,
        ),
      'get /chat': (id) => server.rest('GET', `/chat?session_id=${encodeURIComponent(id)}`),
      'get /chat/suggestions': (id) =>
        server.rest('GET', `/chat/suggestions?session_id=${encodeURIComponent(id)}`),
      'get /chat/:messageId/reproduce': (id) =>
        server.rest('GET', `/chat/${ids.answer}/reproduce?session_id=${encodeURIComponent(id)}`),
      'get /chat/:messageId/progress': (id) =>
        server.rest('GET', `/chat/${ids.answer}/progress?session_id=${encodeURIComponent(id)}`),
      'get /batch-test/progress': (id) =>
        server.rest(
          'GET',
          `/batch-test/progress?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/prompts': (id) =>
        server.rest(
          'GET',
          `/batch-test/prompts?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/metrics': (id) =>
        server.rest(
          'GET',
          `/batch-test/metrics?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/latencies': (id) =>
        server.rest(
          'GET',
          `/batch-test/latencies?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/outcomes': (id) =>
        server.rest(
          'GET',
          `/batch-test/outcomes?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/results': (id) =>
        server.rest(
          'GET',
          `/batch-test/results?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/categories': (id) =>
        server.rest(
          'GET',
          `/batch-test/categories?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/facets': (id) =>
        server.rest(
          'GET',
          `/batch-test/facets?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/answers': (id) =>
        server.rest(
          'GET',
          `/batch-test/answers?session_id=${encodeURIComponent(id)}&test_run_id=${ids.run}`,
        ),
      'get /batch-test/search': (id) =>
        server.rest('GET', `/batch-test/search?session_id=${encodeURIComponent(id)}&query=secret`),
      'post /configure/context': (session_id) =>
        server.rest('POST', '/configure/context', { session_id }),
      'post /configure/model': (session_id) =>
        server.rest('POST', '/configure/model', { session_id, model_id: 'x' }),
      'post /connections': (session_id) =>
        server.rest('POST', '/connections', { session_id, endpoint_url: fake.url, model_id: 'x' }),
      'post /connections/:connectionId/models': (session_id) =>
        server.rest('POST', `/connections/${ids.connection}/models`, { session_id }),
      'post /suites/own': (session_id) =>
        server.rest('POST', '/suites/own', {
          session_id,
          name: 'Mine',
          prompts: [{ prompt: 'Hi' }],
        }),
      'patch /suites/:testSuiteId': (session_id) =>
        server.rest('PATCH', `/suites/${ids.suite}`, { session_id, name: 'Mine' }),
      'post /batch-test/estimate': (session_id) =>
        server.rest('POST', '/batch-test/estimate', { session_id, prompts: [{ prompt: 'Hi' }] }),
      'post /batch-test/cancel': (session_id) =>
        server.rest('POST', '/batch-test/cancel', { session_id, test_run_id: ids.run }),
      'post /batch-test/resume': (session_id) =>
        server.rest('POST', '/batch-test/resume', { session_id, test_run_id: ids.run }),
      'post /batch-test/rerun': (session_id) =>
        server.rest('POST', '/batch-test/rerun', {
          session_id,
          test_run_id: ids.run,
          outcomes: ['answered'],
        }),
      'post /chat': (session_id) => server.rest('POST', '/chat', { session_id, content: 'Hi' }),
      'post /chat/new': (session_id) => server.rest('POST', '/chat/new', { session_id }),
      'patch /chat/:messageId': (session_id) =>
        server.rest('PATCH', `/chat/${ids.question}`, { session_id, content: 'Hi' }),
      'post /chat/:messageId/regenerate': (session_id) =>
        server.rest('POST', `/chat/${ids.question}/regenerate`, { session_id }),
      'post /chat/:messageId/stop': (session_id) =>
        server.rest('POST', `/chat/${ids.question}/stop`, { session_id }),
      'post /cleanup': (session_id) => server.rest('POST', '/cleanup', { session_id }),
    };
    const openRoutes = [
      'post /configure',
      'post /configure/end-in-the-way',
      'get /presets',
      'post /models',
      'post /local-servers',
    ];
    expect([...Object.keys(routes), ...openRoutes].sort()).toEqual(restRouteNames().sort());

    const bodies = new Set<string>();
    for (const ask of Object.values(routes)) {
      const answers = await Promise.all(Object.values(nowhere()).map(ask));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      for (const { text } of answers) bodies.add(withoutRequestId(text));
    }
    expect(bodies.size).toBe(1);
  });

  it("REST answers for another session's run as for none", async () => {
    for (const path of ['/batch-test?', '/batch-test/targets?', '/export?format=json&']) {
      const ask = (run: string) =>
        server.rest('GET', `${path}session_id=${stranger}&test_run_id=${run}`);
      const [foreign, unknown] = await Promise.all([ask(ids.run), ask(randomUUID())]);
      expect(foreign?.status).toBe(404);
      expect(withoutRequestId(foreign?.text)).toBe(withoutRequestId(unknown?.text));
    }
  });
});

/** Each answer has a name of its own. */
function withoutRequestId(body = ''): string {
  return body.replaceAll(/"request_?[iI]d":"[^"]*"/g, '');
}

/** A failed look-up counts; nothing else may change. */
function withoutLimits(dump: string): string {
  return dump
    .replace(/^public\.demo_rate_limits:\n(\(.*\)\n)*/m, '')
    .replaceAll(/^pgboss\..*?:\n(\(.*\)\n?)*/gm, '');
}

function restRouteNames(): string[] {
  return [...new Set(routeTable.map(({ method, path }) => `${method} ${path}`))];
}
