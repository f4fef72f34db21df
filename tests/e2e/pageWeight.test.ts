/** How much script a page needs before it can be used. */
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { openWizard } from '../support/wizardSteps.ts';

/** As a network counts. */
const KB = 1_000;

let browser: Browser;
let server: WizardServer;
let model: FakeModelServer;
let url: string;
let sessionId: string;
let testRunId: string;
let context: BrowserContext;
let page: Page;
/** Scripts that were asked for, compressed, in bytes. */
let scripts: Map<string, number>;

beforeAll(async () => {
  [server, model] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
  model.respond({ kind: 'answer', text: 'It is **Paris**.' });
  const prompts = Array.from({ length: 60 }, (_, index) => ({
    prompt: `Capital of France, for the ${index}th time?`,
    expected_answer: 'Paris',
  }));
  ({ sessionId, testRunId } = await finishedRun(url, { endpointUrl: model.url, prompts }));
});
afterAll(async () => {
  await model?.close();
  await server?.close();
});
beforeEach(async () => {
  ({ context, page } = await openWizard(browser, url, { viewport: { width: 1280, height: 900 } }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  scripts = new Map();
  page.on('requestfinished', async (request) => {
    if (request.resourceType() !== 'script') return;
    const body = await (await request.response())?.body();
    if (body) scripts.set(request.url(), gzipSync(body).length);
  });
});
afterEach(() => context.close());

const loadedKb = () => [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / KB;

it.each([
  ['welcome', 120, () => '/demo/test-model'],
  ['domain', 120, () => '/demo/test-model/domain'],
  ['model', 120, () => '/demo/test-model/model'],
  ['setup', 120, () => '/demo/test-model/batch?new'],
  ['results', 120, () => `/demo/test-model/batch?run=${testRunId}`],
  ['chat', 200, () => '/demo/test-model/chat'],
])('the page %s needs at most %i KB', async (name, most, path) => {
  // What draws thousands of rows comes when all of the page is in use; until then it has those of its first page.
  await page.route(/\/assets\/virtualRows/i, (route) => route.abort());
  await page.goto(path(), { waitUntil: 'networkidle' });
  expect(scripts.size).toBeGreaterThan(3);
  expect(loadedKb()).toBeLessThanOrEqual(most);
  if (name !== 'results') return;
  await page.locator('tbody a').nth(1).click();
  await page.getByRole('complementary', { name: 'Opened result' }).getByText('2 of 60').waitFor();
});

it.each([
  ['a tab', 60, () => page.getByRole('link', { name: 'Speed', exact: true })],
  ['the settings', 60, () => page.getByRole('link', { name: 'Settings', exact: true })],
  ['a row', 60, () => page.locator('tbody a').first()],
  ['the chat', 60, () => page.getByRole('link', { name: 'Ask your model' })],
])('%s loads at most %i KB more', async (_, most, target) => {
  await page.goto(`/demo/test-model/batch?run=${testRunId}`, { waitUntil: 'networkidle' });
  const before = loadedKb();
  await target().click();
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1_000);
  expect(loadedKb() - before).toBeLessThanOrEqual(most);
});
