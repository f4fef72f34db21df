/** A server that dies in the middle of an answer: the page comes back by itself and keeps what it has seen. */
import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { freePort } from '../support/freePort.ts';
import { holdAnswer } from '../support/heldAnswer.ts';
import { askInChat, expectAccessible, openWizard } from '../support/wizardSteps.ts';

let dataDir: string;
let browser: Browser;
let fake: FakeModelServer;
let byom: ByomProcess;
let start: () => Promise<string>;

beforeAll(async () => {
  const port = await freePort();
  [dataDir, browser, fake] = await Promise.all([
    makeDataFolder('byom-e2e-'),
    launchChromium(),
    startFakeModelServer(),
  ]);
  start = () => {
    byom = startByomProcess({ DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' });
    return byom.ready;
  };
});
afterAll(async () => {
  await browser?.close();
  await byom?.end('SIGKILL');
  await fake?.close();
  await rm(dataDir, { recursive: true, force: true });
});

it('is told as interrupted, with its text, and asked for again', async () => {
  const url = await start();
  const { page, context, browserErrors } = await openWizard(browser, url);
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  const client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  await page.goto('/demo/test-model/chat');

  const held = holdAnswer();
  fake.respond(held.script);
  await askInChat(page, 'What was first?');
  await held.sendText('The first half');
  const answer = page.getByRole('article').last();
  await answer.getByText('The first half').waitFor();
  // What the page has seen may be a little more than what is stored.
  await expect
    .poll(async () => (await client.chat.list.query()).at(-1)?.content, { timeout: 10_000 })
    .toBe('The first half');
  await byom.end('SIGKILL');
  await page.getByText('The connection is interrupted').waitFor();

  await start();
  // Until then it may be that somebody still writes.
  await answer
    .getByText('The answer was interrupted', { exact: true })
    .waitFor({ timeout: 30_000 });
  await answer.getByText('The first half').waitFor();
  await page.getByText('The connection is interrupted').waitFor({ state: 'detached' });
  await expectAccessible(page);
  await page.reload();
  await answer.getByText('The answer was interrupted', { exact: true }).waitFor();
  await answer.getByText('The first half').waitFor();

  fake.respond({ kind: 'answer', text: 'A whole one.' });
  await answer.getByRole('button', { name: 'Ask again' }).click();
  await answer.getByText('A whole one.').waitFor();
  await page.getByText('The answer was interrupted').waitFor({ state: 'detached' });
  expect(await page.getByText('What was first?', { exact: true }).count()).toBe(1);
  expect(browserErrors).toEqual([]);
});
