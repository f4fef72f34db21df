/** The results of a run as a person goes through them: by keys, by links, forward and back, on every screen. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';
const PROMPTS = 120;

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let sessionId: string;
let client: ByomClient;
let runId: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

/** Every fourth answer is wrong, every thirtieth call fails; those about law are all wrong. */
beforeAll(async () => {
  [server, fake] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
  fake.respond(({ prompt }) => {
    const number = Number(prompt.match(/\d+/)?.[0]);
    if (number % 30 === 7) {
      return { kind: 'error', status: 400, body: { error: { message: 'No such tool.' } } };
    }
    const city = number % 4 === 0 ? 'Rome' : 'Paris';
    return { kind: 'answer', text: `${'Let us think it over. '.repeat(12)}It is ${city}.` };
  });
  ({ sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
    modelName: 'My fine-tune',
  }));
  client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  const run = await client.batch.start.mutate({
    prompts: Array.from({ length: PROMPTS }, (_, index) => ({
      prompt: `What is the capital of country ${index + 1}?`,
      expected_answer: 'Paris',
      category: (index + 1) % 4 === 0 ? 'law' : index % 2 === 0 ? 'history' : 'geography',
    })),
    config: { maxRetries: 0 },
  });
  runId = run.id;
  await new Promise<void>((resolve, reject) => {
    client.batch.onProgress.subscribe(
      { testRunId: runId },
      { onComplete: resolve, onError: reject },
    );
  });
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

async function open(address = '', options: BrowserContextOptions = {}) {
  const viewport = { width: 1280, height: 900 };
  ({ context, page, browserErrors } = await openWizard(browser, url, { viewport, ...options }));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  await page.goto(`${BATCH}?run=${runId}${address}`, { waitUntil: 'networkidle' });
}

const opened = () => page.getByRole('complementary', { name: 'Opened result' });
const isOpened = (number: number, place = number, total = PROMPTS) =>
  opened()
    .filter({ hasText: `Prompt ${number}` })
    .getByText(`${place} of ${total}`, { exact: true })
    .waitFor();
const link = (name: string | RegExp) => page.getByRole('link', { name });
const rows = () => page.locator('tbody tr');
const focusedText = () => page.evaluate(() => document.activeElement?.textContent ?? '');
const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

describe('at first sight', () => {
  it('the answer, what is to be doubted and the first rows stand on one screen', async () => {
    await open();
    const summary = page.getByRole('region', { name: 'Summary' });
    expect(await summary.textContent()).toMatch(/7\d(\.\d)?\s% correct.*\d+ of 116; \d\d–\d\d\s%/);
    await summary
      .getByText(/^4 of 120 were not answered: .* Accuracy leaves them out\.$/)
      .waitFor();
    const third = await rows().nth(2).boundingBox();
    expect((third?.y ?? 9_999) + (third?.height ?? 0)).toBeLessThan(900);
    // The place of the answer that its grade is about is seen in its row.
    expect(await rows().first().locator('td mark').last().textContent()).toBe('Paris');
    await expectAccessible(page);
  });

  it('the first row is reached by at most eight tabs', async () => {
    await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focusedText()).toBe('Skip to results');
    await page.keyboard.press('Enter');
    let presses = 2;
    while (!(await focusedText()).includes('country 1?') && presses < 9) {
      await page.keyboard.press('Tab');
      presses += 1;
    }
    expect(presses).toBeLessThanOrEqual(8);
  });

  it.each([360, 1280, 1920])('at a width of %d, opened, nothing is lost', async (width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const result = (await client.batch.results.query({ testRunId: runId, limit: 1 })).results[0];
      await open(`&result=${result?.id}`, { viewport: { width, height: 900 }, colorScheme });
      await opened().getByRole('heading', { name: 'Prompt 1' }).waitFor();
      const box = await opened().boundingBox();
      expect(box?.width).toBeLessThanOrEqual(width);
      // Beside the table where there is room, else over it; on a small screen all of it.
      if (width === 360) expect(box?.width).toBeGreaterThan(340);
      await expectAccessible(page);
      if (colorScheme === 'light') await context.close();
    }
  });
});

it.each([360, 800, 1280])('the columns take the whole table, %i pixels wide', async (width) => {
  await open('', { viewport: { width, height: 900 } });
  // Only rows that are drawn one by one stand between empty ones.
  await page.locator('tr[data-index="3"]').waitFor();
  const room = await page.evaluate(() => {
    const right = (element?: Element) => element?.getBoundingClientRect().right ?? 0;
    const shown = [...document.querySelectorAll('tr[data-index="3"] > td')].filter(
      (cell) => cell.getClientRects().length > 0,
    );
    return {
      table: right(document.querySelector('table') ?? undefined),
      last: right(shown.at(-1)),
    };
  });
  expect(room.table).toBeGreaterThan(width / 2);
  expect(room.last).toBeCloseTo(room.table, 0);
});

