/** The wizard against a model server that this project did not write. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  startThirdPartyServer,
  type ThirdPartyServer,
  thirdPartyAnswers,
  thirdPartyReasoning,
} from '../support/thirdPartyServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import {
  askInChat,
  deleteSession,
  downloadResults,
  expectAccessible,
  openWizard,
  submitModelForm,
  typePrompts,
} from '../support/wizardSteps.ts';

let browser: Browser;
let server: WizardServer;
let stranger: ThirdPartyServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];

beforeAll(async () => {
  [server, stranger] = await Promise.all([startWizardServer(), startThirdPartyServer()]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await server?.close();
  await stranger?.close();
});

beforeEach(async () => {
  ({ context, page, browserErrors } = await openWizard(browser, url));
});
afterEach(async () => {
  await context.close();
  stranger.reset();
});

const link = (name: RegExp) => page.getByRole('link', { name });
const opened = () => page.getByRole('complementary', { name: 'Opened result' });
const row = (prompt: string) => page.getByRole('row').filter({ hasText: prompt }).first();

async function submit(given: { address?: string; key?: string; model?: string } = {}) {
  await page.goto('/demo/test-model/model');
  await submitModelForm(page, {
    endpoint: given.address ?? `${stranger.origin}/v1`,
    key: given.key ?? stranger.apiKey,
    model: given.model ?? stranger.modelId,
  });
}

async function startRun(prompts: string[]) {
  await link(/Continue to batch/).click();
  await typePrompts(page, prompts);
  await page.getByRole('button', { name: 'Start the run' }).click();
}

const runIsOver = (label = 'Completed') =>
  page.getByText(label, { exact: true }).waitFor({ timeout: 60_000 });

/** How often the server was asked just this. */
const timesAsked = (prompt: string) =>
  stranger.chatRequests.filter(({ body }) => body.messages.at(-1).content === prompt).length;

/** Notes every state of the last answer on the page from now on; the result reads them. */
async function noteAnswer(): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const states: string[] = [];
    const look = () => {
      const answer = [...document.querySelectorAll('article')].at(-1)?.textContent ?? '';
      if (answer !== states.at(-1)) states.push(answer);
    };
    const changes = { childList: true, subtree: true, characterData: true };
    new MutationObserver(look).observe(document.body, changes);
    return states;
  });
  return () => seen.jsonValue();
}

it('goes from its base address to exported and deleted results', async () => {
  await submit();
  await link(/Continue to batch/).waitFor();
  await expectAccessible(page);

  const last = Promise.withResolvers<void>();
  stranger.when({ userMessage: 'Say anything.' }, async () => {
    await last.promise;
    return { content: 'Anything, then.' };
  });
  await startRun([
    'What is the capital of France? => Paris | City of Light',
    'How many minutes are two hours? => 120 & minutes',
    'Which planet is the largest? => Jupiter',
    'Say anything.',
  ]);
  // The last answer is held back, so whatever is seen now was there before the end.
  await page.getByText('3 of 4').first().waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('3');
  await row('Which planet is the largest?').waitFor();
  expect(await page.getByText('Completed', { exact: true }).count()).toBe(0);
  last.resolve();
  await runIsOver();
  await page.getByText('4 of 4').first().waitFor();
  for (const [prompt, grade] of [
    ['What is the capital of France?', 'Correct'],
    ['How many minutes are two hours?', 'Correct'],
    ['Which planet is the largest?', 'Wrong'],
  ] as const) {
    await row(prompt).getByText(grade, { exact: true }).waitFor();
    expect(timesAsked(prompt)).toBe(1);
  }
  await expect
    .poll(() => page.getByRole('region', { name: 'Summary' }).textContent())
    .toContain('2 of 3;');
  await row('Which planet is the largest?').getByRole('link').click();
  await opened().getByText(thirdPartyAnswers['Which planet is the largest?']).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await opened().waitFor({ state: 'hidden' });

  await link(/Continue to chat/).click();
  const answer =
    'The one about the planets: I said Saturn, but Jupiter is larger than all the rest.';
  stranger.when(
    { userMessage: 'Which answer was wrong?' },
    { content: answer },
    { chunkSize: 4, streamingProfile: { tps: 20 } },
  );
  const answerStates = await noteAnswer();
  await askInChat(page, 'Which answer was wrong?');
  await page.getByText(answer).waitFor();
  const grown = (await answerStates()).filter(
    (text) => text.includes('The one') && !text.includes('all the rest.'),
  );
  expect(grown.length).toBeGreaterThan(2);
  expect(grown.map((text) => text.length)).toEqual(
    grown.map((text) => text.length).toSorted((a, b) => a - b),
  );
  const [system] = stranger.chatRequests.at(-1)?.body.messages ?? [];
  expect(system.role).toBe('system');
  expect(system.content).toContain('Which planet is the largest?');

  await link(/Continue to export/).click();
  const json = await downloadResults(page, 'JSON');
  const { summary, results } = JSON.parse(json.text);
  expect(summary).toMatchObject({ total_prompts: 4, successful: 4, graded: 3, correct: 2 });
  expect(results).toEqual([
    expect.objectContaining({
      prompt: 'What is the capital of France?',
      response: thirdPartyAnswers['What is the capital of France?'],
      correct: true,
      finish_reason: 'stop',
    }),
    expect.objectContaining({ prompt: 'How many minutes are two hours?', correct: true }),
    expect.objectContaining({ prompt: 'Which planet is the largest?', correct: false }),
    expect.objectContaining({
      prompt: 'Say anything.',
      response: 'Anything, then.',
      correct: null,
    }),
  ]);
  const csv = await downloadResults(page, 'CSV');
  for (const result of results) expect(csv.text).toContain(result.response);
  for (const { text } of [json, csv]) expect(text).not.toContain(stranger.apiKey);

  await deleteSession(page);
  await page.getByText('1 key, 1 run, 4 results deleted.').waitFor();
  expect(browserErrors).toEqual([]);
});

