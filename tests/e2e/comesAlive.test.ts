/** A page from the server keeps all that it shows while its scripts are still on their way. */
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let model: FakeModelServer;
let url: string;
let sessionId: string;
let testRunId: string;
let resultId: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, model] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
  model.respond({ kind: 'answer', text: 'It is **Paris**.' });
  const run = await finishedRun(url, {
    endpointUrl: model.url,
    prompts: Array.from({ length: 30 }, (_, index) => ({
      prompt: `Capital of France, for the ${index}th time?`,
      expected_answer: 'Paris',
    })),
  });
  ({ sessionId, testRunId } = run);
  const { results } = await run.client.batch.results.query({ testRunId });
  resultId = results[0]?.id ?? '';
});
afterAll(async () => {
  await model?.close();
  await server?.close();
});
beforeEach(async () => {
  ({ context, page, browserErrors } = await openWizard(browser, url));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

/** Scripts tell times in the zone of the browser. */
const shownText = async () =>
  (await page.locator('main').innerText()).replace(/ UTC\b/g, '').replace(/\n{2,}/g, '\n');
/** Something that only scripts make. */
const isAlive = () =>
  page.waitForFunction(() =>
    Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__react')),
  );

const pages: [name: string, path: () => string, part: string][] = [
  ['setup', () => `${BATCH}?new`, 'RunSetup'],
  ['results', () => `${BATCH}?run=${testRunId}`, 'RunView'],
  ['an opened row', () => `${BATCH}?run=${testRunId}&result=${resultId}`, 'ResultPanel'],
  ['the tab of speed', () => `${BATCH}?run=${testRunId}&tab=speed`, 'SpeedTab'],
  ['the tab of settings', () => `${BATCH}?run=${testRunId}&tab=settings`, 'SettingsTab'],
  ['a prompt to edit', () => `${BATCH}?new&edit=${resultId}`, 'EditedPrompt'],
];

it.each(pages)('%s stays while its scripts come late', async (_, path, part) => {
  await page.route(new RegExp(`/assets/(${part}|Markdown)-`), comesLate);
  await page.goto(path(), { waitUntil: 'domcontentloaded' });
  const before = await shownText();
  const served = await page.locator('main [data-part]').first().elementHandle();
  await isAlive();
  await page.waitForLoadState('networkidle');
  await expect.poll(async () => missingFrom(await shownText(), before)).toEqual([]);
  expect(await shownText()).not.toContain('Loading…');
  // React has taken over what was there, and made nothing anew.
  expect(await served?.evaluate(({ isConnected }) => isConnected)).toBe(true);
});

it.each(pages)('%s stays where its script is refused at first', async (_, path, part) => {
  let isRefused = true;
  await page.route(new RegExp(`/assets/${part}-.*\\.js`), (route) =>
    isRefused ? route.abort() : route.continue(),
  );
  await page.goto(path(), { waitUntil: 'domcontentloaded' });
  const before = await shownText();
  await isAlive();
  expect(await shownText()).toBe(before);
  isRefused = false;
  await page.waitForResponse(new RegExp(`/assets/${part}-.*\\.js`));
  await page.waitForLoadState('networkidle');
  await expect.poll(async () => missingFrom(await shownText(), before)).toEqual([]);
});

it('takes in what was entered before', async () => {
  await page.route(/\/assets\/RunSetup-/, comesLate);
  await page.goto(`${BATCH}?new`, { waitUntil: 'domcontentloaded' });
  await page.locator('#settings summary').click();
  await page.getByLabel('Samples').fill('3');
  await page.getByLabel('Suite', { exact: true }).selectOption({ label: 'Your own prompts' });
  await isAlive();
  await page.getByLabel('Prompt 1', { exact: true }).fill('What is the capital of France?');
  await page.getByText(/^3 calls · about/).waitFor();
});

it('keeps what was written over a text that was there', async () => {
  await page.route(/\/assets\/EditedPrompt-/, comesLate);
  await page.goto(`${BATCH}?new&edit=${resultId}`, { waitUntil: 'domcontentloaded' });
  const prompt = page.getByLabel('Prompt', { exact: true });
  await prompt.fill('And of Spain?');
  await isAlive();
  await page.waitForLoadState('networkidle');
  expect(await prompt.inputValue()).toBe('And of Spain?');
});

it('asks for no other estimate where nothing was entered', async () => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('batch.estimate')) asked.push(request.url());
  });
  await page.goto(`${BATCH}?new`, { waitUntil: 'networkidle' });
  await isAlive();
  // Longer than a pause in typing, after which it would be asked for.
  await page.waitForTimeout(1_000);
  expect(asked).toEqual([]);
});

async function comesLate(route: Route): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await route.continue();
}

/** What scripts add may stand between, but nothing that was there is gone. */
function missingFrom(after: string, before: string): string[] {
  return before.split(/\s+/).filter((word) => !after.includes(word));
}