describe('by keys', () => {
  it('j and k go through all results, across pages; Home and End to the ends; Esc back to the row', async () => {
    await open();
    await page.keyboard.press('j');
    expect(await focusedText()).toContain('country 1?');
    await page.keyboard.press('ArrowDown');
    expect(await focusedText()).toContain('country 2?');
    await page.keyboard.press('Enter');
    await isOpened(2);
    await page.keyboard.press('j');
    await isOpened(3);
    await page.keyboard.press('k');
    await isOpened(2);
    // Pressed faster than results come, each press counts.
    for (const key of ['j', 'j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await isOpened(5);
    await page.keyboard.press('End');
    await isOpened(PROMPTS);
    await page.keyboard.press('Home');
    await isOpened(1);
    // To the end of the rows with none opened, though they are not drawn yet.
    await page.keyboard.press('Escape');
    await expect.poll(() => parameter('result')).toBeNull();
    await expect.poll(focusedText).toContain('country 1?');
    await page.keyboard.press('End');
    await expect.poll(focusedText).toContain('country 120?');
    await page.keyboard.press('Home');
    await expect.poll(focusedText).toContain('country 1?');
    for (let row = 2; row <= 50; row += 1) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focusedText).toContain(`country ${row}?`);
    }
    await page.keyboard.press('Enter');
    await isOpened(50);
    await page.keyboard.press('j');
    await isOpened(51);
    await page.keyboard.press('k');
    await isOpened(50);
    await page.keyboard.press('Escape');
    await expect.poll(() => parameter('result')).toBeNull();
    await expect.poll(focusedText).toMatch(/^50What is/);
  });

  it('y and n grade what is opened; none of the keys works while one types', async () => {
    await open('&filter=incorrect');
    await rows().first().getByRole('link').press('Enter');
    await isOpened(4, 1, 30);
    await opened().getByLabel('Note').fill('njkyu');
    await page.keyboard.press('Escape');
    expect(parameter('result')).not.toBeNull();
    await opened().focus();
    await page.keyboard.press('y');
    await opened().getByText('You overruled it').waitFor();
    // It is none of those any more, and stays opened.
    await page.getByText('29 results', { exact: true }).waitFor();
    await page.keyboard.press('u');
    await page.getByText('30 results', { exact: true }).waitFor();
    await isOpened(4, 1, 30);
  });
});

describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
  it('facets with counts, categories and headings narrow and sort, and the way back leads through them', async () => {
    await open('', { javaScriptEnabled });
    await link('Not answered 4').click();
    await page.getByText('4 results', { exact: true }).waitFor();
    expect(await rows().count()).toBe(4);
    expect(await rows().first().textContent()).toContain('No such tool.');
    expect(await page.getByText('Truncated 0').count()).toBe(1);
    await link('All results 120').click();
    await page.getByText('120 results', { exact: true }).waitFor();
    await link(/^law/).click();
    await page.getByText('30 results', { exact: true }).waitFor();
    await link('Grade').click();
    await page.locator('th[aria-sort="ascending"]').filter({ hasText: 'Grade' }).waitFor();
    await link('Grade').click();
    await expect.poll(() => parameter('direction')).toBe('desc');
    await rows().first().getByRole('link').click();
    await expect.poll(() => parameter('result')).not.toBeNull();
    await opened().getByText('1 of 30', { exact: true }).waitFor();
    await page.goBack();
    await expect.poll(() => parameter('result')).toBeNull();
    await page.goBack();
    await page.goBack();
    await page.getByText('30 results', { exact: true }).waitFor();
    await page.goBack();
    await page.getByText('120 results', { exact: true }).waitFor();
    await page.goBack();
    await page.getByText('4 results', { exact: true }).waitFor();
    await page.goForward();
    await page.getByText('120 results', { exact: true }).waitFor();
  });

  it('an opened row has an address, and leads on and back', async () => {
    await open('&page=2', { javaScriptEnabled });
    await link('What is the capital of country 51?').click();
    await isOpened(51);
    await opened().getByRole('link', { name: 'Previous result' }).click();
    await isOpened(50);
    await page.reload();
    await isOpened(50);
    await opened().getByRole('link', { name: 'Close' }).click();
    await expect.poll(() => opened().getByText('50 of 120').count()).toBe(0);
    await link('What is the capital of country 50?').waitFor();
    if (!javaScriptEnabled) {
      await page.getByText('page 1 of 3').waitFor();
      await link('Next').click();
      await page.getByText('page 2 of 3').waitFor();
      expect(await rows().first().textContent()).toContain('country 51?');
    }
  });

  it('speed and settings stand behind tabs of their own', async () => {
    await open('', { javaScriptEnabled });
    await link('Speed').click();
    await page.getByRole('heading', { name: 'Calls in flight' }).waitFor();
    await page.getByRole('heading', { name: 'Slowest calls' }).waitFor();
    expect(parameter('tab')).toBe('speed');
    await link('Settings').click();
    await page.getByText('Max output tokens').waitFor();
    await page.getByText(/^curl 'http/).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Slowest calls' }).waitFor();
  });
});

it('searching leaves one step back, not one for each letter', async () => {
  await open();
  await link('Wrong 30').click();
  await page.getByText('30 results', { exact: true }).waitFor();
  await page.getByRole('searchbox').pressSequentially('country 40', { delay: 350 });
  await page.getByText('1 result', { exact: true }).waitFor();
  await page.goBack();
  await page.getByText('120 results', { exact: true }).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('');
});

it('charts are loaded with their tab', async () => {
  await open();
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect((await loaded()).filter((name) => /SpeedTab/.test(name))).toEqual([]);
  await link('Speed').click();
  await page.getByRole('heading', { name: 'Calls in flight' }).waitFor();
  expect((await loaded()).filter((name) => /SpeedTab.*js/.test(name))).not.toEqual([]);
});
