/** A file becomes a suite of one's own: dropped, looked at, corrected, changed, saved and run. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const PAGE = '/demo/test-model/batch/suites/new';

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
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

/** A tested model, and a browser that is signed in. */
async function open(options: BrowserContextOptions = {}) {
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
}

const button = (name: string | RegExp) => page.getByRole('button', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const rows = () => page.getByRole('list').getByRole('listitem').filter({ hasText: /^#\d/ });

async function drop(name: string, text: string) {
  const dataTransfer = await page.evaluateHandle(
    (file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([file.text], file.name));
      return transfer;
    },
    { name, text },
  );
  await page.getByRole('form', { name: 'File' }).dispatchEvent('drop', { dataTransfer });
}

const conversation = (question: string, answer: string, category: string) =>
  JSON.stringify({
    messages: [
      { role: 'system', content: 'Answer in one word.' },
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
    category,
  });
const valJsonl = [
  conversation('What is the capital of France?', 'Paris', 'geography'),
  conversation('What is the capital of Italy?', 'Rome', 'geography'),
  '{"messages": [broken',
  conversation('What is 2 + 2?', '4', 'arithmetic'),
  conversation('What is 2 + 2?', '4', 'arithmetic'),
].join('\n');

describe.each([
  ['light', 1280],
  ['dark', 360],
] as const)('in a %s window of %i pixels', (colorScheme, width) => {
  it('a dropped val.jsonl leads to graded results', async () => {
    await open({ colorScheme, viewport: { width, height: 900 } });
    await page.goto(PAGE, { waitUntil: 'networkidle' });
    await heading('Bring your own prompts').waitFor();
    await expectAccessible(page);
    await drop('val.jsonl', valJsonl);

    await heading('What was understood').waitFor();
    expect(await page.getByLabel('Format').inputValue()).toBe('messages');
    await page.getByText('Line 3', { exact: true }).waitFor();
    await page.getByText('This is not valid JSON').waitFor();
    expect(await rows().allInnerTexts()).toEqual([
      expect.stringMatching(/line 1[\s\S]*geography[\s\S]*capital of France[\s\S]*Paris/),
      expect.stringContaining('Rome'),
      expect.stringContaining('2 + 2'),
      expect.stringContaining('same as line 4'),
    ]);
    await expectAccessible(page);

    await rows().last().getByRole('button', { name: 'Remove' }).click();
    await rows().first().getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('Name the capital of France.');
    await expectAccessible(page);
    await button('Change it').click();
    await page.getByText('Name the capital of France.').waitFor();
    await page.getByRole('combobox', { name: 'Category' }).selectOption({ label: 'geography (2)' });
    await button('Save 2 prompts').click();

    await heading('val').waitFor();
    const [suite] = (await client.suite.list.query()).filter(({ kind }) => kind === 'own');
    expect((await client.suite.get.query({ testSuiteId: suite?.id ?? '' })).prompts).toMatchObject([
      { prompt: 'Name the capital of France.', expected_answer: 'Paris', category: 'geography' },
      { prompt: 'What is the capital of Italy?', expected_answer: 'Rome' },
    ]);
    fake.respond({ kind: 'answer', text: 'Paris' });
    await page.getByRole('link', { name: 'Run this suite' }).click();
    await button('Start the run').click();
    await page.getByText('Completed', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByText('2 of 2').first().waitFor();
    const [run] = await client.batch.list.query();
    const { results } = await client.batch.results.query({ testRunId: run?.id ?? '' });
    expect(results.map(({ correct }) => correct)).toEqual([true, false]);
    expect(fake.chatCalls.at(-1)?.body?.messages).toHaveLength(2);
  });
});

it('columns and format can be corrected, and a part taken', async () => {
  await open();
  await page.goto(PAGE, { waitUntil: 'networkidle' });
  await page
    .getByLabel('Or paste it')
    .fill(
      `foo,bar\n${Array.from({ length: 60 }, (_, index) => `a${index},Question ${index}?`).join('\n')}`,
    );
  await button('Read it').click();
  await heading('What was understood').waitFor();
  expect(await page.getByLabel('Format').inputValue()).toBe('csv');
  await page.getByText('page 1 of 6').waitFor();
  await button('Next').click();
  await rows().filter({ hasText: 'Question 10?' }).waitFor();

  await page.getByText('Columns', { exact: true }).click();
  await page.getByLabel('Expected answer').selectOption('foo');
  await rows().first().filter({ hasText: 'a0' }).waitFor();
  await page.getByLabel('Take').selectOption('sample');
  await page.getByLabel('How many').fill('10');
  await button('Save 10 prompts').waitFor();
  const drawn = await rows().allInnerTexts();
  await page.getByLabel('Seed').fill('2');
  await expect.poll(() => rows().allInnerTexts()).not.toEqual(drawn);
  await page.getByLabel('Seed').fill('1');
  await expect.poll(() => rows().allInnerTexts()).toEqual(drawn);

  await page.getByLabel('Format').selectOption('lines');
  await page.getByText('foo,bar').waitFor();
});

it('counts and pages follow what is changed and removed', async () => {
  await open();
  await page.goto(PAGE, { waitUntil: 'networkidle' });
  const lines = Array.from({ length: 11 }, (_, index) =>
    conversation(`Question ${index}?`, 'A', index === 10 ? 'rare' : 'common'),
  );
  await drop('val.jsonl', lines.join('\n'));
  await heading('What was understood').waitFor();
  const filter = page.getByRole('combobox', { name: 'Category' });
  await filter.selectOption({ label: 'rare (1)' });
  await rows().first().getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Category' }).fill('odd');
  await button('Change it').click();
  await expect
    .poll(() => filter.locator('option').allInnerTexts())
    .toEqual(['All (11)', 'common (10)', 'odd (1)', 'rare (0)']);
  expect(await filter.locator('option:checked').textContent()).toBe('rare (0)');
  await filter.selectOption({ label: 'All (11)' });
  await button('Next').click();
  await rows().filter({ hasText: 'Question 10?' }).getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => rows().count()).toBe(10);
  await button('Save 10 prompts').waitFor();
});

it('what is no text is said to be none', async () => {
  await open();
  await page.goto(PAGE, { waitUntil: 'networkidle' });
  await drop('book.csv', 'PK\x03\x04…');
  await page.getByText('The file is an Excel workbook or a ZIP archive, not text.').waitFor();
  await expectAccessible(page);
  expect(await button(/^Save/).count()).toBe(0);
  await button('Another file').click();
  await drop('val.jsonl', valJsonl);
  await button('Save 4 prompts').waitFor();
  // The API has the last word, and it stands beside the button.
  await page.getByLabel('Name', { exact: true }).fill(' ');
  await button('Save 4 prompts').click();
  await page.getByRole('alert').filter({ hasText: 'The name must not be empty' }).waitFor();
});

it('without scripts a file is stored as it is', async () => {
  await open({ javaScriptEnabled: false });
  await page.goto(PAGE);
  const file = (text: string) => ({ name: 'val.jsonl', mimeType: '', buffer: Buffer.from(text) });
  await page.getByLabel('Choose a file').setInputFiles(file('{"a": 1}'));
  await button('Store it as a suite').click();
  await page.getByText('The file holds no prompt that can be read').waitFor();
  await page.getByLabel('Choose a file').setInputFiles(file(valJsonl));
  await button('Store it as a suite').click();
  await heading('val').waitFor();
  await page.getByText('4 prompts').waitFor();
});
