/** The steps of the Dockerfile lead to a server that works, with few packages beside it. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchByomProcess } from '../support/byomProcess.ts';
import { followDockerfile } from '../support/dockerfile.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { startLongRun } from '../support/longRun.ts';
import { createRestClient, waitForRun } from '../support/restClient.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';

const project = join(import.meta.dirname, '../..');
const MAX_PACKAGES_KIB = 120 * 1_024;

it('has the Node that development pins', () => {
  const read = (file: string) => readFileSync(join(project, file), 'utf8');
  const { devDependencies } = JSON.parse(read('package.json'));
  const images = [...read('Dockerfile').matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag);
  expect(new Set(images)).toEqual(new Set([`${devDependencies.node}-slim`]));
});

// Installing and building take a minute, more on a busy machine.
it('serves pages and runs on PostgreSQL', { timeout: 600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'byom-image-'));
  const fake = await startFakeModelServer();
  const { env, command } = await followDockerfile(project, folder);
  const [, ...programArguments] = command;
  expect(command[0]).toBe('node');
  const byom = watchByomProcess(
    [process.execPath, ...programArguments],
    {
      ...env,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'error',
      DATABASE_URL: await createEmptyDatabase(),
      DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      DEMO_ALLOW_LOCALHOST: 'true',
    },
    folder,
  );
  try {
    const url = await byom.ready;
    const page = await fetch(`${url}/demo/test-model`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Step 1 of 6');

    const shape = { name: 'Deployed', prompts: 3, concurrency: 3, latencyMs: 0 };
    const { sessionId, runId } = await startLongRun(url, fake, shape);
    const run = await waitForRun({ rest: createRestClient(url) }, sessionId, runId);
    expect(run).toMatchObject({ status: 'completed', completed_prompts: 3 });

    expect(existsSync(join(folder, 'node_modules/react'))).toBe(false);
    const [size] = execFileSync('du', ['-sk', 'node_modules'], {
      cwd: folder,
      encoding: 'utf8',
    }).split('\t');
    expect(Number(size)).toBeLessThan(MAX_PACKAGES_KIB);
  } finally {
    await Promise.all([byom.end('SIGKILL'), fake.close()]);
    await rm(folder, { recursive: true, force: true });
  }
});
