/** Runs of a session: named in their place, listed with what is right of each, and two of them compared. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;

beforeAll(async () => {
  [server, fake] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});

/** A session with two runs over the same prompts, of which the second has more right. */
async function twoRuns() {
  const { url } = server;
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  const client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  const ids: string[] = [];
  for (const answers of [
    ['Paris', 'Paris'],
    ['Paris', 'Rome'],
  ]) {
    fake.respond(({ prompt }) => ({
      kind: 'answer',
      text: `${answers[prompt.includes('Italy') ? 1 : 0]}.`,
    }));
    const { id: testRunId } = await client.batch.start.mutate({
      prompts: [
        { prompt: 'Capital of France?', expected_answer: 'Paris' },
        { prompt: 'Capital of Italy?', expected_answer: 'Rome' },
      ],
    });
    await new Promise<void>((onComplete, onError) => {
      client.batch.onProgress.subscribe({ testRunId }, { onComplete, onError });
    });
    ids.push(testRunId);
  }
  return { sessionId, ids };
}

it.each([
  ['with scripts', { viewport: { width: 1280, height: 900 } }],
  [
    'with scripts, dark, 360 pixels wide',
    { colorScheme: 'dark', viewport: { width: 360, height: 800 } },
  ],
  ['without scripts', { javaScriptEnabled: false }],
] as const)('are named and compared from their list, %s', async (_, options) => {
  const hasScripts = !('javaScriptEnabled' in options);
  const { sessionId, ids } = await twoRuns();
  const { page, context, browserErrors } = await openWizard(browser, server.url, options);
  await context.addCookies([{ name: 'byom', value: sessionId, url: server.url, httpOnly: true }]);
  const check = async () => {
    if (hasScripts) await expectAccessible(page);
  };
  await page.goto(`${BATCH}?run=${ids[1]}`);
  await page.getByText('Name this run').click();
  await page.getByLabel('Name of this run').fill('Epoch 2 <b>');
  await check();
  await page.getByRole('button', { name: 'Save the name' }).click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Epoch 2 <b>' }).waitFor();
  await page.getByRole('link', { name: 'List and compare all runs' }).click();
  await page.getByRole('heading', { name: 'Runs of this session' }).waitFor();
  const [named, other] = [
    page.locator('li').filter({ hasText: 'Epoch 2 <b>' }),
    page.locator('li').filter({ hasText: 'correct' }).last(),
  ];
  await named
    .getByText(/100\s%/)
    .first()
    .waitFor();
  await named.getByText('tuned-model').waitFor();
  await named.getByText('Your own prompts').waitFor();
  await other.getByText(/50\s%/).first().waitFor();
  await check();
  await named.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare the two chosen' }).click();
  await page.getByText('Choose two runs').waitFor();
  expect(await named.getByRole('checkbox').isChecked()).toBe(true);
  await other.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Compare the two chosen' }).click();
  await page.waitForURL(/compare\?candidate=/);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('candidate'), searchParams.get('baseline')]).toEqual([ids[1], ids[0]]);
  await page.getByText('Epoch 2 <b>').first().waitFor();
  expect(browserErrors).toEqual([]);
  await context.close();
});
