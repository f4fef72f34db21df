/** The last minutes of a session, and what its links say after it was deleted. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let model: FakeModelServer;
let url: string;
let results: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, model] = await Promise.all([
    startWizardServer({ DEMO_SESSION_MINUTES: '5' }),
    startFakeModelServer(),
  ]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await model?.close();
  await server?.close();
});
beforeEach(async () => {
  const { sessionId, testRunId } = await finishedRun(url, {
    endpointUrl: model.url,
    prompts: [{ prompt: 'Capital of France?' }],
  });
  results = `/demo/test-model/batch?run=${testRunId}`;
  ({ context, page, browserErrors } = await openWizard(browser, url, {
    viewport: { width: 360, height: 740 },
  }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

it('offers everything in one click while there is time, on each page and in its title', async () => {
  await page.goto(results, { waitUntil: 'networkidle' });
  await page.getByText(/This session ends in [45] minutes/).waitFor();
  await expect.poll(() => page.title()).toMatch(/^[45] min left · Batch test/);
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download everything' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.json$/);
  await page.getByRole('link', { name: 'Other formats' }).click();
  await page.waitForURL(/\/export$/);
  await expect.poll(() => page.title()).toMatch(/^[45] min left · Export/);
});

it('says of an old link that the session was deleted', async () => {
  await page.goto('/demo/test-model/export', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'End the session' }).click();
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByText('Everything is deleted').waitFor();
  await page.goto(results);
  await page.getByText('That session was deleted').waitFor();
  expect(await page.title()).not.toContain('min left');
});
