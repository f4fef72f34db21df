/** Charts that are taken along. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

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
  model.respond({ kind: 'answer', text: 'Paris.' });
  const prompts = Array.from({ length: 30 }, (_, index) => ({ prompt: `Number ${index}?` }));
  ({ sessionId, testRunId } = await finishedRun(url, { endpointUrl: model.url, prompts }));
});
afterAll(async () => {
  await model?.close();
  await server?.close();
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

async function open(colorScheme: 'light' | 'dark') {
  ({ context, page, browserErrors } = await openWizard(browser, url, { colorScheme }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  await page.goto(`/demo/test-model/batch?run=${testRunId}&tab=speed`, {
    waitUntil: 'networkidle',
  });
}

async function downloaded(format: string, at: number) {
  const download = page.waitForEvent('download');
  await page
    .getByRole('button', { name: `Download ${format}` })
    .nth(at)
    .click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

it.each(['light', 'dark'] as const)('as they are seen, %s, on their own', async (colorScheme) => {
  await open(colorScheme);
  const charts = await page.getByRole('button', { name: 'Download SVG' }).count();
  expect(charts).toBe(3);
  for (let at = 0; at < charts; at++) {
    const svg = await downloaded('SVG', at);
    expect(svg.name).toMatch(/^[a-z-]+\.svg$/);
    const text = svg.bytes.toString();
    // It needs nothing of the page, neither its colours nor its classes.
    expect(text).not.toMatch(/var\(|light-dark|class=/);
    expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const png = await downloaded('PNG', at);
    expect(png.name).toBe(svg.name.replace('.svg', '.png'));
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.length).toBeGreaterThan(4_000);
  }
});

it('with their figures as a table', async () => {
  await open('light');
  await page.getByText('Figures as a table').nth(1).click();
  await page.getByRole('rowheader', { name: '30', exact: true }).waitFor();
  await expectAccessible(page);
});
