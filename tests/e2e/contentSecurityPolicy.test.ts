/** What a browser makes of our policy for pages: everything of ours works, nothing else does. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { askInChat, type OpenWizard, openWizard, submitModelForm } from '../support/wizardSteps.ts';

let server: WizardServer;
let fake: FakeModelServer;
let wizard: OpenWizard;

beforeAll(async () => {
  [server, fake] = await Promise.all([
    startWizardServer(),
    startFakeModelServer({ models: ['tuned-model'] }),
  ]);
  wizard = await openWizard(server.browser, server.url);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

it('lets every page work, as the server renders it and as the browser goes on with it', async () => {
  const { page, browserErrors } = wizard;
  await page.goto('/demo/test-model/model');
  await submitModelForm(page, {
    endpoint: fake.url,
    key: 'sk-csp-0123456789abcdef',
    model: 'tuned-model',
  });
  await page.getByText('The model answers').waitFor();
  await page.goto('/demo/test-model/batch?new');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.getByText('Completed', { exact: true }).waitFor();
  fake.respond({
    kind: 'answer',
    text: '| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```js\nlet x = 1;\n```',
  });
  await page.goto('/demo/test-model/chat');
  await askInChat(page, 'Show me a table.');
  await page.locator('article table').waitFor();

  for (const step of ['', '/domain', '/model', '/batch', '/chat', '/export']) {
    const answer = await page.goto(`/demo/test-model${step}`);
    const { 'content-security-policy': policy, ...headers } = (await answer?.allHeaders()) ?? {};
    expect(policy).not.toContain('unsafe');
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'.*require-trusted-types-for 'script'/);
    expect(headers['cache-control']).toBe('no-store');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  }
  await page.getByRole('button', { name: 'End the session' }).click();
  await page.getByRole('alertdialog').waitFor();
  // The dialog's own style sheet: the page behind it does not scroll.
  expect(await page.evaluate(() => getComputedStyle(document.body).overflow)).toBe('hidden');
  expect(browserErrors).toEqual([]);
});

it('lets an error page begin in the browser', async () => {
  const { page, context, browserErrors } = wizard;
  await page.goto('/demo/test-model/domain');
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await page.getByRole('link', { name: /Model/ }).first().click();
  await page.getByRole('heading', { name: 'Something went wrong on our side' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Go to the welcome page' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(browserErrors).toEqual([]);
});

it('stops scripts and styles that somebody has smuggled in', async () => {
  const { page, browserErrors } = wizard;
  await page.goto('/demo/test-model');
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    const attempt = (work: () => void) => {
      try {
        work();
      } catch {
        // Refused by the policy itself.
      }
    };
    attempt(() => script.append('window.hacked = 1'));
    document.head.append(script);
    attempt(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked = 2">');
    });
    const style = document.createElement('style');
    style.append('body { display: none }');
    document.head.append(style);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return {
      hacked: (window as { hacked?: number }).hacked,
      display: getComputedStyle(document.body).display,
    };
  });
  expect(ran.hacked).toBeUndefined();
  expect(ran.display).not.toBe('none');
  expect(browserErrors.length).toBeGreaterThan(0);
});
