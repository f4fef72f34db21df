/** The chat as a person meets it. The model says a word when the test lets it, so nothing is timed. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type HeldAnswer, holdAnswer } from '../support/heldAnswer.ts';
import { startLossyProxy } from '../support/lossyProxy.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { askInChat, expectAccessible, openWizard } from '../support/wizardSteps.ts';

const CHAT = '/demo/test-model/chat';

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
let client: ByomClient;
let held: HeldAnswer;

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
  await context.close();
  fake.reset();
});

/** A tested model and a browser that is signed in; the next answer is held. */
async function open(options: { javaScriptEnabled?: boolean; through?: string } = {}) {
  await context?.close();
  fake.reset();
  const { through = url, ...browserOptions } = options;
  ({ context, page, browserErrors } = await openWizard(browser, through, {
    permissions: ['clipboard-read', 'clipboard-write'],
    ...browserOptions,
  }));
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
  });
  client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  await context.addCookies([{ name: 'byom', value: sessionId, url: through, httpOnly: true }]);
  fake.reset();
  holdNext();
}

function holdNext() {
  held = holdAnswer();
  fake.respond(held.script);
}

async function runPrompts(answers: string[]) {
  fake.respond(({ prompt }) => ({
    kind: 'answer',
    text: answers[Number(prompt.split(' ').at(-1)) - 1] ?? '',
  }));
  const run = await client.batch.start.mutate({
    prompts: answers.map((_, index) => ({ prompt: `Prompt number ${index + 1}` })),
    config: { concurrency: 1, delayMs: 0 },
  });
  await new Promise<void>((resolve, reject) => {
    client.batch.onProgress.subscribe(
      { testRunId: run.id },
      { onComplete: resolve, onError: reject },
    );
  });
  fake.reset();
  holdNext();
  return run.id;
}

const answers = (on = page) => on.getByRole('article');
const button = (name: string | RegExp, on = page) => on.getByRole('button', { name });
const field = () => page.getByLabel('Your question', { exact: true });
const shown = (text: string | RegExp, on = page) =>
  answers(on).last().getByText(text).first().waitFor();

