/** Grades as a person meets them: reasons, another grader, one's own word; and a suite of one's own. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
let client: ByomClient;

beforeAll(async () => {
  [server, fake] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
  fake.respond({ kind: 'answer', text: 'The tower is 42 metres high.' });
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

/** A tested model, and a browser that is signed in. */
async function open(options: BrowserContextOptions = {}) {
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  page.setDefaultTimeout(30_000);
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
    modelName: 'My fine-tune',
  });
  client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
/** What opens the first result of a prompt. */
const rowLink = (prompt: string) =>
  page.locator('tbody').getByRole('link', { name: prompt }).first();
const summary = () => page.getByRole('region', { name: 'Summary' });
const opened = () => page.getByRole('complementary', { name: 'Opened result' });
/** Goes to a tab of the run. */
const tab = async (name: string) => {
  await page.getByRole('link', { name, exact: true }).click();
  await page.locator(`[aria-current="page"]`).getByText(name, { exact: true }).waitFor();
};

async function finishedRun() {
  const run = await client.batch.start.mutate({
    prompts: [
      { prompt: 'How high is the tower?', expected_answer: '42', category: 'sizes' },
      { prompt: 'Who built it?', expected_answer: 'Eiffel', category: 'people' },
      { prompt: 'Write about it.' },
    ],
    config: { samples: 2 },
  });
  await expect
    .poll(async () => (await client.batch.get.query({ testRunId: run.id })).run.status, {
      timeout: 20_000,
    })
    .toBe('completed');
  return run.id;
}

describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
  beforeEach(() => open({ javaScriptEnabled }));

  it('shows why an answer is right, takes another grader, and a person has the last word', async () => {
    const runId = await finishedRun();
    await page.goto(`${url}${BATCH}?run=${runId}`, { waitUntil: 'networkidle' });
    expect(await summary().textContent()).toMatch(/50\s% correct.*2 of 4; .*%/);
    expect(await summary().textContent()).toContain('2 prompts: only a collapse would show.');
    // The worst first, each with its interval.
    const categories = page
      .getByRole('navigation', { name: 'Filter by category' })
      .getByRole('link');
    expect(await categories.allTextContents()).toEqual([
      expect.stringMatching(/^people0\s%0 of 2 correct, 95 % interval 0–/),
      expect.stringMatching(/^sizes100\s%2 of 2 correct, 95 % interval .*–100\s%/),
    ]);
    expect(await page.getByText('2 × ').first().isVisible()).toBe(true);
    // What the grader found is marked in the row, too.
    expect(await page.locator('tbody mark').first().textContent()).toContain('42');

    await rowLink('How high is the tower?').click();
    expect(await opened().locator('mark').first().textContent()).toContain('42');
    // What looks for problems needs scripts.
    if (javaScriptEnabled) await expectAccessible(page);

    await page.goto(`${url}${BATCH}?run=${runId}&tab=settings`, { waitUntil: 'networkidle' });
    await page.getByText('Grade the answers again').click();
    await page.getByLabel('Grader').selectOption({ label: 'Regular expression' });
    await page.getByLabel('Options (JSON)').fill('{"pattern": "("}');
    await button('Grade again').click();
    await page.getByText(/missing closing/).waitFor();
    await page.getByLabel('Options (JSON)').fill('{"pattern": "metres"}');
    await button('Grade again').click();
    await expect.poll(() => summary().textContent()).toContain('6 of 6;');

    await tab('Speed');
    await page.getByText('p99 needs 100 answers, this has 6').first().waitFor();
    await tab('Results');
    await rowLink('Who built it?').click();
    const visible = page.getByRole('form', { name: 'Your grade of result 2' });
    await visible.getByLabel('Note').fill('Nobody was named.');
    await visible.getByRole('button', { name: 'Mark wrong' }).click();
    await page.getByText('Wrong, by you').first().waitFor();
    await expect.poll(() => summary().textContent()).toContain('5 of 6;');
    await summary().getByText('1 graded by you').waitFor();
    expect(await opened().getByText('Nobody was named.').count()).toBeGreaterThan(0);
    await page.goto(`${url}${BATCH}?run=${runId}&filter=disagrees`, { waitUntil: 'networkidle' });
    expect(await rowLink('Who built it?').isVisible()).toBe(true);
    expect(await page.getByText('1 result', { exact: true }).isVisible()).toBe(true);
  });

  it('has a page for a suite of one’s own: graders, prompts, its name, its end', async () => {
    const { id } = await client.suite.create.mutate({
      name: 'Towers',
      prompts: [
        { prompt: 'How high?', expected_answer: '42', category: 'sizes' },
        { prompt: 'Who?', expected_answer: 'Eiffel', category: 'people' },
      ],
    });
    await page.goto(`${url}${BATCH}/suites/${id}`, { waitUntil: 'networkidle' });
    expect(await page.getByRole('heading', { name: 'Towers' }).isVisible()).toBe(true);
    if (javaScriptEnabled) await expectAccessible(page);
    const prompt = page.getByRole('listitem').filter({ hasText: 'How high?' });
    expect(await prompt.innerText()).toContain('Number');
    const graders = page.getByRole('form', { name: 'Set graders' });
    await graders.getByLabel('Grader').selectOption({ label: 'Exact' });
    await graders.getByLabel('Prompts').selectOption({ label: 'sizes' });
    await button('Set the grader').click();
    await prompt.getByText('Exact').first().waitFor();
    await prompt.getByText('Change').click();
    await prompt.getByLabel('Expected answer').fill('43');
    await prompt.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('listitem').filter({ hasText: '43' }).first().waitFor();
    expect((await client.suite.get.query({ testSuiteId: id })).prompts).toEqual([
      { prompt: 'How high?', expected_answer: '43', category: 'sizes', grader: { name: 'exact' } },
      { prompt: 'Who?', expected_answer: 'Eiffel', category: 'people' },
    ]);
    await page.getByRole('link', { name: 'Run this suite' }).click();
    await button('Start the run').first().waitFor();
    expect(await page.getByLabel('Suite', { exact: true }).inputValue()).toBe(id);
    await page.goto(`${url}${BATCH}/suites/${id}`, { waitUntil: 'networkidle' });
    await button('Delete this suite').click();
    await button('Start the run').first().waitFor();
    expect((await client.suite.list.query()).map((suite) => suite.id)).not.toContain(id);
  });
});

it('is graded by keys: up and down from row to row, y and n', async () => {
  await open();
  const runId = await finishedRun();
  await page.goto(`${url}${BATCH}?run=${runId}`, { waitUntil: 'networkidle' });
  await rowLink('How high is the tower?').focus();
  await page.keyboard.press('n');
  await page.getByText('Wrong, by you').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('y');
  await page.getByText('Correct, by you').first().waitFor();
  const { results } = await client.batch.results.query({ testRunId: runId });
  expect(results.slice(0, 2).map(({ overrule }) => overrule?.pass)).toEqual([false, true]);
});

it('looks as it should, in light and dark, on every screen', async () => {
  await open();
  const runId = await finishedRun();
  const { id } = await client.suite.create.mutate({
    name: 'Towers',
    prompts: [{ prompt: 'How high?', expected_answer: '42', category: 'sizes' }],
  });
  for (const [width, colorScheme] of [
    [360, 'light'],
    [1280, 'dark'],
    [1920, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 1_000 });
    await page.emulateMedia({ colorScheme });
    for (const path of [
      `?run=${runId}`,
      `?run=${runId}&tab=speed`,
      `?run=${runId}&tab=settings`,
      `/suites/${id}`,
    ]) {
      await page.goto(`${url}${BATCH}${path}`, { waitUntil: 'networkidle' });
      await expectAccessible(page);
    }
  }
});
