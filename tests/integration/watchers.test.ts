/** Watchers of runs: each result once and in order, whatever drops, is lost, or happens at the same time. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import superjson from 'superjson';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Database, type Db, openNotifications, queryRows } from '../../db/engine/index.ts';
import { readEnv } from '../../server/process/env.ts';
import { type RunningServer, startServer } from '../../server/process/startServer.ts';
import { createRunFeeds, type RunUpdate } from '../../server/runs/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { createStoredRun, type StoredRun } from '../support/storedRun.ts';
import { openTestDatabase } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const seqsOf = (news: Pick<RunUpdate, 'results'>[]) =>
  news.flatMap(({ results }) => results.map(({ seq }) => seq));

describe('a feed', () => {
  let database: Database;
  let statements: ReturnType<typeof vi.fn>;
  let feeds: ReturnType<typeof createRunFeeds>;
  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    statements = vi.spyOn(database.db._.session, 'prepareQuery') as unknown as typeof statements;
    feeds = createRunFeeds({ db: database.db, notifications: await openNotifications(database) });
  });
  afterAll(() => database.close());

  function watch({ sessionHash, runId }: StoredRun, afterSeq = 0, signal?: AbortSignal) {
    const news: RunUpdate[] = [];
    const ended = (async () => {
      for await (const each of feeds.follow({ sessionHash, runId, afterSeq }, signal)) {
        news.push(each);
      }
    })();
    return { news, ended };
  }

  async function statementsWhile(run: StoredRun, watchers: ReturnType<typeof watch>[]) {
    const [first] = watchers as [ReturnType<typeof watch>];
    await expect.poll(() => watchers.every(({ news }) => news.length > 0)).toBe(true);
    let writes = 0;
    const before = statements.mock.calls.length;
    for (let round = 1; round <= 5; round++) {
      const had = first.news.length;
      const atOnce = statements.mock.calls.length;
      await run.store(3);
      writes += statements.mock.calls.length - atOnce;
      await expect.poll(() => first.news.length, { interval: 5 }).toBeGreaterThan(had);
    }
    return statements.mock.calls.length - before - writes;
  }

  it('costs the database for a thousand watchers what it costs for one', async () => {
    const [alone, crowded] = [
      await createStoredRun(database.db),
      await createStoredRun(database.db),
    ];
    const one = [watch(alone)];
    const forOne = await statementsWhile(alone, one);
    const thousand = Array.from({ length: 1_000 }, () => watch(crowded));
    const forThousand = await statementsWhile(crowded, thousand);
    expect(statements).toHaveBeenCalled();
    // A read may fall within a write of the test, with one as with a thousand.
    expect(forThousand).toBeLessThanOrEqual(forOne + 10);
    await Promise.all([alone.end(), crowded.end()]);
    await Promise.all([...one, ...thousand].map(({ ended }) => ended));
    for (const { news } of thousand) expect(seqsOf(news)).toEqual(upTo(15));
    const [first, ...others] = thousand.map(({ news }) => news.at(-1));
    expect(others.every((last) => last === first)).toBe(true);
  });

  it('tells a slow watcher everything once, together, in events of bounded size', async () => {
    const run = await createStoredRun(database.db);
    const { sessionHash, runId } = run;
    const slow = feeds.follow({ sessionHash, runId, afterSeq: 0 });
    await slow.next();
    for (let round = 0; round < 45; round++) await run.store(10);
    await run.store(10, { responseBytes: 200_000 });
    await run.end();
    const events: RunUpdate[] = [];
    for await (const event of slow) events.push(event);
    expect(seqsOf(events)).toEqual(upTo(460));
    expect(events.length).toBeLessThan(15);
    for (const { results } of events) {
      expect(results.length).toBeLessThanOrEqual(200);
      const bytes = results.reduce((sum, { response }) => sum + (response?.length ?? 0), 0);
      expect(bytes).toBeLessThan(1_000_000);
    }
  });

  it.each(upTo(12))('tells all to those who join while the run ends (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const run = await createStoredRun(database.db);
    const watchers: { from: number; watcher: ReturnType<typeof watch> }[] = [];
    const joining = (async () => {
      for (let count = 0; count < 15; count++) {
        await pause(random() * 8);
        const from = Math.floor(random() * 4);
        watchers.push({ from, watcher: watch(run, from) });
      }
    })();
    let stored = 0;
    for (let count = 0; count < 12; count++) {
      const results = 1 + Math.floor(random() * 5);
      stored += results;
      await Promise.all([run.store(results), pause(random() * 6)]);
    }
    await run.end();
    await joining;
    for (const { from, watcher } of watchers) {
      await watcher.ended;
      expect(seqsOf(watcher.news)).toEqual(upTo(stored).slice(from));
      expect(watcher.news.at(-1)?.run.status).toBe('completed');
      for (const { run, results, lastSeq } of watcher.news) {
        expect(lastSeq).toBeLessThanOrEqual(Math.max(from, run.completedPrompts));
        if (results.length > 0) expect(lastSeq).toBe(results.at(-1)?.seq);
      }
    }
  });

  it('lets a watcher go that leaves, and begins anew for the next', async () => {
    const run = await createStoredRun(database.db);
    const leaving = new AbortController();
    const first = watch(run, 0, leaving.signal);
    await expect.poll(() => first.news.length).toBe(1);
    leaving.abort();
    await first.ended;
    const idle = statements.mock.calls.length;
    await run.store(2);
    await pause(100);
    // The four of the test itself.
    expect(statements.mock.calls.length - idle).toBeLessThanOrEqual(6);
    const second = watch(run);
    await run.end();
    await second.ended;
    expect(seqsOf(second.news)).toEqual([1, 2]);
  });

  it('waits for a database that is away, and then tells what came meanwhile', async () => {
    let isAway = false;
    const away = Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
    const db = new Proxy(database.db, {
      get(target, name) {
        if (isAway && (name === 'select' || name === 'with')) throw away;
        return Reflect.get(target, name);
      },
    }) as Db;
    const run = await createStoredRun(database.db);
    const { sessionHash, runId } = run;
    const flaky = createRunFeeds({ db, notifications: await openNotifications(database) });
    const news: RunUpdate[] = [];
    const ended = (async () => {
      for await (const each of flaky.follow({ sessionHash, runId, afterSeq: 0 })) news.push(each);
    })();
    await expect.poll(() => news.length).toBe(1);
    isAway = true;
    await run.store(3);
    await pause(300);
    await run.store(3);
    isAway = false;
    await run.end();
    await ended;
    expect(seqsOf(news)).toEqual(upTo(6));
  });
});

describe('on two nodes and one PostgreSQL', () => {
  let fake: FakeModelServer;
  let one: TestServer;
  let other: RunningServer;
  let database: Database;
  const variables = {
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    DEMO_RATE_LIMIT_FACTOR: '100',
  };
  beforeAll(async () => {
    fake = await startFakeModelServer();
    one = await startTestServer('postgres', variables);
    database = one.database;
    const env = { PORT: '0', DATABASE_URL: one.databaseUrl, LOG_LEVEL: 'error' };
    other = await startServer(readEnv({ ...env, ...variables }), { pages: false });
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await fake.close();
  });

  async function startRun(prompts: number) {
    const sessionId = await one.connect(fake.url);
    const { id: testRunId } = await one.client(sessionId).batch.start.mutate({
      prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `Prompt ${index}` })),
      config: { concurrency: 2, adaptive: false },
    });
    const input = encodeURIComponent(JSON.stringify(superjson.serialize({ testRunId })));
    return { sessionId, testRunId, path: `/trpc/batch.onProgress?input=${input}` };
  }

  it('misses nothing and doubles nothing over hundreds of dropped connections', async () => {
    fake.respond({ kind: 'answer', text: 'Fine.', latencyMs: 40 });
    const { path, sessionId, testRunId } = await startRun(120);
    const watchers = await Promise.all(
      upTo(10).map((seed) => watchWithDrops([one.url, other.url], { path, sessionId, seed })),
    );
    for (const { seqs, seed } of watchers) expect(seqs, `seed ${seed}`).toEqual(upTo(120));
    const connections = watchers.reduce((sum, watcher) => sum + watcher.connections, 0);
    expect(connections).toBeGreaterThan(100);

    const polled = await one.client(sessionId).batch.get.query({ testRunId });
    expect(polled.run).toMatchObject({ completedPrompts: 120, failedPrompts: 0 });
    expect(polled.results.map(({ seq }) => seq)).toEqual(upTo(120));
    for (const { last } of watchers) expect(last).toEqual(polled.run);
  });

  it('goes on at a result number when there are more than one answer holds', async () => {
    const run = await createStoredRun(database.db);
    await run.store(1_000);
    await run.store(1_000);
    await run.store(300);
    const { sessionId, testRunId } = await startRun(1);
    await adopt(database.db, { run: run.runId, as: testRunId });
    const client = one.client(sessionId);
    const seqs: number[] = [];
    let afterSeq: number | null = 0;
    while (afterSeq !== null) {
      const page: Awaited<ReturnType<typeof client.batch.get.query>> = await client.batch.get.query(
        { testRunId: run.runId, afterSeq },
      );
      seqs.push(...page.results.map(({ seq }) => seq));
      afterSeq = page.nextAfterSeq;
    }
    expect(seqs).toEqual(upTo(2_300));

    const query = `/batch-test?session_id=${sessionId}&test_run_id=${run.runId}`;
    const beyond = await one.rest('GET', `${query}&after_seq=2147483648`);
    expect([beyond.status, beyond.json.field]).toEqual([400, 'after_seq']);
    const { json } = await one.rest('GET', `${query}&after_seq=2298`);
    expect(json.results.map(({ seq }: { seq: number }) => seq)).toEqual([2_299, 2_300]);
    expect(json).toMatchObject({ next_after_seq: null, completed_prompts: 2_300 });
    expect((await one.rest('GET', query)).json.next_after_seq).toBe(1_000);
  });

  it('puts an event into bytes once, however many watch', async () => {
    const run = await createStoredRun(database.db);
    const { sessionId, testRunId } = await startRun(1);
    await adopt(database.db, { run: run.runId, as: testRunId });
    const watchers = await Promise.all(
      upTo(20).map(() => watchEvents(one.url, { sessionId, testRunId: run.runId })),
    );
    await expect.poll(() => watchers.every(({ events }) => events.length > 0)).toBe(true);

    // Whoever copies an event between the feed and the response has each watcher pay for it alone.
    const serialize = vi.spyOn(superjson, 'serialize');
    const before = watchers.map(({ events }) => events.length);
    for (const round of upTo(3)) {
      await run.store(2);
      await expect.poll(() => watchers.every(({ lastId }) => lastId() === 2 * round)).toBe(true);
    }
    const eventsOfOne = watchers.map(({ events }, index) => events.length - (before[index] ?? 0));
    const serialisations = serialize.mock.calls.length;
    serialize.mockRestore();
    for (const watcher of watchers) watcher.leave();
    expect(serialisations).toBeGreaterThan(0);
    expect(serialisations).toBeLessThanOrEqual(Math.max(...eventsOfOne));
  });

  const listeners = async () =>
    (
      await queryRows<{ pid: number }>(
        database.db,
        sql`select pid from pg_stat_activity
            where datname = current_database() and query ilike 'listen "byom_wake"%'`,
      )
    ).map(({ pid }) => pid);

  it('hears of results when the word of them is lost, and when its listener is killed', async () => {
    const run = await createStoredRun(database.db);
    const notifications = await openNotifications(database);
    const feeds = createRunFeeds({ db: database.db, notifications });
    const news: RunUpdate[] = [];
    const { sessionHash, runId } = run;
    const ended = (async () => {
      for await (const each of feeds.follow({ sessionHash, runId, afterSeq: 0 })) news.push(each);
    })();
    await expect.poll(() => news.length).toBe(1);
    await run.store(2, { withoutNotification: true });
    await expect.poll(() => seqsOf(news), { timeout: 5_000 }).toEqual(upTo(2));

    // One for each process, however many share it: here that of each server.
    const before = await listeners();
    expect(before).toHaveLength(2);
    for (const pid of before) {
      await database.db.execute(sql`select pg_terminate_backend(${pid})`);
    }
    await run.store(2);
    await expect.poll(() => seqsOf(news), { timeout: 5_000 }).toEqual(upTo(4));
    await expect.poll(async () => (await listeners()).length, { timeout: 10_000 }).toBe(2);
    expect((await listeners()).some((pid) => before.includes(pid))).toBe(false);
    await run.store(2);
    await expect.poll(() => seqsOf(news), { timeout: 1_500 }).toEqual(upTo(6));
    await run.end();
    await ended;
  });
});

/** Gives one run to the session of another. */
async function adopt(db: Db, { run, as }: { run: string; as: string }): Promise<void> {
  await db.execute(sql`update demo_batch_test_runs set demo_session_id =
    (select demo_session_id from demo_batch_test_runs where id = ${as}) where id = ${run}`);
}