describe('an answer', () => {
  it('appears as it is written, as what it will be, and tells what it took', async () => {
    await page.goto(CHAT);
    await askInChat(page, 'How did you do?');
    await page.getByText('How did you do?', { exact: true }).waitFor();
    await held.sendReasoning('Let me see.');
    await page.getByText('Reasoning so far').click();
    await shown('Let me see.');
    await held.sendText('I was **quite');
    // Bold before its end has come.
    await answers().locator('strong', { hasText: 'quite' }).waitFor();
    await held.sendText(' fast**.\n\n| Figure | Value |\n');
    await answers().getByRole('columnheader', { name: 'Value' }).waitFor();
    await held.sendText('|---|---|\n| p95 | 12 |\n\n```js\nconst fast = true;');
    await answers().locator('pre .hljs-keyword', { hasText: 'const' }).waitFor();
    await held.sendText('\n```\n\n```byom-filter\n{"filter":"failed"');
    expect(await button('Stop').count()).toBe(1);
    await held.sendText('}\n```\n');
    await held.end({ prompt_tokens: 1_234, completion_tokens: 56 });
    await page.getByText('1,234 input, 56 output').waitFor();
    await page.getByText('TTFT').last().waitFor();
    await shown(/tokens\/s/);
    expect(await answers().textContent()).not.toContain('"filter"');
    await button('Copy answer').click();
    await page.getByText(': copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'I was **quite fast**.\n\n| Figure | Value |\n|---|---|\n| p95 | 12 |\n\n```js\nconst fast = true;\n```',
    );
    await button('Copy code').click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('const fast = true;');
    await expectAccessible(page);
    expect(browserErrors).toEqual([]);
  });

  it('goes on after a reload in the middle, and the model is asked once', async () => {
    await page.goto(CHAT);
    await askInChat(page, 'Go on?');
    await held.sendText('One ');
    await shown('One');
    await page.reload();
    await shown('One');
    await held.sendText('two ');
    await shown('One two');
    await held.sendText('three.');
    await held.end();
    await button('Regenerate').waitFor();
    await shown('One two three.');
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('goes on after the connection was lost in the middle', async () => {
    const proxy = await startLossyProxy(Number(new URL(url).port));
    await open({ through: proxy.url });
    await page.goto(CHAT);
    await askInChat(page, 'Go on?');
    await held.sendText('One ');
    await shown('One');
    proxy.refuse();
    await page.getByText('The connection is interrupted').waitFor();
    await held.sendText('two ');
    proxy.accept();
    await shown('One two');
    await held.sendText('three.');
    await held.end();
    await shown('One two three.');
    await page.getByText('The connection is interrupted').waitFor({ state: 'detached' });
    expect(fake.chatCalls).toHaveLength(1);
    proxy.close();
  });

  it.each(['Escape', 'the button'])('is stopped by %s and keeps its text', async (how) => {
    await page.goto(CHAT);
    await askInChat(page, 'Stop?');
    await held.sendText('Half an ans');
    await shown('Half an ans');
    if (how === 'Escape') await page.keyboard.press('Escape');
    else await button('Stop').click();
    await shown('The answer was stopped');
    await shown('Half an ans');
    await fake.until(([call]) => call?.outcome === 'aborted');
    // The button that was pressed is gone; whoever pressed it can type on.
    await page.waitForFunction(() => document.activeElement?.id === 'question');
  });

  it('that fails says why in its place, and is asked for again', async () => {
    fake.respond({
      kind: 'error-in-stream',
      after: 'It was ',
      error: { error: { message: 'The engine has stalled.' } },
    });
    await page.goto(CHAT);
    await askInChat(page, 'What was it?');
    await page.getByRole('alert').getByText('The engine has stalled.').waitFor();
    await shown('It was');
    await expectAccessible(page);
    holdNext();
    await button('Ask again').click();
    await held.sendText('It was nothing.');
    await held.end();
    await shown('It was nothing.');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.getByText('What was it?', { exact: true }).count()).toBe(1);
  });
});

it('shows the same in two tabs, whichever asks and stops', async () => {
  const other = await context.newPage();
  await Promise.all([page.goto(CHAT), other.goto(CHAT)]);
  await askInChat(page, 'Who sees this?');
  await held.sendText('Both ');
  await other.getByText('Who sees this?', { exact: true }).waitFor();
  await Promise.all([shown('Both'), shown('Both', other)]);
  await held.sendText('tabs');
  await Promise.all([shown('Both tabs'), shown('Both tabs', other)]);
  await button('Stop', other).click();
  await Promise.all([shown('The answer was stopped'), shown('The answer was stopped', other)]);
  await button('New conversation').click();
  await Promise.all(
    [answers().first(), answers(other).first()].map((one) => one.waitFor({ state: 'detached' })),
  );
  expect(fake.chatCalls).toHaveLength(1);

  // No tab tells of this one.
  holdNext();
  await client.chat.send.mutate({ content: 'Asked by a program?' });
  await page.getByText('Asked by a program?', { exact: true }).waitFor();
  await held.sendText('Seen.');
  await shown('Seen.');
});

it('asks again, asks something else instead, and begins anew', async () => {
  await page.goto(CHAT);
  await askInChat(page, 'First question?');
  await held.sendText('First answer.');
  await held.end();
  await button('Regenerate').waitFor();

  holdNext();
  await button('Regenerate').click();
  await held.sendText('Second answer.');
  await held.end();
  await button('Regenerate').waitFor();
  await shown('Second answer.');
  expect(await answers().count()).toBe(1);

  await page.getByRole('link', { name: 'Edit' }).click();
  const editor = page.getByLabel('Your question, edited');
  expect(await editor.inputValue()).toBe('First question?');
  expect(await editor.evaluate((element) => element === document.activeElement)).toBe(true);
  holdNext();
  await editor.fill('Another question?');
  await page.keyboard.press('Enter');
  await held.sendText('Third answer.');
  await held.end();
  await shown('Third answer.');
  await button('Regenerate').waitFor();
  expect(await page.getByText('First question?').count()).toBe(0);
  expect(await answers().count()).toBe(1);
  expect(fake.chatCalls.map(({ prompt }) => prompt)).toEqual([
    'First question?',
    'First question?',
    'Another question?',
  ]);

  await button('New conversation').click();
  await page.getByText('No questions yet.').waitFor();
  await page.reload();
  await page.getByText('No questions yet.').waitFor();
});

it('keeps a question that was not sent, says why, and sends it once', async () => {
  await page.goto(CHAT);
  await page.route('**/trpc/chat.send*', (route) => route.abort());
  await askInChat(page, 'Does this arrive?');
  await page.getByRole('alert').getByText('BYOM could not be reached').waitFor();
  expect(await field().inputValue()).toBe('Does this arrive?');
  await page.unroute('**/trpc/chat.send*');
  await field().press('Enter');
  await held.sendText('It does.');
  await held.end();
  await shown('It does.');
  expect(await page.getByText('Does this arrive?', { exact: true }).count()).toBe(1);

  await field().fill('x'.repeat(8_001));
  await page.keyboard.press('Enter');
  await page.getByText('Your question is longer than 8,000 characters.').waitFor();
  expect((await field().inputValue()).length).toBe(8_001);
  expect(fake.chatCalls).toHaveLength(1);
});

it('says so when the session has ended meanwhile', async () => {
  await page.goto(CHAT);
  await client.session.delete.mutate();
  await askInChat(page, 'Anyone there?');
  await page.getByRole('heading', { name: /session has ended/ }).waitFor();
});

it('is used by keyboard: lines, words that are composed, and no two questions at once', async () => {
  await page.goto(CHAT);
  await field().focus();
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  expect(await field().inputValue()).toBe('First line\nsecond line');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Input.imeSetComposition', {
    text: 'に',
    selectionStart: 1,
    selectionEnd: 1,
  });
  await field().dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
  await devtools.send('Input.insertText', { text: '日' });
  expect(await answers().count()).toBe(0);
  await page.keyboard.press('Enter');
  await held.requested;
  await page.keyboard.type('Too early?');
  await page.keyboard.press('Enter');
  await held.sendText('An answer.');
  await held.end();
  await shown('An answer.');
  await button('Regenerate').waitFor();
  expect(await field().inputValue()).toBe('Too early?');
  expect(fake.chatCalls.map(({ prompt }) => prompt)).toEqual(['First line\nsecond line日']);
});

