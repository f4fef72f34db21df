/** PgBouncer between BYOM and PostgreSQL: all works where it leaves sessions alone, else nothing starts. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, inject, it, onTestFinished, type TestContext } from 'vitest';
import { openDatabase, publish } from '../../db/engine/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { startLongRun } from '../support/longRun.ts';
import { type PgBouncer, startPgBouncer } from '../support/pgBouncer.ts';
import { checkRun, readExportedResults, readStoredRun } from '../support/runChecker.ts';
import { watchRunOf } from '../support/runWatcher.ts';
import { copyTemplate, createEmptyDatabase } from '../support/testDatabase.ts';
import { startTestServer } from '../support/testServer.ts';

async function bouncer(
  poolMode: Parameters<typeof startPgBouncer>[1],
  context: TestContext,
): Promise<PgBouncer> {
  const started = await startPgBouncer(inject('postgresUrl'), poolMode);
  if (!started) context.skip('NOT RUN: it needs PgBouncer (apt-get install pgbouncer)');
  onTestFinished(started.stop);
  return started;
}

it('in session mode a run and a chat are as without it', async (context) => {
  const through = await bouncer('session', context);
  const url = through.urlOf(await copyTemplate());
  const server = await startTestServer('postgres', { DATABASE_URL: url });
  onTestFinished(server.stop);
  const fake = await startFakeModelServer();
  onTestFinished(fake.close);
  const run = await startLongRun(server.url, fake, {
    name: 'Pooled',
    prompts: 40,
    concurrency: 8,
    latencyMs: 20,
  });
  const client = server.client(run.sessionId);
  const watcher = watchRunOf(client, run.runId);
  await watcher.ended;
  const records = {
    stored: await readStoredRun(server.database.db, run.runId),
    exported: await readExportedResults(server.rest, run),
    calls: run.calls(),
    watcher,
    maxRepeatedCalls: 0,
  };
  expect(checkRun(records)).toEqual([]);

  fake.respond({ kind: 'answer', text: 'They were good.' });
  await client.chat.send.mutate({ content: 'How were they?' });
  await expect
    .poll(async () => (await client.chat.list.query()).at(-1), { timeout: 10_000 })
    .toMatchObject({ status: 'complete', content: 'They were good.' });
});

it('in session mode two processes migrate one after the other, and hear each other', async (context) => {
  const through = await bouncer('session', context);
  const url = through.urlOf(await createEmptyDatabase());
  const open = async () => {
    const database = await openDatabase({ url, dataDir: '', poolSize: 1 });
    onTestFinished(database.close);
    return database;
  };
  const databases = await Promise.all([open(), open()]);
  await Promise.all(databases.map((database) => database.migrate()));
  const [one, other] = databases;
  // Without the two seconds after which everyone looks by themselves.
  const heard = Promise.withResolvers<string>();
  await other.listen('byom_wake', heard.resolve, () => {});
  await one.db.execute(sql`select ${publish('jobs')}`);
  expect(await Promise.race([heard.promise, pause(10_000, 'nothing')])).toBe('jobs');
});

it.for(['transaction', 'statement'] as const)(
  'in %s mode it does not start, and says why',
  async (mode, context) => {
    const through = await bouncer(mode, context);
    const url = new URL(through.urlOf(await createEmptyDatabase()));
    url.password = 'correct-horse-battery';
    const byom = startByomProcess({ DATABASE_URL: url.href, LOG_LEVEL: 'error' });
    onTestFinished(() => void byom.end('SIGKILL'));
    expect(await byom.ended).toBe(1);
    const [sentence, ...more] = byom.output().trim().split('\n');
    expect(more).toEqual([]);
    expect(sentence).toBe(
      `BYOM cannot start: the database "${url.pathname.slice(1)}" at ${url.host} is behind a pooler that ` +
        'lends connections for a transaction at a time, and BYOM needs sessions: set pool_mode = session ' +
        "for this database in PgBouncer, or point DATABASE_URL at PostgreSQL itself or at the pooler's " +
        'address for sessions.',
    );
  },
);