/** Collects the events of a run as they come over the wire. */
async function watchEvents(
  url: string,
  { sessionId, testRunId }: { sessionId: string; testRunId: string },
) {
  const input = encodeURIComponent(JSON.stringify(superjson.serialize({ testRunId })));
  const headers = { authorization: `Bearer ${sessionId}`, accept: 'text/event-stream' };
  const request = get(`${url}/trpc/batch.onProgress?input=${input}`, { headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const events: string[] = [];
  let unread = '';
  answer.setEncoding('utf8').on('data', (piece) => {
    const parts = `${unread}${piece}`.split('\n\n\n');
    unread = parts.pop() ?? '';
    events.push(...parts.filter((part) => part.startsWith('data: ')));
  });
  answer.on('error', () => {});
  return {
    events,
    lastId: () => Number(/id: (\d+)$/.exec(events.at(-1) ?? '')?.[1]),
    leave: () => request.destroy(),
  };
}

interface ProgressEvent {
  run: { status: string };
  results: { seq: number }[];
}

/** Watches from one node or another, for a few milliseconds at a time, until the run is over. */
async function watchWithDrops(
  nodes: string[],
  { path, sessionId, seed }: { path: string; sessionId: string; seed: number },
) {
  const random = seededRandom(seed);
  const seqs: number[] = [];
  let last: ProgressEvent['run'] | undefined;
  let lastEventId: string | undefined;
  let connections = 0;
  for (let isOver = false; !isOver; connections++) {
    const headers = {
      authorization: `Bearer ${sessionId}`,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const request = get(nodes[Math.floor(random() * nodes.length)] + path, { headers });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    // Now and then before anything came, mostly some time after the first event.
    const cut = () => setTimeout(() => request.destroy(), random() * 80);
    let cutting = random() < 0.2 ? cut() : undefined;
    let unread = '';
    try {
      for await (const piece of answer.setEncoding('utf8')) {
        const events = `${unread}${piece}`.split('\n\n\n');
        // Half an event is as good as none, as for a browser.
        unread = events.pop() ?? '';
        for (const event of events) {
          if (event.startsWith('event: serialized-error')) throw new Error(event);
          if (event.startsWith('event: return')) isOver = true;
          const [, data, id] = /^data: (.*)\nid: (.*)$/.exec(event) ?? [];
          if (!data) continue;
          const { run, results } = superjson.parse<ProgressEvent>(data);
          seqs.push(...results.map(({ seq }) => seq));
          last = run;
          lastEventId = id;
          if (!cutting) cutting = cut();
        }
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    }
  }
  return { seqs, last, connections, seed };
}