it('follows the answer until the reader scrolls up, and again when asked to', async () => {
  await page.goto(CHAT);
  await askInChat(page, 'Say much.');
  const isAtEnd = () =>
    document.documentElement.scrollHeight - innerHeight - scrollY < 5 && scrollY > 500;
  for (let number = 1; number <= 40; number += 1) await held.sendText(`Paragraph ${number}.\n\n`);
  await shown('Paragraph 40.');
  await page.waitForFunction(isAtEnd);
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -600);
  await button('Jump to latest').waitFor();
  const readAt = await page.evaluate(() => scrollY);
  for (let number = 41; number <= 60; number += 1) await held.sendText(`Paragraph ${number}.\n\n`);
  await shown('Paragraph 60.');
  expect(await page.evaluate(() => scrollY)).toBe(readAt);
  await button('Jump to latest').click();
  await page.waitForFunction(isAtEnd);
  await held.sendText('Paragraph 61.');
  await held.end();
  await shown('Paragraph 61.');
  await page.waitForFunction(isAtEnd);
});

it('lets a screen reader hear sentences and the end, not pieces', async () => {
  await page.goto(CHAT);
  await askInChat(page, 'Speak.');
  const region = page.getByRole('region', { name: 'Conversation' }).getByRole('status').first();
  const said = await region.evaluateHandle((element) => {
    const words: string[] = [];
    new MutationObserver(() => words.push(element.textContent ?? '')).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return words;
  });
  for (const piece of ['It ', 'took **', '1.5 s**. ', 'The re', 'st was '])
    await held.sendText(piece);
  await region.getByText('It took 1.5 s.', { exact: true }).waitFor();
  await held.sendText('faster!');
  await held.end();
  await region.getByText('The rest was faster! The answer is complete.', { exact: true }).waitFor();
  expect(await said.jsonValue()).toEqual(
    expect.arrayContaining(['It took 1.5 s.', 'The rest was faster! The answer is complete.']),
  );
  expect((await said.jsonValue()).filter((words) => /The re$|st was$/.test(words))).toEqual([]);
});

