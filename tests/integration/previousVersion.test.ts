/** While a new version migrates, a process of the version before goes on working. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { watchByomProcess } from '../support/byomProcess.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { startLongRun } from '../support/longRun.ts';
import { unpackPreviousVersion } from '../support/previousVersion.ts';
import { checkRun, readExportedResults, readStoredRun } from '../support/runChecker.ts';
import { watchRunOf } from '../support/runWatcher.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';
import { startTestServer } from '../support/testServer.ts';

it('its worker does the runs of a new web process, on the schema that this one has made', async (context: TestContext) => {
  const previous = await unpackPreviousVersion();
  if ('needs' in previous) context.skip(`NOT RUN: it needs ${previous.needs}`);
  onTestFinished(previous.remove);
  const variables = {
    DATABASE_URL: await createEmptyDatabase(),
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  };
  const worker = watchByomProcess(
    [process.execPath, join('server', 'index.ts')],
    { ...variables, BYOM_ROLE: 'worker', LOG_LEVEL: 'error' },
    previous.folder,
  );
  onTestFinished(() => void worker.end('SIGKILL'));
  await worker.ready;
  const server = await startTestServer('postgres', { ...variables, BYOM_ROLE: 'web' });
  onTestFinished(server.stop);
  const fake = await startFakeModelServer();
  onTestFinished(fake.close);

  const run = await startLongRun(server.url, fake, {
    name: 'Old',
    prompts: 20,
    concurrency: 4,
    latencyMs: 20,
  });
  const watcher = watchRunOf(server.client(run.sessionId), run.runId);
  await watcher.ended;
  const problems = checkRun({
    stored: await readStoredRun(server.database.db, run.runId),
    exported: await readExportedResults(server.rest, run),
    calls: run.calls(),
    watcher,
    maxRepeatedCalls: 0,
  });
  expect(problems).toEqual([]);
  expect(await worker.end('SIGTERM')).toBe(0);
  expect(worker.output()).not.toContain('"level":50');
});