it('keeps the reasoning of its reasoning model out of answers and grades', async () => {
  await submit({ address: `${stranger.origin}/`, model: stranger.reasoningModelId });
  await startRun([
    'How many minutes are two hours? => 112',
    'How many minutes are two hours? => 120',
  ]);
  await runIsOver();
  expect(thirdPartyReasoning).toContain('112');
  const rows = page.getByRole('row').filter({ hasText: 'How many minutes are two hours?' });
  await rows.nth(0).getByText('Wrong', { exact: true }).waitFor();
  await rows.nth(1).getByText('Correct', { exact: true }).waitFor();

  await page.goto('/demo/test-model/chat');
  await askInChat(page, 'How many minutes are two hours?');
  await page.getByRole('article').getByText('Two hours are 120 minutes.').waitFor();
  expect(await page.getByText(thirdPartyReasoning).first().isVisible()).toBe(false);
  expect(browserErrors).toEqual([]);
});

it.each([
  {
    name: 'a wrong key',
    given: () => ({ key: 'sk-of-somebody-else-0123456789' }),
    words: /Check your API key.*Invalid API key/s,
  },
  {
    name: 'an unknown model',
    given: () => ({ model: 'acme-chatty' }),
    words: /Check the model id.*No fixture matched/s,
  },
  {
    name: 'a path without a chat route',
    given: () => ({ address: `${stranger.origin}/v2` }),
    words: /URL.*Not found/s,
  },
])('tells of $name in the words of the server, with what to do', async ({ given, words }) => {
  await submit(given());
  await page.getByText(words).first().waitFor();
  expect(await link(/Continue to batch/).count()).toBe(0);
  await expectAccessible(page);
});

it('offers the name that comes near to an unknown one', async () => {
  await submit({ model: 'acme-chatty' });
  await page.getByRole('button', { name: stranger.modelId, exact: true }).click();
  await link(/Continue to batch/).waitFor();
  expect(stranger.chatRequests.at(-1)?.body.model).toBe(stranger.modelId);
  expect(browserErrors).toEqual([]);
});

it('finishes a run in which the server fails in several ways, and shows each failure', async () => {
  await submit();
  stranger.when(
    { userMessage: 'Too fast?' },
    { status: 429, error: { message: 'Rate limit reached for acme-chat.', type: 'requests' } },
  );
  stranger.when(
    { userMessage: 'Broken inside?' },
    { status: 500, error: { message: 'The engine has stalled.', type: 'server_error' } },
  );
  stranger.when(
    { userMessage: 'Hung up?' },
    { content: 'Half of what was to come, and nothing of the rest.' },
    { chunkSize: 8, truncateAfterChunks: 4 },
  );
  await startRun(['Too fast?', 'Broken inside?', 'Hung up?', 'What is the capital of France?']);
  await runIsOver('Finished with errors');
  await page.getByText('1 of 4', { exact: true }).waitFor();
  for (const [prompt, outcome, shown] of [
    ['Too fast?', 'Rate limited', /Rate limit reached for acme-chat\./],
    ['Broken inside?', 'Other error', /The engine has stalled\./],
    ['Hung up?', 'Interrupted', /^Half of what was$/],
  ] as const) {
    await row(prompt).getByText(outcome, { exact: true }).waitFor();
    await row(prompt).getByRole('link').click();
    await opened().getByText(shown).first().waitFor();
  }
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run the failed ones again' }).click();
  await page.getByRole('heading', { name: 'Your own prompts (again)' }).waitFor();
  await page.getByText('3 of 3').first().waitFor({ timeout: 60_000 });
  expect(browserErrors).toEqual([]);
});
