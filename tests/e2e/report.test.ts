/** A run as a report that is printed. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

/** More than a page of the table of results shows. */
const PROMPTS = 60;

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
  model.respond(({ prompt }) =>
    prompt.includes('number 7?')
      ? { kind: 'error', status: 400, body: { error: { message: 'That is too much.' } } }
      : { kind: 'answer', text: prompt.includes('number 1') ? 'It is right.' : 'I cannot say.' },
  );
  ({ sessionId, testRunId } = await finishedRun(url, {
    endpointUrl: model.url,
    modelName: 'My fine-tune',
    prompts: Array.from({ length: PROMPTS }, (_, index) => ({
      prompt: `Is this number ${index + 1}?`,
      expected_answer: 'right',
      category: index % 2 ? 'Odd' : 'Even',
    })),
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

async function open(javaScriptEnabled: boolean) {
  ({ context, page, browserErrors } = await openWizard(browser, url, { javaScriptEnabled }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  await page.goto(`/demo/test-model/batch/report?run=${testRunId}`);
}

it.each([true, false])(
  'has every answer and nothing to press, with scripts: %s',
  async (scripts) => {
    await open(scripts);
    await page.getByRole('heading', { name: 'Answers' }).waitFor();
    if (scripts) {
      await expectAccessible(page);
      await page.getByRole('button', { name: /Print/ }).waitFor();
    }
    await page.emulateMedia({ media: 'print' });
    for (const index of [1, 51, PROMPTS]) {
      await page.getByText(`Is this number ${index}?`, { exact: true }).waitFor();
    }
    await page.getByText('That is too much.').first().waitFor();
    await page.getByText(/18\.6\s*% correct/).waitFor();
    for (const role of ['button', 'navigation'] as const) {
      expect(await page.getByRole(role).count()).toBe(0);
    }
    expect(await page.title()).toContain('My fine-tune');
  },
);

it('is reached from the downloads, and a run that is none is not found', async () => {
  await open(true);
  await page.goto('/demo/test-model/export');
  await page.getByRole('link', { name: 'Report to print' }).click();
  await page.getByRole('heading', { name: 'Answers' }).waitFor();
  const missing = await page.goto('/demo/test-model/batch/report?run=none');
  expect(missing?.status()).toBe(404);
  browserErrors.length = 0;
});
