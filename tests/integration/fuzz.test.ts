/**
 * Every procedure, every REST route and every page, found in the code, under malformed, huge, nested, wrongly
 * typed and wrongly encoded input. `FUZZ_SEED=random` tries others than last time, and a number replays a run.
 */
import { rm } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { pageTargets } from '../support/fuzz/pageRequests.ts';
import {
  type FuzzRequest,
  type FuzzTarget,
  fuzzTargets,
  textRequests,
} from '../support/fuzz/requests.ts';
import { waitForRun } from '../support/restClient.ts';
import { type ServerApi, serverApi } from '../support/serverApi.ts';
import { copyTemplate, engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const CASES = 10_000;
/** For each engine. */
const PAGE_CASES = 800;
const AT_ONCE = 16;
/** Cases of each kind that share a session. */
const CASES_A_ROUND = 20;
/** What deletes its session takes another one's. */
const deletes = /session\.delete|cleanup|DELETE|deletes/;
const HANG_MS = 30_000;
const MIB = 1024 * 1024;

/** The same ones each time, so that a change is judged by what it changes; `random` looks for what nobody knows yet. */
const { FUZZ_SEED = '1' } = process.env;
const seed = FUZZ_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(FUZZ_SEED);

/** What no answer may tell: where in the code it came from, and how things are called inside. */
const INSIDE =
  /\n\s+at |node_modules|file:\/\/|\.ts:\d|Failed query|Drizzle|PostgresError|ZodError|TypeError|RangeError|SyntaxError|pgboss|demo_(model|batch|chat)_|websearch_to_tsquery/;

const variables = {
  DEMO_RATE_LIMIT_FACTOR: '100000',
  LOG_LEVEL: 'silent',
  DEMO_MAX_SESSIONS_PER_IP: '1000000',
};

let fake: FakeModelServer;
let server: TestServer;

beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite', variables);
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});

