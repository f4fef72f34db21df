/** From nothing to a verdict, as somebody without an endpoint tries it: two simulated models and a file. */
import type { Browser, BrowserContext, FileChooser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
/** A hundred prompts with expected answers, as somebody may have them in a file. */
let valJsonl: string;

beforeAll(async () => {
  server = await startWizardServer();
  ({ url, browser } = server);
  const { suites } = (await (await fetch(`${url}/api/demo/v2/suites`)).json()) as {
    suites: { id: string; kind: string; name: string; checkable_prompts: number }[];
  };
  const all = suites
    .filter(({ kind }) => kind === 'pooled')
    .toSorted((a, b) => b.checkable_prompts - a.checkable_prompts)[0];
  const file = await fetch(`${url}/api/demo/v2/suites/${all?.id}?format=jsonl`);
  valJsonl = await file.text();
});
afterAll(() => server?.close());
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
const link = (name: string | RegExp) => page.getByRole('link', { name }).first();

it('two simulated models and a dropped file lead to the sentence', async () => {
  ({ context, page, browserErrors } = await openWizard(browser, url));
  await page.goto('/demo/test-model/model', { waitUntil: 'networkidle' });
  await button('Try with two simulated models').click();
  await page.getByText('The model answers').nth(1).waitFor({ timeout: 30_000 });
  await page.goto('/demo/test-model/batch/suites/new', { waitUntil: 'networkidle' });
  const dataTransfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'val.jsonl'));
    return transfer;
  }, valJsonl);
  await page.getByRole('form', { name: 'File' }).dispatchEvent('drop', { dataTransfer });
  await button(/^Save \d+ prompts/).click();
  await link('Run this suite').click();
  await button('Start the run').click();
  await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: 120_000 });
  await link(/comparison/i).click();
  await expectVerdict();
  await expectAccessible(page);
  await link('Continue to chat').click();
  const topic = page.getByText('About Simulated fine-tune against Simulated base');
  await topic.waitFor();
  await button('Which of the two is better, and where?').click();
  await button('Copy answer').waitFor({ timeout: 30_000 });
  // The next question is about them, too.
  await topic.waitFor();
  expect(page.url()).toMatch(/candidate=.*baseline=/);
  // An edited one is, as well.
  await link('Edit').click();
  await button('Ask this instead').click();
  await button('Copy answer').waitFor({ timeout: 30_000 });
  await topic.waitFor();
  expect(page.url()).toMatch(/candidate=.*baseline=/);
  await expectAccessible(page);
  await page.getByLabel('Do not ask about this comparison').click();
  await topic.waitFor({ state: 'hidden' });
  const question = page.getByLabel('Your question');
  expect(await question.evaluate((field) => field === document.activeElement)).toBe(true);
});

it('by keyboard alone', async () => {
  ({ context, page, browserErrors } = await openWizard(browser, url));
  await page.goto('/demo/test-model/model', { waitUntil: 'networkidle' });
  await press(button('Try with two simulated models'));
  await page.getByText('The model answers').nth(1).waitFor({ timeout: 30_000 });
  await page.goto('/demo/test-model/batch/suites/new', { waitUntil: 'networkidle' });
  await (await chooseByKeyboard(page.locator('input[type=file]'))).setFiles({
    name: 'val.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(valJsonl),
  });
  await press(button(/^Save \d+ prompts/));
  await press(link('Run this suite'));
  await press(button('Start the run'));
  await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: 120_000 });
  await press(link(/comparison/i));
  await expectVerdict();
});

async function expectVerdict() {
  await page.waitForURL(/\/batch\/compare\?/);
  await expect
    .poll(() => page.locator('main').innerText(), { timeout: 15_000 })
    .toMatch(/\d+ of \d+ against \d+[\s\S]*points, 95 % between/);
}

/** Browsers ignore a key now and then while they are busy; a person presses it again. */
async function chooseByKeyboard(field: Locator): Promise<FileChooser> {
  for (let presses = 0; presses < 3; presses += 1) {
    await tabTo(field);
    const opened = page.waitForEvent('filechooser', { timeout: 5_000 }).catch(() => null);
    await page.keyboard.press('Space');
    const chooser = await opened;
    if (chooser) return chooser;
  }
  throw new Error('The Space key opens no dialog to choose a file in.');
}

/** Presses what has to be reached by the Tab key first. */
async function press(target: Locator) {
  await target.waitFor();
  await tabTo(target);
  await page.keyboard.press('Enter');
}

async function tabTo(target: Locator) {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to ${target}.`);
}
