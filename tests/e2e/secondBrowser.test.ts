/** One session an address: the browser that owns it comes back to it, another one is told. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { openWizard, submitModelForm } from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;

beforeAll(async () => {
  [server, fake] = await Promise.all([
    startWizardServer({ DEMO_MAX_SESSIONS_PER_IP: '1' }),
    startFakeModelServer({ models: ['tuned-model', 'other-model'] }),
  ]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

it('the owner resumes, somebody else behind the address is told what happened and whom to ask', async () => {
  const endpoint = { endpoint: fake.url, key: 'sk-owner-0123456789abcdef', model: 'tuned-model' };
  const owner = await openWizard(browser, url);
  await owner.page.goto('/demo/test-model/model');
  await submitModelForm(owner.page, endpoint);
  await owner.page.getByText('The model answers').waitFor();

  const other = await openWizard(browser, url);
  await other.page.goto('/demo/test-model/model');
  await submitModelForm(other.page, { ...endpoint, model: 'other-model' });
  const refusal = other.page.getByRole('alert');
  await refusal.getByText(/session is already active from your network address/).waitFor();
  await refusal.getByText(/DEMO_MAX_SESSIONS_PER_IP/).waitFor();
  expect(await other.page.content()).not.toContain('tuned-model');
  expect(await other.page.getByLabel('Model id').inputValue()).toBe('other-model');
  expect(await other.context.cookies()).toEqual([]);

  const back = await owner.context.newPage();
  await back.goto('/demo/test-model');
  await back.getByRole('link', { name: 'Continue with tuned-model' }).click();
  await back.getByRole('heading', { name: 'Start a run' }).waitFor();
});
