/** The batch step as a person meets it. The model answers when the test lets it, so nothing is timed. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
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
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

beforeEach(() => open());
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
  fake.reset();
});

/** A tested model, whose endpoint tells its limits, and a browser that is signed in. */
async function open(options: BrowserContextOptions = {}) {
  await context?.close();
  fake.reset();
  fake.respond({
    kind: 'answer',
    text: 'Yes.',
    headers: { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '400' },
  });
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  page.setDefaultTimeout(30_000);
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
  fake.reset();
}

const prompts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `Prompt number ${index + 1}`,
    category: index % 2 === 0 ? 'even' : 'odd',
  }));

async function runPrompts(count: number, config = {}) {
  const run = await client.batch.start.mutate({ prompts: prompts(count), config });
  await new Promise<void>((resolve, reject) => {
    client.batch.onProgress.subscribe(
      { testRunId: run.id },
      { onComplete: resolve, onError: reject },
    );
  });
  const { results } = await client.batch.results.query({ testRunId: run.id, limit: 1_000 });
  return { runId: run.id, results };
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const rows = () => page.locator('tbody tr[id^="result-"]');
const row = (text: string) => rows().filter({ hasText: text });
const opened = () => page.getByRole('complementary', { name: 'Opened result' });
const link = (name: string | RegExp) =>
  page.getByRole('link', { name, exact: typeof name === 'string' });
/** Waits for the run that is shown; the others of the session are listed below. */
const status = (word: string) =>
  page.locator('header').getByText(word, { exact: true }).waitFor({ timeout: 60_000 });
/** Pixels from the top of the window. */
const topOf = (prompt: string) =>
  row(prompt).evaluate((element) => element.getBoundingClientRect().top);
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
const text = (words: string | RegExp) => page.getByText(words).first();
const openSettings = () => page.locator('#settings > summary').click();

it('shows a run while it goes on: figures, charts, rows to filter; it is cancelled and resumed', async () => {
  let { promise: isLet, resolve: letOn } = Promise.withResolvers<void>();
  const seen = new Set<string>();
  fake.respond(async ({ prompt }) => {
    if (!seen.has(prompt) && seen.size >= 6) await isLet;
    seen.add(prompt);
    return prompt.endsWith(' 2')
      ? { kind: 'error', status: 400, body: { error: { message: 'Not this one.' } } }
      : { kind: 'answer', reasoning: 'Let me see.', text: `Answer to ${prompt}.` };
  });
  const { id } = await client.batch.start.mutate({
    prompts: prompts(20),
    config: { concurrency: 1 },
  });
  await page.goto(`${BATCH}?run=${id}`);
  await text('6 of 20').waitFor();
  await text('Calling the endpoint').waitFor();
  const points = () => page.locator('[data-points]').getAttribute('data-points');
  await link('Speed').click();
  await poll(points).toBe('5');
  await expectAccessible(page);
  await link('Results').click();
  await poll(() => rows().first().textContent()).toContain('Prompt number 6');
  await expectAccessible(page);

  await link('Not answered 1').click();
  await poll(() => rows().count()).toBe(1);
  expect(new URL(page.url()).searchParams.get('filter')).toBe('failed');
  await row('Prompt number 2').getByRole('link').click();
  await opened().getByText('Not this one.').waitFor();
  await page.keyboard.press('Escape');
  await link('All results 6').click();
  await poll(() => rows().count()).toBe(6);
  await link(/^odd/).click();
  await poll(() => rows().count()).toBe(3);
  await text('Show all').click();
  await poll(() => rows().count()).toBe(6);

  // Opening a row holds the list: what is being read does not move away.
  await row('Prompt number 6').getByRole('link').click();
  await button('Resume live updates').waitFor();
  await page.keyboard.press('Escape');
  letOn();
  ({ promise: isLet, resolve: letOn } = Promise.withResolvers<void>());
  await text(/newer answers?$/).waitFor();
  expect(await rows().first().textContent()).toContain('Prompt number 6');
  await button('Resume live updates').click();
  await link('Speed').click();
  await poll(async () => Number(await points())).toBeGreaterThan(5);
  await link('Results').click();

  await button('Cancel the run').click();
  await status('Cancelled');
  const { completedPrompts } = (await client.batch.get.query({ testRunId: id })).run;
  fake.respond({ kind: 'answer', text: 'After the pause.' });
  if (completedPrompts < 19) {
    await button('Resume').click();
    await status('Finished with errors');
  }
  await text('19 of 20').waitFor();
  await poll(() => rows().count()).toBe(20);

  await button('Run the failed ones again').click();
  await text('1 of 1').waitFor();
  await status('Completed');
  await poll(() => rows().count()).toBe(1);
});

it('says what it waits for', async () => {
  fake.respond(providerErrors.tooManyRequests({ 'retry-after': '20' }));
  const { id } = await client.batch.start.mutate({ prompts: prompts(3) });
  await page.goto(`${BATCH}?run=${id}`);
  await text(/Waiting \d+ seconds for the endpoint’s reset after a 429/).waitFor();
  await text(/last after a 429/).waitFor();
  await client.batch.cancel.mutate({ testRunId: id });
  await status('Cancelled');
});

it("shows the provider's request id beside a failed result, and only there", async () => {
  fake.respond(({ prompt }) =>
    prompt.endsWith(' 2')
      ? { ...providerErrors.openAi(500, 'No GPU.'), headers: { 'x-request-id': 'req_failed_42' } }
      : { kind: 'answer', text: 'Fine.', headers: { 'x-request-id': 'req_answered_41' } },
  );
  const { runId, results } = await runPrompts(2, { maxRetries: 0 });
  const failed = results.find(({ promptIndex }) => promptIndex === 1);
  await page.goto(`${BATCH}?run=${runId}&result=${failed?.id}`);
  const detail = opened().filter({ hasText: 'No GPU.' });
  await detail.getByText('Request ID of the provider req_failed_42').waitFor();
  await detail.getByRole('button', { name: 'Copy ID' }).waitFor();
  expect(await page.getByText('req_answered_41').count()).toBe(0);
  await expectAccessible(page);
});

it('leads to a row, takes its time apart, and runs its prompt again, edited', async () => {
  fake.respond(({ prompt }) => ({
    kind: 'answer',
    reasoning: ['One.', ' Two.', ' Three.'],
    text: `Answer to ${prompt}.`,
    // Slow enough that the phases can be told apart on a busy machine.
    msPerChunk: prompt.endsWith(' 65') ? 100 : 0,
  }));
  const { runId, results } = await runPrompts(70, { systemPrompt: 'Be brief.' });
  const wanted = results[64];
  await page.goto(`${BATCH}?run=${runId}&result=${wanted?.id}`);
  await opened().getByText('Answer to Prompt number 65.').waitFor();
  await poll(() => topOf('Prompt number 65')).toBeLessThan(400);
  const times = page.getByRole('heading', { name: 'Where the time went' }).first().locator('..');
  for (const span of ['To first byte', 'Reasoning', 'Answering', 'Total']) {
    await times.getByText(span, { exact: true }).waitFor();
  }
  expect(await link('Ask about this').getAttribute('href')).toBe(
    `/demo/test-model/chat?discuss=${wanted?.id}`,
  );
  await expectAccessible(page);

  await link('Edit and run again').click();
  await text('Answer to Prompt number 65.').waitFor();
  await page.getByLabel('Prompt', { exact: true }).fill('');
  await button('Run this prompt').click();
  await text(/must not be empty/).waitFor();
  await page.getByLabel('Prompt', { exact: true }).fill('Another prompt,\non two lines');
  await button('Run this prompt').click();
  await status('Completed');
  await text('1 of 1').waitFor();
  const call = fake.chatCalls.at(-1);
  expect(call?.prompt).toBe('Another prompt,\non two lines');
  expect(JSON.stringify(call?.body)).toContain('Be brief.');
});

it('judges the calls of a run by targets that are set, changed and taken away', async () => {
  fake.respond({ kind: 'answer', text: 'Some words in several pieces.', latencyMs: 20 });
  const { runId } = await runPrompts(8);
  await page.goto(`${BATCH}?run=${runId}&tab=speed&sort=latencyMs`);
  const targets = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Targets', exact: true }) });
  const tile = (name: string, value: string) =>
    targets.locator('div').filter({ hasText: name }).getByText(value, { exact: true }).waitFor();
  expect(await targets.getByText('Goodput').count()).toBe(0);
  // Somebody's first look: there is something to begin from.
  expect(await targets.getByLabel('TTFT at most').inputValue()).toBe('500');
  await targets.getByLabel('TTFT at most').fill('600000');
  await targets.getByLabel('TPOT at most').fill('');
  await targets.getByLabel('Latency at most').fill('600000');
  await button('Set targets').click();
  await tile('Calls within targets', '100\u202f%');
  await targets.getByText(/8 of 8, 95 % interval 68–100\s%/).waitFor();
  await targets.getByText(/^calls within targets, over/).waitFor();
  await expectAccessible(page);

  await targets.getByLabel('Latency at most').fill('0');
  await button('Change targets').click();
  await targets.getByText('Latency must be at least 1 ms.').waitFor();
  await tile('Calls within targets', '100\u202f%');
  await targets.getByLabel('Latency at most').fill('1');
  await button('Change targets').click();
  await tile('Calls within targets', '0\u202f%');
  expect(new URL(page.url()).search).toContain('sort=latencyMs');
  await page.reload();
  await tile('Calls within targets', '0\u202f%');
  expect(await targets.getByLabel('Latency at most').inputValue()).toBe('1');
  expect(await targets.getByLabel('TPOT at most').inputValue()).toBe('');

  for (const name of ['TTFT', 'Latency']) await targets.getByLabel(`${name} at most`).fill('');
  await button('Change targets').click();
  await button('Set targets').waitFor();
  expect(await targets.getByText('Goodput').count()).toBe(0);
});

it('keeps a long run small and smooth in the page', async () => {
  fake.respond({ kind: 'answer', text: 'Short.' });
  const { id } = await client.batch.start.mutate({
    prompts: prompts(400),
    config: { concurrency: 16 },
  });
  await page.goto(`${BATCH}?run=${id}`);
  await status('Completed');
  await text('400 results').waitFor();
  await poll(() => page.getByRole('table').getAttribute('aria-rowcount')).toBe('401');
  // Of all rows those are drawn that are in view.
  await poll(() => rows().count()).toBeLessThan(50);
  expect(await page.locator('*').count()).toBeLessThan(3_000);
  await page.mouse.move(700, 600);
  for (let turn = 0; turn < 40 && !(await row('Prompt number 150').count()); turn += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(50);
  }
  await row('Prompt number 150').waitFor();
  expect(await row('Prompt number 150').getAttribute('aria-rowindex')).toBe('151');
  expect(await rows().count()).toBeLessThan(60);
});

it('does all of that without JavaScript', async () => {
  await open({ javaScriptEnabled: false });
  await page.goto(`${BATCH}?new`);
  await openSettings();
  await page.getByLabel('Samples').fill('2');
  await button('Conservative').click();
  expect(await page.getByLabel('Samples').inputValue()).toBe('2');
  await text('Conservative · temperature 0 · 1,024 tokens · 2 samples').waitFor();
  expect(await page.getByLabel('Delay').inputValue()).toBe('500');
  await text('20 of 500 requests').waitFor();
  await page.getByLabel('Samples').fill('4');
  await button('Estimate').click();
  await text('40 of 500 requests').waitFor();
  await page.getByLabel('Samples').fill('99');
  await button('Start the run').click();
  await text('There is nothing to estimate yet').waitFor();

  fake.respond(({ prompt }) => ({ kind: 'answer', text: `Answer to ${prompt}.` }));
  const { runId, results } = await runPrompts(60);
  const wanted = results[55];
  await page.goto(`${BATCH}?run=${runId}&result=${wanted?.id}#result-${wanted?.id}`);
  await opened().getByText('Answer to Prompt number 56.').waitFor();
  expect(await topOf('Prompt number 56')).toBeLessThan(400);
  await link('Speed').click();
  await page.getByLabel('Latency at most').fill('600000');
  await button('Set targets').click();
  await text(/^60 of 60, 95 % interval/).waitFor();
  await page.goto(`${BATCH}?run=${runId}&result=${wanted?.id}`);
  await link('Edit and run again').click();
  await page.getByLabel('Prompt', { exact: true }).fill('Edited');
  await button('Run this prompt').click();
  await text('1 of 1').waitFor();
  expect(fake.chatCalls.at(-1)?.prompt).toBe('Edited');
});
