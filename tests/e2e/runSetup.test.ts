/** The form that starts a run: one decision, its settings folded up, and what the run will take. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard, typePrompts } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, fake] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

beforeEach(async () => {
  fake.reset();
  fake.respond({
    kind: 'answer',
    text: 'Yes.',
    headers: { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '400' },
  });
  ({ context, page, browserErrors } = await openWizard(browser, url));
  page.setDefaultTimeout(30_000);
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  await createByomClient({ baseUrl: url, sessionId }).session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const text = (words: string | RegExp) => page.getByText(words).first();
const openSettings = () => page.locator('#settings > summary').click();

it('estimates what a run will take while the form is filled in', async () => {
  await page.goto(`${BATCH}?new`);
  const estimate = page
    .locator('details')
    .filter({ has: page.getByRole('heading', { name: 'Estimate' }) });
  await estimate.locator('summary').click();
  await openSettings();
  await estimate.getByText('10 of 500 requests').waitFor();
  await estimate.getByText('400 were left at the connection test').waitFor();
  await page.getByLabel('Samples').fill('3');
  await estimate.getByText('30 of 500 requests').waitFor();
  await button('Conservative').click();
  expect(await page.getByLabel('Concurrency', { exact: true }).inputValue()).toBe('1');
  expect(await page.getByLabel('Adaptive concurrency').isChecked()).toBe(false);
  // Thirty calls, half a second apart.
  await estimate.getByText(/about 15\ss/).waitFor();
  await page.getByLabel('Samples').fill('');
  await estimate.getByText('10 of 500 requests').waitFor();
  await page.getByLabel('Samples').fill('99');
  await text('There is nothing to estimate yet').waitFor();
});

it.each([360, 1280, 1920])('is one decision above the fold, %i pixels wide', async (width) => {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${BATCH}?new`);
  await text('Auto · temperature 0 · 1,024 tokens · 1 sample').waitFor();
  await text(/^10 calls · about/).waitFor();
  for (const decided of [
    page.getByLabel('Suite'),
    page.locator('#settings'),
    button('Start the run'),
  ]) {
    const box = await decided.boundingBox();
    expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThanOrEqual(900);
  }
  await expectAccessible(page);
  await openSettings();
  await page.getByLabel('Temperature').fill('0.3');
  await page.getByLabel('Samples').fill('5');
  await page.getByLabel('Number of prompts').fill('2');
  await text('Auto · temperature 0.3 · 1,024 tokens · 5 samples · first 2 prompts').waitFor();
  // However far down the settings go, the button stays in view.
  await page.getByLabel('Extra parameters').scrollIntoViewIfNeeded();
  const start = await button('Start the run').boundingBox();
  expect(start?.y).toBeLessThan(900);
  await expectAccessible(page);
});

it('asks for the most repeatable answers unless told otherwise, and types no prompt to the server before the start', async () => {
  fake.respond({ kind: 'answer', text: 'Yes.' });
  await page.goto(`${BATCH}?new`);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('batch.estimate')) asked.push(request.postData() ?? '');
  });
  await typePrompts(page, [`Is this long? ${'word '.repeat(2_000)}`, 'And this? => Yes']);
  await text(/^2 calls · about/).waitFor();
  await text('1 prompt not graded: no expected answer.').waitFor();
  expect(asked).not.toEqual([]);
  for (const body of asked) {
    expect(body).not.toContain('word word');
    expect(body.length).toBeLessThan(2_000);
  }
  await button('Start the run').click();
  await page.locator('header').getByText('Completed', { exact: true }).waitFor();
  expect(fake.chatCalls.at(-1)?.body).toMatchObject({ temperature: 0 });
});
