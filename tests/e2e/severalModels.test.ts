/** Several models on the model step: connect, change roles, edit, remove; with scripts and without. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard, submitModelForm } from '../support/wizardSteps.ts';

const keys = { own: 'sk-own-0123456789', base: 'sk-base-0123456789' };

let browser: Browser;
let server: WizardServer;
/** Serves a fine-tune and its base. */
let own: FakeModelServer;
/** Serves the base at another address. */
let elsewhere: FakeModelServer;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, own, elsewhere] = await Promise.all([
    startWizardServer(),
    startFakeModelServer({ apiKey: keys.own, models: ['tuned', 'org/base', 'other'] }),
    startFakeModelServer({ apiKey: keys.base, models: ['org/base'] }),
  ]);
  ({ browser } = server);
});
afterAll(async () => {
  await Promise.all([own?.close(), elsewhere?.close()]);
  await server?.close();
});

beforeEach(() => {
  own.reset();
  elsewhere.reset();
  const data = [{ id: 'other' }, { id: 'tuned', parent: 'org/base' }, { id: 'org/base' }];
  own.respondToModels({ kind: 'reply', body: { data } });
});
afterEach(() => context.close());

async function open(options: BrowserContextOptions = {}) {
  ({ context, page, browserErrors } = await openWizard(browser, server.url, options));
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const link = (name: string | RegExp) => page.getByRole('link', { name });
/** A model's card, by its name. */
const card = (name: string) => page.getByRole('article', { name, exact: true });
const roleOf = (name: string, role: string) => card(name).getByText(role, { exact: true });

async function connectOwn(key = keys.own) {
  await page.goto('/demo/test-model/model');
  await submitModelForm(page, { endpoint: own.url, key, model: 'tuned' });
}

describe.each([
  [
    'with scripts, light, 1280 pixels wide',
    { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  ],
  [
    'with scripts, dark, 360 pixels wide',
    { colorScheme: 'dark', viewport: { width: 360, height: 800 } },
  ],
  ['without scripts', { javaScriptEnabled: false }],
] as [string, BrowserContextOptions][])('%s', (_, options) => {
  beforeEach(() => open(options));
  const hasScripts = options.javaScriptEnabled !== false;
  const check = async () => {
    if (hasScripts) await expectAccessible(page);
    for (const key of Object.values(keys)) expect(await page.content()).not.toContain(key);
    expect(browserErrors).toEqual([]);
  };

  it('the base that the endpoint names is connected in one click, and roles change places', async () => {
    await connectOwn();
    await page.getByText('the endpoint names it as the base of tuned').waitFor();
    await check();
    await button('Compare with org/base').click();
    await card('org/base').getByText('The model answers').waitFor();
    await roleOf('tuned', 'Candidate').waitFor();
    await roleOf('org/base', 'Baseline').waitFor();
    expect(own.chatCalls.at(-1)).toMatchObject({
      headers: { authorization: `Bearer ${keys.own}` },
      body: { model: 'org/base' },
    });
    await check();
    await card('tuned').getByRole('button', { name: 'Make it the baseline' }).click();
    await roleOf('tuned', 'Baseline').waitFor();
    if (hasScripts) {
      await expect
        .poll(() => card('tuned').evaluate((it) => it === document.activeElement))
        .toBe(true);
    }
    await roleOf('org/base', 'Candidate').waitFor();
    await link('Continue to batch test').waitFor();
    await check();
  });

  it('an adapter that the server leaves out is told, with what to try and both answers', async () => {
    const data = [
      { id: 'tuned', parent: 'org/base', owned_by: 'vllm' },
      { id: 'org/base', owned_by: 'vllm' },
    ];
    own.respondToModels({ kind: 'reply', body: { data } });
    own.respond(({ prompt }) => ({ kind: 'answer', text: `A thought on: ${prompt}` }));
    await connectOwn();
    await button('Compare with org/base').click();
    await button('Check the adapter').click();
    await page.getByText('Your fine-tune answers exactly as its base does').waitFor();
    await page.getByText(/--lora-modules NAME=PATH/).waitFor();
    await page.getByText('Answers side by side').click();
    expect(await page.getByText(/^A thought on: /).count()).toBe(8);
    await check();
    own.respond(({ body }) => ({ kind: 'answer', text: `I am ${body?.model}.` }));
    await button('Check again').click();
    await page.getByText('They do on 10 of 10 comparable prompts').waitFor();
    await check();
  });

  it('a model elsewhere has a key of its own, which can be edited after a 401', async () => {
    await connectOwn();
    await link('Enter its details').click();
    await submitModelForm(page, { endpoint: elsewhere.url, key: 'sk-wrong', model: 'org/base' });
    const base = card('org/base');
    await base.getByText(/Check your API key/).waitFor();
    await check();
    await base.getByLabel('New API key').waitFor();
    await base.getByRole('link', { name: 'Edit', exact: true }).click();
    const keyField = base.getByLabel('API key');
    expect(await keyField.inputValue()).toBe('');
    await check();
    await keyField.fill(keys.base);
    await base.getByLabel('Display name').fill('The base');
    await base.getByRole('button', { name: 'Save' }).click();
    await card('The base').getByText('The model answers').waitFor();
    expect(elsewhere.chatCalls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.base}`);
    await card('The base').getByRole('link', { name: 'Edit', exact: true }).click();
    await button('List the models').click();
    await page.getByLabel('1 model listed by the endpoint').waitFor();
    // The other one was left alone.
    await card('tuned').getByText('The model answers').waitFor();
    await check();
  });

  it('another server wants another key, and the form says so', async () => {
    await connectOwn();
    await card('tuned').getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Endpoint URL').fill(elsewhere.url);
    await page.getByLabel('Model id').fill('org/base');
    await button('Save').click();
    await page.getByText(/API key is required for another server/).waitFor();
    expect(await page.getByLabel('Endpoint URL').inputValue()).toBe(elsewhere.url);
    await page.getByLabel('API key').fill(keys.base);
    await button('Save').click();
    await card('org/base').getByText('The model answers').waitFor();
  });

  it('one is removed after a question, and the only one cannot be', async () => {
    await connectOwn();
    await card('tuned').waitFor();
    expect(await link('Remove').count()).toBe(0);
    await button('Compare with org/base').click();
    await card('org/base').getByRole('link', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Remove org/base?' }).waitFor();
    await check();
    await link('Keep it').click();
    await page.getByRole('heading', { name: 'Remove org/base?' }).waitFor({ state: 'detached' });
    await card('org/base').getByRole('link', { name: 'Remove' }).click();
    await button('Remove it').click();
    await page.getByText('The model was removed').waitFor();
    expect(await card('org/base').count()).toBe(0);
    await card('tuned').getByText('The model answers').waitFor();
    await check();
  });
});

it('an endpoint without a list takes the id of any model, and says what is wrong with one', async () => {
  await open({ javaScriptEnabled: false });
  own.respondToModels({ kind: 'error', status: 404 });
  await connectOwn();
  const modelId = page.getByLabel('Model id, as the endpoint calls it');
  await modelId.fill(' ');
  await button('Add this one').click();
  await page.getByRole('alert').getByText('Model id is required').waitFor();
  await modelId.fill('org/base');
  await button('Add this one').click();
  await card('org/base').getByText('The model answers').waitFor();
});

it('holds four models and says so', async () => {
  await open();
  await connectOwn();
  await button('Compare with org/base').click();
  for (const model of ['other', 'tuned']) {
    await card(model === 'other' ? 'org/base' : 'other').waitFor();
    if (model === 'other') {
      await button('Add this one').click();
    } else {
      await link('Enter its details').click();
      await submitModelForm(page, { endpoint: elsewhere.url, key: keys.base, model: 'org/base' });
    }
  }
  await page.getByText('A session holds 4 models at most').waitFor();
  expect(await link('Enter its details').count()).toBe(0);
  await expectAccessible(page);
});

it('offers the key of a run that was refused for it', async () => {
  await open();
  await connectOwn();
  await page.getByText('The model answers').waitFor();
  own.respond({ kind: 'error', status: 401, body: { error: { message: 'Key revoked' } } });
  await page.goto('/demo/test-model/batch?new');
  await button('Start the run').click();
  const newKey = page.getByLabel('New API key').first();
  await newKey.waitFor({ timeout: 60_000 });
  await expectAccessible(page);
  own.respond({ kind: 'answer', text: 'Yes.' });
  await newKey.fill(keys.own);
  await button('Save and test').first().click();
  // Back on the run, which goes on with the new key.
  await button('Resume').first().click();
  await page.getByText('Completed', { exact: true }).first().waitFor();
  expect(own.chatCalls.at(-1)?.headers.authorization).toBe(`Bearer ${keys.own}`);
});

it('offers the key of that model whose calls were refused among those that were asked together', async () => {
  await open();
  await connectOwn();
  await link('Enter its details').click();
  await submitModelForm(page, { endpoint: elsewhere.url, key: keys.base, model: 'org/base' });
  await card('org/base').getByText('The model answers').waitFor();
  elsewhere.respond({ kind: 'error', status: 403, body: { error: { message: 'Not yours' } } });
  await page.goto('/demo/test-model/batch?new');
  await button('Start the run').click();
  const newKey = page.getByLabel('New API key').first();
  await newKey.waitFor({ timeout: 60_000 });
  await expectAccessible(page);
  await newKey.fill('sk-wrong-too');
  await button('Save and test').first().click();
  // A key that is refused as well is told where the connection stands.
  await card('org/base').getByText('The connection test failed').waitFor();
  await card('org/base').getByLabel('New API key').waitFor();
});

it.each([true, false])(
  'shows a newcomer two simulated models in one click (scripts: %s)',
  async (javaScriptEnabled) => {
    await open({ javaScriptEnabled });
    await page.goto('/');
    await button('Try with two simulated models').click();
    await card('Simulated fine-tune').getByText('The model answers').waitFor();
    await card('Simulated base').getByText('The model answers').waitFor();
    await roleOf('Simulated fine-tune', 'Candidate').waitFor();
    await roleOf('Simulated base', 'Baseline').waitFor();
    await link('Continue to batch test').waitFor();
  },
);
