/** A page that was open while the server was upgraded: what it asks for next is of another build. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { openWizard } from '../support/wizardSteps.ts';

let server: WizardServer;
beforeAll(async () => {
  server = await startWizardServer();
});
afterAll(() => server?.close());

it('reloads itself once where a script of its own is gone, and then goes on', async () => {
  const { page, context } = await openWizard(server.browser, server.url);
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  // As of an earlier build: the server answers 404.
  const old = /\/assets\/demo\.test-model\.domain-[^/]+\.js$/;
  const missing: number[] = [];
  await context.route(old, async (route) => {
    const answer = await route.fetch({ url: `${server.url}/assets/demo.test-model.domain-old.js` });
    missing.push(answer.status());
    await route.fulfill({ response: answer });
  });
  await page.goto('/demo/test-model');
  await page.waitForLoadState('networkidle');
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('link', { name: 'Start', exact: true }).click(),
  ]);
  await page.waitForLoadState('networkidle');
  expect(new Set(missing)).toEqual(new Set([404]));
  expect(documents).toBe(2);

  await context.unroute(old);
  await page.getByRole('link', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: 'What should it be good at?' }).waitFor();
  expect(documents).toBe(2);
});
