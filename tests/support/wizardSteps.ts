/** What tests do in the wizard's pages, by the words that people read there. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

const axeSource = await readFile(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export interface OpenWizard {
  context: BrowserContext;
  page: Page;
  /** What the browser complained about: errors in scripts, refused by the content security policy. */
  browserErrors: string[];
}

/** Opens an empty page in a browser profile of its own; addresses are relative to `url`. */
export async function openWizard(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenWizard> {
  const context = await browser.newContext({ baseURL: url, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const browserErrors: string[] = [];
  page.on('pageerror', (error) => browserErrors.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|[Hh]ydrat/.test(message.text()))
      browserErrors.push(message.text());
  });
  return { context, page, browserErrors };
}

/** Fails on what axe finds, and on a page that is wider than its window. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour on its way to another is no colour to judge.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        // Those that go on without end, such as of something that waits, never are on their way.
        .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
        .map((transition) => transition.finished),
    ),
  );
  const violations = await page.evaluate(`(async () => {
    ${axeSource};
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map((one) => one.id + ': ' + one.nodes[0].html);
  })()`);
  expect(violations).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}

/** On the model step: fills the form in and sends it. Whether the test passes is up to the endpoint. */
export async function submitModelForm(
  page: Page,
  { endpoint, key, model }: { endpoint: string; key: string; model: string },
): Promise<void> {
  await page.getByLabel('Endpoint URL').fill(endpoint);
  await page.getByLabel('API key').fill(key);
  await page.getByLabel('Model id').fill(model);
  await page.getByRole('button', { name: 'Connect and test' }).click();
}

/** On the chat step: asks, without waiting for the answer. */
export async function askInChat(page: Page, question: string): Promise<void> {
  await page.getByLabel('Your question').fill(question);
  await page.keyboard.press('Enter');
}

/** On the export step: downloads the results of the whole session. */
export async function downloadResults(
  page: Page,
  format: 'CSV' | 'JSON',
): Promise<{ filename: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download ${format}`, exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  return { filename: download.suggestedFilename(), text };
}

/** On the export step: deletes the session and confirms it. */
export async function deleteSession(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'End the session' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
}

/** On the batch step: chooses prompts of one's own and types them, each with what is expected behind `=>`. */
export async function typePrompts(page: Page, prompts: string[]): Promise<void> {
  await page.getByLabel('Suite', { exact: true }).selectOption({ label: 'Your own prompts' });
  const first = page.getByLabel('Prompt 1', { exact: true });
  // Without scripts they are unfolded by hand. With them they unfold by themselves, which may be at the moment of the click.
  for (let look = 0; look < 3 && !(await first.isVisible()); look += 1) {
    await page.getByText('Enter prompts of your own').click();
    await page.waitForTimeout(200);
  }
  for (const [index, line] of prompts.entries()) {
    const [prompt = '', expected = ''] = line.split(' => ');
    const box = page.getByLabel(`Prompt ${index + 1}`, { exact: true });
    if (!(await box.isVisible())) await page.getByRole('button', { name: 'Add a prompt' }).click();
    await box.fill(prompt);
    await page
      .getByRole('listitem')
      .filter({ has: box })
      .getByLabel('Expected answer')
      .fill(expected);
  }
}
