/** The chat beside the results. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { askInChat, expectAccessible, openWizard } from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let model: FakeModelServer;
let url: string;
let sessionId: string;
let testRunId: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, model] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
  model.respond(({ prompt }) => ({
    kind: 'answer',
    text: prompt.includes('why')
      ? `${'Because it is long.\n\n'.repeat(40)}And that is **why**.`
      : 'Paris.',
  }));
  ({ sessionId, testRunId } = await finishedRun(url, {
    endpointUrl: model.url,
    prompts: [{ prompt: 'Capital of France?' }],
  }));
});
afterAll(async () => {
  await model?.close();
  await server?.close();
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

async function open(javaScriptEnabled = true, width = 1280) {
  ({ context, page, browserErrors } = await openWizard(browser, url, {
    javaScriptEnabled,
    viewport: { width, height: 900 },
  }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  await page.goto(`/demo/test-model/batch?run=${testRunId}`, { waitUntil: 'networkidle' });
}

it.each([1280, 360])('asks and reads beside the results, %i pixels wide', async (width) => {
  await open(true, width);
  const address = page.url();
  await page.getByRole('link', { name: 'Ask your model' }).click();
  const drawer = page.getByRole('complementary', { name: 'Chat' });
  await drawer.getByLabel('Your question').waitFor();
  await askInChat(page, 'why is it so?');
  await drawer.getByText('And that is').last().waitFor({ timeout: 30_000 });
  // The end of the answer is in view by itself.
  await expect
    .poll(() => drawer.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop))
    .toBeLessThan(150);
  await expectAccessible(page);
  expect(page.url()).toBe(address);
  await page.getByRole('button', { name: 'Copy answer' }).last().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ask your model');
  // Opened again, it stands at the newest message.
  await page.keyboard.press('Enter');
  await drawer.getByText('And that is').last().waitFor();
  await expect
    .poll(() => drawer.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop))
    .toBeLessThan(150);
  await drawer.getByRole('link', { name: 'Open as a page' }).click();
  await page.waitForURL(/\/chat$/);
  await page.getByText('And that is').last().waitFor();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(200);
});

it('is a page of its own without scripts', async () => {
  await open(false);
  await page.getByRole('link', { name: 'Ask your model' }).click();
  await page.waitForURL(/\/chat$/);
});
