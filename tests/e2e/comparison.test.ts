/** Two models asked together, as a person meets it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard, typePrompts } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let tuned: FakeModelServer;
let base: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
let client: ByomClient;

beforeAll(async () => {
  [server, tuned, base] = await Promise.all([
    startWizardServer(),
    startFakeModelServer(),
    startFakeModelServer(),
  ]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await Promise.all([tuned?.close(), base?.close()]);
  await server?.close();
});

beforeEach(() => open());
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

/** A tested candidate and a tested baseline, and a browser that is signed in. */
async function open(options: BrowserContextOptions = {}) {
  await context?.close();
  tuned.reset();
  base.reset();
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  page.setDefaultTimeout(30_000);
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: tuned.url,
    modelId: 'tuned-model',
    modelName: 'My fine-tune',
  });
  client = createByomClient({ baseUrl: url, sessionId });
  await client.connection.add.mutate({
    endpointUrl: base.url,
    modelId: 'base-model',
    role: 'baseline',
  });
  for (const role of ['candidate', 'baseline'] as const) {
    await client.session.testConnection.mutate({ role });
  }
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  tuned.reset();
  base.reset();
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const status = (word: string) =>
  page.locator('header').getByText(word, { exact: true }).waitFor({ timeout: 60_000 });
const side = (name: string) => page.getByRole('region', { name });
/** What the columns of a row of figures say. */
const cells = async (row: RegExp) =>
  (await page.getByRole('row', { name: row }).getByRole('cell').allTextContents()).join(' ');

async function fillIn() {
  await page.goto(`${url}${BATCH}?new`, { waitUntil: 'networkidle' });
  await typePrompts(page, [
    'Capital of France? => Paris',
    'Capital of Italy? => Rome',
    'Capital of Spain? => Madrid',
  ]);
}

describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
  beforeEach(() => open({ javaScriptEnabled }));

  it('asks both, shows both sides on one page, and their figures beside each other', async () => {
    tuned.respond(({ prompt }) => ({
      kind: 'answer',
      text: `${{ France: 'Paris', Italy: 'Rome', Spain: 'Madrid' }[/of (\w+)/.exec(prompt)?.[1] ?? ''] ?? 'Yes'}.`,
    }));
    base.respond({ kind: 'answer', text: 'Paris.' });
    await fillIn();
    expect(await page.getByLabel('My fine-tune').isChecked()).toBe(true);
    expect(await page.getByLabel('base-model').isChecked()).toBe(true);
    await page.getByText('Auto · temperature 0 · 1,024 tokens · 1 sample').waitFor();
    if (javaScriptEnabled) await expectAccessible(page);
    await button('Start the run').last().click();
    await status('Completed');
    expect(page.url()).toContain('?comparison=');
    await side('My fine-tune').getByText('3 of 3').waitFor();
    await side('base-model').getByText('3 of 3').waitFor();
    await expect
      .poll(() => cells(/^Accuracy/), { timeout: 30_000 })
      .toMatch(/100\s%\s\(3 of 3\)\s+33\.3\s%\s\(1 of 3\)/);
    if (javaScriptEnabled) await expectAccessible(page);
    await side('base-model').getByRole('link').click();
    await page.getByText('Part of a comparison').click();
    await page.waitForURL(/comparison=/);
    await status('Completed');
    // Of the two runs there is one line, and it is the one that is shown.
    expect(await page.getByText('Other runs of this session').count()).toBe(0);
    await page.goto(`${url}${BATCH}`);
    await status('Completed');
    expect(page.url()).toContain('?comparison=');
  });

  it('is cancelled and gone on with by one button', async () => {
    const held = { kind: 'answer', latencyMs: 60_000 } as const;
    tuned.respond({ kind: 'answer', text: 'Paris.' });
    base.respond(held);
    await fillIn();
    await button('Start the run').last().click();
    await side('My fine-tune').getByText('3 of 3').waitFor({ timeout: 20_000 });
    await side('base-model').getByText('0 of 3').waitFor();
    await button('Cancel the comparison').click();
    await status('Cancelled');
    base.respond({ kind: 'answer', text: 'Paris.' });
    const before = tuned.calls.length;
    await button('Resume').click();
    await status('Completed');
    await side('base-model').getByText('3 of 3').waitFor();
    expect(tuned.calls).toHaveLength(before);
  });
});