it(`withstands ${CASES} strange requests (FUZZ_SEED=${seed})`, { timeout: 600_000 }, async () => {
  const endpointUrls = [fake.url, `${fake.url}/v1`];
  const targets = fuzzTargets({ ids: placeholders, idOfField, endpointUrls });
  expect(targets.length).toBeGreaterThan(40);
  let heapBefore = 0;
  const { failures, statuses } = await fuzz(server, targets, {
    cases: CASES,
    afterRound(round, rounds) {
      if (round === Math.floor(rounds / 3)) heapBefore = heapUsed();
    },
  });
  expect(failures).toEqual([]);
  // Else the cases would not get past the door.
  expect(statuses.get(200)).toBeGreaterThan(CASES / 5);
  expect(statuses.get(400)).toBeGreaterThan(CASES / 5);
  expect(heapUsed() - heapBefore).toBeLessThan(32 * MIB);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

it.each([
  ['NUL', 'a\0b'],
  ['half a character', 'a\ud800b'],
])('no text anywhere is a fault of ours with %s in it', { timeout: 300_000 }, async (_, text) => {
  const endpointUrls = [fake.url];
  const requests = textRequests(text, { ids: placeholders, idOfField, endpointUrls });
  expect(requests.length).toBeGreaterThan(60);
  const [session, deleted] = [await begin(server, fake), await begin(server, fake)];
  const failures: string[] = [];
  for (const { name, request } of requests) {
    const asked = deletes.test(name) ? deleted : session;
    const { problem } = await send(server.url, request, asked);
    if (problem) failures.push(`${problem}\n  ${name}: ${describeRequest(request)}`);
  }
  expect(failures).toEqual([]);
});

it.concurrent.each(engines)(
  `pages withstand ${PAGE_CASES} strange requests on %s (FUZZ_SEED=${seed})`,
  { timeout: 300_000 },
  async (engine) => {
    const dataDir = await makeDataFolder('byom-fuzz-');
    const database = engine === 'postgres' ? { DATABASE_URL: await copyTemplate() } : undefined;
    const byom = startByomProcess({ DATA_DIR: dataDir, ...variables, ...database });
    const model = await startFakeModelServer();
    try {
      const endpointUrls = [model.url, `${model.url}/v1`];
      const targets = pageTargets({ ids: placeholders, endpointUrls });
      expect(targets.length).toBeGreaterThan(14);
      const asked = { cases: PAGE_CASES, model };
      const { failures, statuses } = await fuzz(serverApi(await byom.ready), targets, asked);
      expect(failures).toEqual([]);
      expect(statuses.get(200)).toBeGreaterThan(PAGE_CASES / 5);
      expect(statuses.get(400)).toBeGreaterThan(PAGE_CASES / 10);
      expect(byom.output()).not.toContain('[object Object]');
    } finally {
      await byom.end('SIGKILL');
      await model.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);

interface FuzzRun {
  cases: number;
  /** What sessions are connected to. */
  model?: FakeModelServer;
  afterRound?(round: number, rounds: number): void;
}

/** Sends cases of all targets, mixed; tells those that went wrong, and how often each status came. */
async function fuzz(
  api: ServerApi,
  targets: FuzzTarget[],
  { cases: wanted, model = fake, afterRound }: FuzzRun,
): Promise<{ failures: string[]; statuses: Map<number, number> }> {
  const rounds = Math.ceil(wanted / CASES_A_ROUND / targets.length);
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  for (let round = 0; round < rounds && failures.length < 10; round++) {
    const cases = targets.flatMap(({ name, requests }, at) =>
      fc
        .sample(requests, { seed: seed + round * targets.length + at, numRuns: CASES_A_ROUND })
        .map((request) => ({ name, request })),
    );
    const [session, deleted] = [await begin(api, model), await begin(api, model)];
    const queue = shuffled(cases, seed + round).values();
    const work = async () => {
      for (const { name, request } of queue) {
        const asked = deletes.test(name) ? deleted : session;
        const { status, problem } = await send(api.url, request, asked);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (problem) failures.push(`${problem}\n  ${name}: ${describeRequest(request)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await api.rest('POST', '/cleanup', { session_id: session.sessionId });
    model.reset();
    afterRound?.(round, rounds);
  }
  return { failures, statuses };
}

/** In another order, so that the kinds meet each other; the same one for the same seed. */
function shuffled<Item>(items: Item[], order: number): Item[] {
  const whole = fc.shuffledSubarray(items, { minLength: items.length });
  return fc.sample(whole, { seed: order, numRuns: 1 })[0] ?? [];
}

interface FuzzSession {
  sessionId: string;
  /** Of its run, its results, a suite, its messages, another run, and a blind vote on both; each stands in for a placeholder. */
  ids: string[];
}

const placeholders = Array.from(
  { length: 8 },
  (_, at) => `00000000-0000-4000-8000-00000000000${at}`,
);

const idOfField = {
  testRunId: placeholders[0] as string,
  resultId: placeholders[1] as string,
  testSuiteId: placeholders[3] as string,
  messageId: placeholders[5] as string,
  candidate: placeholders[0] as string,
  baseline: placeholders[6] as string,
  blindVoteId: placeholders[7] as string,
};

/** A session with two runs that are over, a blind vote on them, and an answer in its chat. */
async function begin(api: ServerApi, model: FakeModelServer): Promise<FuzzSession> {
  model.respond({ kind: 'answer', text: 'An answer.' });
  const sessionId = await api.connect(model.url);
  const prompts = [{ prompt: 'one', category: 'c', expected_answer: 'answer' }, { prompt: 'two' }];
  const ask = async () => {
    const started = await api.rest('POST', '/batch-test', { session_id: sessionId, prompts });
    return waitForRun(api, sessionId, started.json.test_run_id);
  };
  const run = await ask();
  model.respond({ kind: 'answer', text: 'Another answer.' });
  const other = await ask();
  const { suites } = (await api.rest('GET', '/suites')).json;
  const client = api.client(sessionId);
  const { question, answer } = await client.chat.send.mutate({ content: 'Well?' });
  const ids = [run.id, ...run.results.map(({ id }: { id: string }) => id), suites[0].id];
  const runs = { candidate: run.id, baseline: other.id };
  const { blindVoteId } = await client.blindVote.start.mutate(runs);
  return { sessionId, ids: [...ids, question.id, answer.id, other.id, blindVoteId] };
}

async function send(
  url: string,
  { method, path, headers, body }: FuzzRequest,
  { sessionId, ids }: FuzzSession,
): Promise<{ status: number; problem?: string }> {
  const named = (text: string) =>
    placeholders.reduce((left, id, at) => left.replaceAll(id, ids[at] ?? id), text);
  try {
    const answer = await fetch(url + named(path), {
      method,
      headers: { authorization: `Bearer ${sessionId}`, ...headers },
      body: typeof body === 'string' ? named(body) : body,
      redirect: 'manual',
      signal: AbortSignal.timeout(HANG_MS),
    });
    const { status } = answer;
    const text = await answer.text();
    if (status >= 500) return { status, problem: `status ${status}: ${text.slice(0, 300)}` };
    const [inside] = INSIDE.exec(text) ?? [];
    if (inside)
      return { status, problem: `tells ${JSON.stringify(inside)}: ${text.slice(0, 600)}` };
    return { status };
  } catch (error) {
    const { name, message, cause } = error as Error;
    return { status: 0, problem: `${name}: ${message} ${String(cause ?? '')}` };
  }
}

function describeRequest({ method, path, headers, body }: FuzzRequest): string {
  const text = typeof body === 'string' ? body : body && Buffer.from(body).toString('latin1');
  const shown = `${method} ${path.slice(0, 600)} ${JSON.stringify(headers).slice(0, 300)}`;
  return text === undefined ? shown : `${shown} ${JSON.stringify(text.slice(0, 600))}`;
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
