/** The wizard as a person meets it: a real browser, a real process, a model server that obeys us. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBufferingProxy } from '../support/bufferingProxy.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import {
  askInChat,
  deleteSession,
  downloadResults,
  expectAccessible,
  openWizard,
  submitModelForm,
} from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, fake] = await Promise.all([
    startWizardServer(),
    startFakeModelServer({ apiKey: 'sk-e2e-key-0123456789', models: ['tuned-model'] }),
  ]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

beforeEach(() => open());
afterEach(async () => {
  await context.close();
  fake.reset();
});

async function open(options: BrowserContextOptions = {}) {
  await context?.close();
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const link = (name: string | RegExp) => page.getByRole('link', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

const endpointOfFake = (key = 'sk-e2e-key-0123456789') => ({
  endpoint: fake.url,
  key,
  model: 'tuned-model',
});

async function connect() {
  await page.goto('/demo/test-model/model');
  await submitModelForm(page, endpointOfFake());
  await page.getByText('The model answers').waitFor();
}

async function runSuite() {
  await page.goto('/demo/test-model/batch?new');
  await button('Start the run').click();
}

describe.each([
  ['light', 1280],
  ['dark', 360],
] as const)('in a %s window of %i pixels', (colorScheme, width) => {
  it("goes through all six steps with the user's own endpoint", async () => {
    await open({ colorScheme, viewport: { width, height: 900 } });
    await page.goto('/');
    await heading('Is your model any good?').waitFor();
    await expectAccessible(page);
    await link('Start').click();

    await heading('What should it be good at?').waitFor();
    await expectAccessible(page);
    await page.getByRole('radio', { name: 'Questions and answers' }).check({ force: true });
    await button('Continue').click();

    await heading('Connect your model').waitFor();
    await expectAccessible(page);
    fake.respond({ kind: 'answer', text: 'Yes.', ttftMs: 20, latencyMs: 40 });
    await submitModelForm(page, endpointOfFake());
    await page.getByText('The model answers').waitFor();
    await expectAccessible(page);
    expect(await page.content()).not.toContain('sk-e2e-key-0123456789');
    await link(/Continue to batch/).click();

    await heading('Start a run').waitFor();
    await expectAccessible(page);
    // The last answers wait until the first ones were seen, so that nothing depends on speed.
    const { promise: isSeen, resolve: goOn } = Promise.withResolvers<void>();
    const callsBefore = fake.chatCalls.length;
    fake.respond(async () => {
      if (fake.chatCalls.length > callsBefore + 3) await isSeen;
      return { kind: 'answer', text: 'A measured answer.', ttftMs: 60, latencyMs: 150 };
    });
    await button('Start the run').click();
    await page.getByRole('progressbar').waitFor();
    await page.locator('tbody tr').first().waitFor();
    // Rows come while the run goes on, not all at its end.
    expect(await page.getByText('Completed', { exact: true }).count()).toBe(0);
    goOn();
    await page.getByText('Completed', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText('10 of 10').first().waitFor();
    await page.getByText(/% correct/).waitFor();
    await expectAccessible(page);
    await link(/Continue to chat/).click();

    await heading('Ask your model about its results').waitFor();
    await expectAccessible(page);
    fake.respond({ kind: 'answer', text: 'It was **150 ms**, mostly.', msPerChunk: 30 });
    await askInChat(page, 'What was the average latency?');
    await page.getByText('It was 150 ms, mostly.').waitFor();
    expect(fake.chatCalls.at(-1)?.prompt).toBe('What was the average latency?');
    await expectAccessible(page);
    await link(/Continue to export/).click();

    await heading(/Keep the results/).waitFor();
    await expectAccessible(page);
    for (const format of ['CSV', 'JSON'] as const) {
      const { filename, text } = await downloadResults(page, format);
      expect(filename).toMatch(
        new RegExp(`^finetunelab-batch-test-\\d{4}-\\d\\d-\\d\\d\\.${format.toLowerCase()}$`),
      );
      expect(text).toContain('A measured answer.');
      expect(text).not.toContain('sk-e2e-key-0123456789');
    }
    await deleteSession(page);
    await page.getByText('1 key, 1 run, 10 results deleted.').waitFor();
    await expectAccessible(page);
    expect(browserErrors).toEqual([]);
  });
});

it('goes through all six steps with the simulated model and without JavaScript', async () => {
  await open({ javaScriptEnabled: false });
  await page.goto('/');
  await link('Start').click();
  await button('Continue').click();
  await link(/Simulated model/).click();
  await button('Connect and test').click();
  await page.getByText('The model answers').waitFor();
  await link(/Continue to batch/).click();
  await button('Start the run').click();
  // The page refreshes itself until the run is over.
  await page.getByText('Completed', { exact: true }).waitFor({ timeout: 60_000 });
  await link(/Continue to chat/).click();
  await page.getByLabel('Your question').fill('Which answers were wrong?');
  await button('Ask').click();
  await page
    .getByText(/I am the simulated model/)
    .first()
    .waitFor({ timeout: 30_000 });
  await link(/Continue to export/).click();
  await link('End the session').click();
  await page.getByRole('heading', { name: 'End this session?' }).waitFor();
  await link('Keep it').click();
  await link('End the session').click();
  await button('Delete everything').click();
  await page.getByText(/1 key, 1 run, 10 results deleted/).waitFor();
});

it('says what is wrong with the form, at the field, and keeps what was entered', async () => {
  await page.goto('/demo/test-model/model');
  await page.getByLabel('Endpoint URL').fill('http://10.0.0.1/v1');
  await page.getByLabel('Model id').fill('my-model');
  await button('Connect and test').click();
  await page.getByText(/private or reserved network range/).waitFor();
  expect(await page.getByLabel('Endpoint URL').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Model id').inputValue()).toBe('my-model');
});

it('shows why a connection test failed and lets one correct the key', async () => {
  await page.goto('/demo/test-model/model');
  await submitModelForm(page, endpointOfFake('sk-wrong-key-0123456789'));
  await page
    .getByRole('alert')
    .getByText(/Check your API key/)
    .waitFor();
  await page.getByText(/Request ID of the provider fake-\d+/).waitFor();
  // What to do is said and can be done at once; as what the model is connected comes after that.
  expect(await page.getByText('Connected as').count()).toBe(0);
  await expectAccessible(page);
  const keyField = page.getByLabel('New API key');
  expect(await keyField.inputValue()).toBe('');
  await keyField.fill('sk-another-wrong-key');
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.calls.at(-1)?.headers.authorization).toContain('another-wrong');
  // While a key is tested, another one is not taken.
  await expect.poll(() => button('Save and test').isEnabled()).toBe(true);
  await keyField.fill('sk-e2e-key-0123456789');
  await page.keyboard.press('Enter');
  await page.getByText('The model answers', { exact: true }).waitFor();
  await page.getByText('Connected as').waitFor();
});

it.each([true, false])(
  'tells when an endpoint wants to be asked again, and tests it then by itself (scripts: %s)',
  async (javaScriptEnabled) => {
    await open({ javaScriptEnabled });
    fake.respond({
      kind: 'error',
      status: 429,
      headers: { 'retry-after': '6' },
      body: { error: { message: 'Slow down' } },
    });
    await page.goto('/demo/test-model/model');
    await submitModelForm(page, endpointOfFake());
    if (!javaScriptEnabled) {
      await page.getByText(/wants to be asked again from \d\d:\d\d:\d\d UTC on/).waitFor();
      return;
    }
    await page.getByText(/This page tests again by itself in 0:0\d/).waitFor();
    fake.respond({ kind: 'answer', text: 'Yes.' });
    await expectAccessible(page);
    await page.getByText('The model answers', { exact: true }).waitFor();
    expect(await page.getByText('tests again by itself').count()).toBe(0);
  },
);

it.each([true, false])(
  'a session ends only after it was asked about, and a form from before does not replace it (scripts: %s)',
  async (javaScriptEnabled) => {
    await open({ javaScriptEnabled });
    const before = await context.newPage();
    await before.goto('/demo/test-model/model');
    await page.goto('/demo/test-model/model');
    await submitModelForm(page, endpointOfFake());
    await page.getByText('The model answers').waitFor();
    await submitModelForm(before, { ...endpointOfFake(), model: 'another-model' });
    await before.getByText('This browser has a session already').waitFor();
    expect(await before.getByText('another-model').count()).toBe(0);
    await before.close();
    await page.goto('/demo/test-model');
    await link('End this session').click();
    await page.getByRole('heading', { name: 'End this session?' }).waitFor();
    await page.getByText('1 key, 0 runs and 0 results').waitFor();
    if (javaScriptEnabled) await expectAccessible(page);
    await link('Keep it').click();
    await page.goto('/demo/test-model/model');
    await page.getByText('The model answers').waitFor();
    await page.goto('/demo/test-model?end');
    await button('Delete everything').click();
    await page.getByRole('heading', { name: 'What should it be good at?' }).waitFor();
    await page.goto('/demo/test-model/model');
    await page.getByRole('heading', { name: 'Connect your model' }).waitFor();
  },
);

it.each([true, false])(
  'waits for a model that is being loaded, lets one stop that, and goes on by itself (scripts: %s)',
  async (javaScriptEnabled) => {
    await open({ javaScriptEnabled });
    const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
    fake.respond(async () => {
      await loaded;
      return { kind: 'answer', text: 'Yes.' };
    });
    await page.goto('/demo/test-model/model');
    await submitModelForm(page, endpointOfFake());
    await page.getByText(/Still loading, waited \d+ s/).waitFor();
    if (javaScriptEnabled) {
      await expectAccessible(page);
      // As while the server is restarted: the page stays, and goes on afterwards.
      await context.setOffline(true);
      await page.waitForEvent('requestfailed');
      await context.setOffline(false);
    }
    await button('Stop the test').click();
    await page.getByText('Not tested yet').waitFor();
    await button('Test the connection').click({ noWaitAfter: true });
    // Whoever does not wait for the answer finds the test going on.
    await fake.until(() => fake.inFlight === 1, 10_000);
    await page.goto('/demo/test-model/model');
    await page.getByText(/Still loading, waited \d+ s/).waitFor();
    load();
    await page.getByText('The model answers').waitFor();
    await link(/Continue to batch/).waitFor();
    expect(browserErrors).toEqual([]);
  },
);

it('goes on after a reload in the middle of a run and in the middle of an answer', async () => {
  await connect();
  const asked = fake.chatCalls.length;
  fake.respond({ kind: 'answer', text: 'Slow answer.', latencyMs: 300 });
  await runSuite();
  await page.locator('tbody tr').nth(1).waitFor();
  await page.reload();
  await page.getByText('Completed', { exact: true }).waitFor({ timeout: 60_000 });
  expect(fake.chatCalls).toHaveLength(asked + 10);

  const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  fake.respond({ kind: 'answer', text: words, msPerChunk: 40 });
  await page.goto('/demo/test-model/chat');
  await askInChat(page, 'Tell me more.');
  // A screen reader is told the same, elsewhere and in sentences.
  const answer = page.locator('p:not(.sr-only)');
  await answer.getByText(/word5\b/).waitFor();
  expect(await answer.getByText(/word59/).count()).toBe(0);
  await page.reload();
  await answer.getByText(/word59/).waitFor();
  expect(await answer.getByText(words).count()).toBe(1);
  expect(fake.chatCalls).toHaveLength(asked + 11);
});

it('shows progress behind a proxy that holds streams of events back', async () => {
  const proxy = await startBufferingProxy(url);
  try {
    await open({ baseURL: proxy.url });
    await connect();
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    let asked = 0;
    fake.respond(async () => {
      await mayAnswer;
      asked += 1;
      return asked > 3 ? { kind: 'hang', when: 'after-headers' } : { kind: 'answer' };
    });
    await runSuite();
    await page.getByText('0 of 10').first().waitFor();
    answer();
    await page.getByText('3 of 10').first().waitFor({ timeout: 10_000 });
    await button('Cancel the run').click();
    await page.getByText('Cancelled', { exact: true }).waitFor({ timeout: 10_000 });
  } finally {
    proxy.close();
  }
});

it('lets one go back and forward between the steps', async () => {
  await connect();
  await link(/Continue to batch/).click();
  await heading('Start a run').waitFor();
  await page.goBack();
  await page.getByText('The model answers').waitFor();
  await page.goForward();
  await heading('Start a run').waitFor();
});

it('sends a visitor without a model to the model step, and tells one who comes back too late', async () => {
  await page.goto('/demo/test-model/chat');
  await page.getByText('Connect a model first').waitFor();

  await context.addCookies([{ name: 'byom', value: `demo-${'x'.repeat(43)}`, url }]);
  const answer = await page.goto('/demo/test-model/batch');
  expect(answer?.status()).toBe(410);
  await page.getByRole('heading', { name: /session has ended/ }).waitFor();
});

it('keeps the session in a cookie that scripts cannot read and out of every address', async () => {
  await connect();
  const cookie = (await context.cookies()).find((one) => one.name === 'byom');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(page.url()).not.toContain(cookie?.value as string);
  expect(await page.content()).not.toContain(cookie?.value as string);
});

it('answers an unknown address with a page of its own', async () => {
  const answer = await page.goto('/nonsense');
  expect(answer?.status()).toBe(404);
  await expectAccessible(page);
});