it('the steps that follow say which model is which, and count none together', async () => {
  tuned.respond({ kind: 'answer', text: 'Paris, Rome, Madrid.' });
  base.respond({ kind: 'answer', text: 'Paris.' });
  await fillIn();
  await button('Start the run').last().click();
  await status('Completed');
  await page.goto('/demo/test-model/export');
  await expect
    .poll(() => cells(/^Accuracy/), { timeout: 30_000 })
    .toMatch(/100\s%\s\(3 of 3\)\s+33\.3\s%\s\(1 of 3\)/);
  expect(await page.getByText('of 6 answered').count()).toBe(0);
  const single = page.getByRole('list', { name: 'Single runs' });
  await single.getByText('My fine-tune').waitFor();
  await single.getByText('base-model').waitFor();
  await expectAccessible(page);

  await page.goto('/demo/test-model/chat');
  await page.getByText('It describes the results of My fine-tune and base-model').waitFor();
  await button('Where do the two models differ?').waitFor();
  await page.goto('/');
  await page.getByRole('link', { name: 'Continue with My fine-tune and base-model' }).waitFor();

  const alone = await client.batch.start.mutate({
    models: ['baseline'],
    prompts: [{ prompt: 'Capital of France?' }],
  });
  await page.goto(`${BATCH}?run=${alone.id}`);
  await status('Completed');
  await page.goto('/demo/test-model/chat');
  await page.getByText('It describes the results of base-model').waitFor();
  await page.getByRole('complementary').getByText('base-model').waitFor();

  await page.goto(`${BATCH}?comparison=${alone.id}`);
  await page
    .getByRole('heading', { name: 'There is no such comparison in this session' })
    .waitFor();
});

it('a model may have settings of its own, and what is wrong with them is said there', async () => {
  await fillIn();
  const settings = page.locator('#settings');
  const own = settings.locator('details').filter({ hasText: 'base-model' });
  await settings.getByText('Edit').click();
  await own.getByText('base-model').click();
  await own.getByLabel('System prompt').fill('Answer in one word.');
  await own.getByLabel('Max output tokens').fill('0');
  await button('Start the run').last().click();
  await own.getByText('Max output tokens must be at least 1.').waitFor();
  expect(await own.getByLabel('System prompt').inputValue()).toBe('Answer in one word.');
  await own.getByLabel('Max output tokens').fill('7');
  await button('Start the run').last().click();
  await status('Completed');
  expect(base.calls.at(-1)?.body).toMatchObject({
    max_tokens: 7,
    messages: [{ role: 'system', content: 'Answer in one word.' }, { role: 'user' }],
  });
  expect(tuned.calls.at(-1)?.body).toMatchObject({ messages: [{ role: 'user' }] });
  await page.getByRole('link', { name: 'Run again' }).click();
  await page.getByText('1 sample · 1 model with other settings').waitFor();
  await settings.getByText('Edit').click();
  await own.getByLabel('System prompt').waitFor();
  expect(await own.getByLabel('System prompt').inputValue()).toBe('Answer in one word.');
});

it('one alone is asked where the other is not ticked, and none is refused by name', async () => {
  await fillIn();
  await page.getByLabel('My fine-tune').uncheck();
  await page.getByLabel('base-model').uncheck();
  await button('Start the run').last().click();
  await page.getByText('Models must name at least one model.').waitFor();
  await page.getByLabel('base-model').check();
  await button('Start the run').last().click();
  await status('Completed');
  expect(page.url()).toContain('?run=');
  expect(tuned.calls).toEqual([]);
  expect(base.calls).toHaveLength(3);
});