it('is about a picked result; links what is cited, marks what is quoted, offers a table', async () => {
  const runId = await runPrompts(['One answer.', 'Another answer.', 'A third answer.']);
  const { results } = await client.batch.get.query({ testRunId: runId });
  const second = results.find(({ promptIndex }) => promptIndex === 1);
  await page.goto(`${CHAT}?discuss=${second?.id}`);
  await page.getByText('About result #2').waitFor();
  await page.getByText('Another answer.').waitFor();
  await expectAccessible(page);
  await askInChat(page, 'What about it?');
  await held.sendText('It is #2, unlike #99. My success rate was 100%.\n\n');
  await held.sendText('My average latency was **987,654 ms**.\n\n');
  await held.sendText(
    '```byom-filter\n{"filter":"answered","sort":"latencyMs","direction":"desc"}\n```',
  );
  await held.end();
  await page.getByText('3 of 3 results shown to the model').click();
  const cited = answers().getByRole('link', { name: '#2', exact: true }).first();
  expect(await cited.getAttribute('href')).toBe(
    `/demo/test-model/batch?run=${runId}&result=${second?.id}#result-${second?.id}`,
  );
  expect(await answers().getByRole('link', { name: '#99' }).count()).toBe(0);
  const marks = answers().locator('mark');
  await marks.nth(1).waitFor();
  expect(await marks.allTextContents()).toEqual([
    expect.stringMatching(/^100%.*right: success rate is 100/),
    expect.stringMatching(/^987,654 ms.*wrong: average latency is \d+\sms/),
  ]);
  await answers().getByText('1 of 2 figures right').waitFor();
  await answers()
    .getByText(/The average latency is/)
    .waitFor();
  // It was about this one question.
  await page.getByText('About result #2').waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('');
  await page
    .getByText(/^About/)
    .getByRole('link', { name: '#2' })
    .waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: /Show in the table/ }).click();
  await page.waitForURL(`**/batch?run=${runId}&filter=answered&sort=latencyMs&direction=desc`);
});

it('does all of that without JavaScript', async () => {
  await open({ javaScriptEnabled: false });
  await page.goto(CHAT);
  await field().fill('First question?');
  await button('Ask').click();
  await held.sendText('Half');
  // The page loads itself again while the answer is written.
  await shown('Half');
  await button('Stop').click();
  await shown('The answer was stopped');

  holdNext();
  await button('Regenerate').click();
  await held.sendText('Whole.');
  await held.end();
  await shown('Whole.');
  await button('Regenerate').waitFor();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Your question, edited').fill('   ');
  await button('Ask this instead').click();
  await page.getByText('Your question must not be empty.').waitFor();
  holdNext();
  await page.getByLabel('Your question, edited').fill('Second question?');
  await button('Ask this instead').click();
  await held.sendText('Other.');
  await held.end();
  await shown('Other.');
  await button('New conversation').click();
  await page.getByText('No questions yet.').waitFor();
});
