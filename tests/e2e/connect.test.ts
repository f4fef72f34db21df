/** One field to connect by: an address, or a command or lines of settings that are pasted into it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const key = 'sk-pasted-0123456789';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;

beforeAll(async () => {
  [server, fake] = await Promise.all([
    startWizardServer(),
    startFakeModelServer({ apiKey: key, models: ['tuned', 'base'] }),
  ]);
  ({ browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});
beforeEach(() => fake.reset());

/** As from a clipboard. */
async function paste(page: Page, text: string) {
  await page.getByLabel('Endpoint URL').evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const options = { clipboardData, bubbles: true, cancelable: true };
    if (field.dispatchEvent(new ClipboardEvent('paste', options))) {
      (field as HTMLInputElement).value = pasted;
    }
  }, text);
}

it.each([
  [
    'a curl command',
    (url: string) => `curl ${url}/v1/chat/completions \\\n  -H "Authorization: Bearer ${key}"`,
  ],
  ['lines of settings', (url: string) => `OPENAI_BASE_URL=${url}/v1\nOPENAI_API_KEY=${key}`],
])(
  '%s is taken apart as it is pasted, and the models are listed to choose from',
  async (_, textOf) => {
    const { page, context, browserErrors } = await openWizard(browser, server.url);
    await page.goto('/demo/test-model/model', { waitUntil: 'networkidle' });
    await paste(page, textOf(fake.url));
    expect(await page.getByLabel('Endpoint URL').inputValue()).toContain(`${fake.url}/v1`);
    expect(await page.getByLabel('Endpoint URL').inputValue()).not.toContain(key);
    expect(await page.getByLabel('API key').inputValue()).toBe(key);
    expect(await page.getByLabel('API key').getAttribute('type')).toBe('password');
    await page.getByText('Taken from what you pasted: address and key.').waitFor();
    await page.getByLabel('2 models listed by the endpoint').selectOption('tuned');
    expect(await page.content()).not.toContain(key);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Connect and test' }).click();
    await page.getByText('The model answers', { exact: true }).waitFor();
    expect(fake.chatCalls.at(-1)).toMatchObject({
      body: { model: 'tuned' },
      headers: { authorization: `Bearer ${key}` },
    });
    expect(browserErrors).toEqual([]);
    await context.close();
  },
);

it('is an ordinary field for an address, which says whose it is', async () => {
  const { page, context } = await openWizard(browser, server.url, {
    viewport: { width: 360, height: 800 },
    colorScheme: 'dark',
  });
  await page.goto('/demo/test-model/model', { waitUntil: 'networkidle' });
  await paste(page, 'http://localhost:11434/v1');
  await page.getByLabel('Endpoint URL').press('End');
  await page.keyboard.type('/');
  await page.getByText('This is Ollama, which needs no key.').waitFor();
  await page.getByText(/more providers/).click();
  await page.getByRole('link', { name: 'Groq' }).click();
  await expect.poll(() => page.getByLabel('Endpoint URL').inputValue()).toContain('api.groq.com');
  await expectAccessible(page);
  await context.close();
});

it('takes a command apart without JavaScript, and never comes back filled with a secret', async () => {
  const { page, context } = await openWizard(browser, server.url, { javaScriptEnabled: false });
  await page.goto('/demo/test-model/model');
  const list = page.getByRole('button', { name: 'List the models' });
  for (const text of [
    `curl ${fake.url}/v1/chat/completions -H "Authorization: Bearer ${key}"`,
    `OPENAI_BASE_URL=${fake.url}/v1\nOPENAI_API_KEY=${key}`,
    key,
  ]) {
    await page.getByLabel('Endpoint URL').fill(text);
    await list.click();
    await page.waitForLoadState();
    expect(await page.content()).not.toContain(key);
    expect(await page.getByLabel('API key').inputValue()).toBe('');
  }
  await page
    .getByLabel('Endpoint URL')
    .fill(`curl ${fake.url}/v1 -H "Authorization: Bearer ${key}" -d '{"model":"base"}'`);
  await page.getByRole('button', { name: 'Connect and test' }).click();
  await page.getByText('The model answers', { exact: true }).waitFor();
  expect(fake.chatCalls.at(-1)?.body).toMatchObject({ model: 'base' });
  await context.close();
});
