import { sql } from 'drizzle-orm';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { PURGE_QUEUE } from '../../server/jobs/queue.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
let server: TestServer;
beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite');
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});

it('is scheduled for every minute', async () => {
  const schedules = await queryRows(
    server.database.db,
    sql`select name, cron from pgboss.schedule`,
  );
  expect(schedules).toEqual([{ name: PURGE_QUEUE, cron: '* * * * *' }]);
});

it('deletes expired sessions when its job comes up', async () => {
  await server.connect(fake.url);
  await server.database.db.execute(
    sql`update demo_model_configs set expires_at = now() - interval '1 second'`,
  );
  // A client of the queue that does nothing but send, as the schedule's timekeeper does.
  const boss = new PgBoss({
    ...server.database.jobStore({ connections: 1 }),
    supervise: false,
    schedule: false,
    migrate: false,
  });
  await boss.start();
  await boss.send(PURGE_QUEUE);
  await vi.waitFor(
    async () => {
      const left = await queryRows(server.database.db, sql`select 1 from demo_model_configs`);
      expect(left).toEqual([]);
    },
    { timeout: 10_000, interval: 100 },
  );
  await boss.stop();
});
