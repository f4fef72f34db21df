/** Two runs held against each other, as a person reads it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { hostileTexts } from '../support/hostileMarkdown.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';

let browser: Browser;
let server: WizardServer;
let tuned: FakeModelServer;
let base: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
let client: ByomClient;
let sessionId: string;

beforeAll(async () => {
  [server, tuned, base] = await Promise.all([
    startWizardServer(),
    startFakeModelServer(),
    startFakeModelServer(),
  ]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await Promise.all([tuned?.close(), base?.close()]);
  await server?.close();
});

/** A tested candidate and a tested baseline. */
beforeEach(async () => {
  tuned.reset();
  base.reset();
  ({ sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: tuned.url,
    modelId: 'tuned-model',
    modelName: 'My fine-tune',
  }));
  client = createByomClient({ baseUrl: url, sessionId });
  await client.connection.add.mutate({
    endpointUrl: base.url,
    modelId: 'base-model',
    role: 'baseline',
  });
  for (const role of ['candidate', 'baseline'] as const) {
    await client.session.testConnection.mutate({ role });
  }
});
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

/** A browser that is signed in. */
async function open(options: BrowserContextOptions = {}) {
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  page.setDefaultTimeout(20_000);
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
}

const number = (prompt: string) => Number(/number (\d+)/.exec(prompt)?.[1]);
const city = (index: number) => `city${String(index).padStart(2, '0')}`;

/** Answers rightly where it is told to. */
function answerWhere(model: FakeModelServer, isRight: (index: number) => boolean) {
  model.respond(({ prompt }) => ({
    kind: 'answer',
    text: isRight(number(prompt))
      ? `It is ${city(number(prompt))}.`
      : `I **cannot** say, for ${model === tuned ? 'now' : 'ever'}.`,
  }));
}

/** 60 prompts: of capitals the candidate gains 30, of JSON it loses 12. */
const sixty = Array.from({ length: 60 }, (_, index) => ({
  prompt: `Which city is number ${index + 1}?`,
  expected_answer: city(index + 1),
  category: index < 40 ? 'Capitals' : 'JSON',
}));

function answerAsUsual() {
  answerWhere(tuned, (index) => index <= 44);
  answerWhere(base, (index) => index <= 10 || (index > 40 && index <= 56));
}

async function start(prompts: { prompt: string; expected_answer?: string }[] = sixty) {
  const { comparisonId, runs } = await client.batch.start.mutate({
    models: ['candidate', 'baseline'],
    prompts,
  });
  const runOf = (role: string) => runs.find((run) => run.role === role)?.testRunId ?? '';
  return {
    comparisonId: comparisonId ?? '',
    candidate: runOf('candidate'),
    baseline: runOf('baseline'),
  };
}

async function started(prompts?: Parameters<typeof start>[0]) {
  const runs = await start(prompts);
  await expect
    .poll(
      async () => (await client.comparison.get.query({ comparisonId: runs.comparisonId })).status,
      { timeout: 60_000 },
    )
    .toBe('completed');
  return {
    runs: { candidate: runs.candidate, baseline: runs.baseline },
    comparisonId: runs.comparisonId,
    address: `${BATCH}/compare?candidate=${runs.candidate}&baseline=${runs.baseline}`,
  };
}

const link = (name: string | RegExp) => page.getByRole('link', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const pairs = () => page.locator('#pairs ol > li');
const pairLine = (index: number) => link(new RegExp(`number ${index}\\?`));
const region = (name: string | RegExp) => page.getByRole('region', { name });

describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
  it('leads from the joint start to the sentence, and from each figure to its pairs', async () => {
    answerAsUsual();
    const { comparisonId } = await started();
    await open({ javaScriptEnabled });
    await page.goto(`${BATCH}?comparison=${comparisonId}`);
    await link('See the comparison').click();
    await heading('Is My fine-tune better than base-model?').waitFor();
    // Whatever direction a name is written in, the question around it keeps its own.
    expect(await page.locator('h1 bdi').allTextContents()).toEqual(['My fine-tune', 'base-model']);
    await page.locator('header').getByText('Better', { exact: true }).waitFor();
    await page.getByText('+30 points').first().waitFor();
    const json = page.getByRole('row', { name: /^JSON/ });
    await json.getByText('Worse').waitFor();
    expect(await json.textContent()).toContain('16 → 4 of 20');

    // Lost ones first.
    await page.getByText('42 pairs').waitFor();
    expect(await pairs().first().textContent()).toContain('Lost');
    await link(/^14\s*Both right/).click();
    await page.getByText('14 pairs').waitFor();
    expect(await pairs().count()).toBe(14);
    await link('JSON').first().click();
    await page.getByText('12 pairs').waitFor();
    await page.getByLabel('Show').selectOption('gained');
    if (!javaScriptEnabled)
      await page.locator('#pairs').getByRole('button', { name: 'Show' }).click();
    await page.getByText('0 pairs', { exact: true }).waitFor();
    await page.getByText('No pair matches').waitFor();

    await link('All flips').click();
    await pairLine(45).click();
    await region('Baseline, base-model').getByText('It is city45.', { exact: true }).waitFor();
    await region('Candidate, My fine-tune').getByText('cannot').waitFor();
    expect(page.url()).toContain('pair=');
    await link('Next pair').click();
    await region('Baseline, base-model').getByText('It is city46.', { exact: true }).waitFor();
    await link('Close').click();
    await region('Baseline, base-model').waitFor({ state: 'detached' });

    await page.getByLabel('Margin', { exact: true }).fill('60');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Margin must be a number above 0 and at most 50').waitFor();
    expect(await page.getByLabel('Margin', { exact: true }).inputValue()).toBe('60');
    await page.getByLabel('Margin', { exact: true }).fill('12.5');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('by a margin of 12.5 points').waitFor();

    const href = await link('Download JSON').getAttribute('href');
    const file = await page.request.get(href ?? '');
    expect(await file.json()).toMatchObject({ verdict: 'better', margin: 12.5 });

    await link('Swap sides').click();
    await heading('Is base-model better than My fine-tune?').waitFor();
    await page.getByText('−30 points').first().waitFor();
  });

  it('two runs that were started by themselves are chosen beside each other', async () => {
    answerAsUsual();
    const suite = await client.suite.create.mutate({
      name: 'Cities',
      prompts: sixty.slice(0, 12),
    });
    for (const model of ['candidate', 'baseline'] as const) {
      const { id } = await client.batch.start.mutate({ models: [model], testSuiteId: suite.id });
      await expect
        .poll(async () => (await client.batch.get.query({ testRunId: id })).run.status, {
          timeout: 30_000,
        })
        .toBe('completed');
    }
    await open({ javaScriptEnabled });
    await page.goto(BATCH);
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    // The page was that of the baseline.
    await heading('Is My fine-tune better than base-model?').waitFor();
  });
});

it('is read and gone through by keyboard alone', async () => {
  answerAsUsual();
  const { address } = await started();
  await open();
  await page.goto(address, { waitUntil: 'networkidle' });
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const tabTo = async (text: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (text.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${text}`);
  };
  await tabTo(/^12Lost$/);
  await page.keyboard.press('Enter');
  await page.getByText('12 pairs').waitFor();
  await page.keyboard.press('j');
  await region('Baseline, base-model').getByText('It is city45.', { exact: true }).waitFor();
  await expect.poll(focused).toContain('number 45?');
  await page.getByText('Pair 1 of 12 is open: lost.').waitFor({ state: 'attached' });
  await page.keyboard.press('j');
  await region('Baseline, base-model').getByText('It is city46.', { exact: true }).waitFor();
  await page.keyboard.press('k');
  await region('Baseline, base-model').getByText('It is city45.', { exact: true }).waitFor();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Word diff' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('deletion').first().waitFor();
  await page.getByRole('insertion').first().waitFor();

  // Letters that are typed are letters.
  await region('Candidate, My fine-tune').getByLabel('Note').fill('');
  await region('Candidate, My fine-tune').getByLabel('Note').press('j');
  await region('Candidate, My fine-tune').getByLabel('Note').press('Escape');
  expect(await region('Candidate, My fine-tune').getByLabel('Note').inputValue()).toBe('j');
  await region('Baseline, base-model').getByText('It is city45.', { exact: true }).waitFor();
  await pairLine(45).focus();
  await page.keyboard.press('Escape');
  await region('Baseline, base-model').waitFor({ state: 'detached' });
  expect(await focused()).toContain('number 45?');
});

it('a filter and the margin keep the focus, and follow the address', async () => {
  answerAsUsual();
  const { address } = await started();
  await open();
  await page.goto(`${address}&show=all`, { waitUntil: 'networkidle' });
  const show = page.getByLabel('Show');
  const margin = page.getByLabel('Margin', { exact: true });
  const isFocused = (field: typeof show) =>
    field.evaluate((element) => element === document.activeElement);
  await show.selectOption('lost');
  await show.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText('30 pairs').waitFor();
  expect(await isFocused(show)).toBe(true);
  await margin.fill('0.0001');
  await margin.press('Enter');
  await page.getByText('by a margin of 0.0001 points').waitFor();
  expect(await isFocused(margin)).toBe(true);
  await margin.fill('5,5');
  await margin.press('Enter');
  await page.getByText('Margin must be a number').waitFor();
  expect(await isFocused(margin)).toBe(true);
  await link('All flips').click();
  await page.getByText('42 pairs').waitFor();
  expect(await show.inputValue()).toBe('lost,gained');
  await page.goto(`${address}&pair=nothing.1`);
  await page.getByText('no such pair').waitFor();
  // A page that is not there any longer gives way to the last one.
  await page.goto(`${address}&show=all&page=7`);
  await page.getByText('page 2 of 2').waitFor();
});

it('of several answers a prompt the means decide, and the page says so', async () => {
  const asked = new Map<string, number>();
  tuned.respond(({ prompt }) => ({ kind: 'answer', text: city(number(prompt)) }));
  base.respond(({ prompt }) => {
    asked.set(prompt, (asked.get(prompt) ?? 0) + 1);
    return { kind: 'answer', text: asked.get(prompt) === 1 ? 'No idea' : city(number(prompt)) };
  });
  const { runs } = await client.batch.start.mutate({
    models: ['candidate', 'baseline'],
    prompts: sixty.slice(0, 12),
    config: { samples: 3 },
  });
  await expect
    .poll(
      async () => (await client.batch.list.query()).filter((run) => run.status === 'completed'),
      { timeout: 30_000 },
    )
    .toHaveLength(2);
  const [candidate, baseline] = runs.map(({ testRunId }) => testRunId);
  await open();
  await page.goto(`${BATCH}/compare?candidate=${candidate}&baseline=${baseline}`);
  await page.getByText('100 % right against 67 % over 12 prompts').waitFor();
  await link(/^12\s*Gained/).waitFor();
  await page.getByText('By means: the larger one decides').waitFor();
});

describe.each([true, false])('odd texts, with scripts: %s', (javaScriptEnabled) => {
  it('a category is found as it is spelt, and no character of a prompt is cut in two', async () => {
    answerAsUsual();
    const odd = ['Two  spaces', 'A & B? #1'];
    const { address } = await started(
      sixty.slice(0, 12).map(({ prompt, expected_answer }, index) => ({
        prompt: `${prompt} ${'x'.repeat(299 - prompt.length - 1)}\u{1f600} and more`,
        expected_answer,
        category: odd[index % 2],
      })),
    );
    await open({ javaScriptEnabled });
    for (const category of odd) {
      await page.goto(`${address}&show=all`);
      const choice = page.getByLabel('Category');
      await choice.selectOption(category);
      if (!javaScriptEnabled)
        await page.locator('#pairs').getByRole('button', { name: 'Show' }).click();
      await page.getByText('6 pairs', { exact: true }).waitFor();
      expect(await choice.inputValue()).toBe(category);
    }
  });
});

it('goes from the last pair of a page to the first of the next, each at its own address', async () => {
  answerAsUsual();
  const { address, runs } = await started();
  const all = await client.comparison.pairs.query({ ...runs, offset: 49, limit: 1 });
  const [last] = all.pairs;
  expect(all.total).toBe(60);
  await open();
  await page.goto(`${address}&show=all&pair=${last?.promptKey}`, { waitUntil: 'networkidle' });
  await page.getByText('page 1 of 2').waitFor();
  await page.getByText('Pair 50 of 60 is open').waitFor({ state: 'attached' });
  await page.keyboard.press('j');
  await page.getByText('page 2 of 2').waitFor();
  await page.getByText('Pair 51 of 60 is open').waitFor({ state: 'attached' });
  await page.keyboard.press('k');
  await page.getByText('Pair 50 of 60 is open').waitFor({ state: 'attached' });
  expect(page.url()).toContain(`pair=${last?.promptKey}`);
});

it('fits a narrow screen, and a grade is overruled where it is read', async () => {
  answerAsUsual();
  const { address, runs } = await started();
  const { pairs: lost } = await client.comparison.pairs.query({ ...runs, states: ['lost'] });
  await open({ viewport: { width: 360, height: 740 } });
  await page.goto(`${address}&pair=${lost[0]?.promptKey}`, { waitUntil: 'networkidle' });
  await region('Candidate, My fine-tune').waitFor();
  await expectAccessible(page);
  await region('Candidate, My fine-tune').getByRole('button', { name: 'Mark correct' }).click();
  await region('Candidate, My fine-tune').getByText('You overruled it').waitFor();
  await link(/^11\s*Lost/).waitFor();
  await page.getByText(/overruled or gave the grade of 1 answer/).waitFor();
});

it('what was not graded alike is graded alike in one click', async () => {
  answerAsUsual();
  const { address, runs } = await started();
  await client.batch.grade.mutate({ testRunId: runs.baseline, grader: { name: 'exact' } });
  await open();
  await page.goto(address, { waitUntil: 'networkidle' });
  await link('60 not comparable').waitFor();
  await page.getByRole('button', { name: 'Grade both alike' }).click();
  await link(/^12\s*Lost/).waitFor();
  await page.getByText('Every prompt that both were asked is a pair.').waitFor();
});

describe.each([true, false])('while a run goes on, with scripts: %s', (javaScriptEnabled) => {
  it('there are counts and no verdict, which comes by itself', async () => {
    answerWhere(tuned, () => true);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    base.respond(async ({ prompt }) => {
      if (number(prompt) > 10) await released;
      return { kind: 'answer', text: 'I cannot say.' };
    });
    const { candidate, baseline } = await start();
    await open({ javaScriptEnabled });
    await page.goto(`${BATCH}/compare?candidate=${candidate}&baseline=${baseline}`);
    await page.getByText('No verdict before both runs have ended').waitFor();
    // Prompts go out in a shuffled order, so that there may be one pair, or none.
    await page
      .getByText(/pairs? so far/)
      .first()
      .waitFor();
    expect(await page.getByText('p-value', { exact: true }).count()).toBe(0);
    expect(await page.getByText('95 %').count()).toBe(0);
    expect(await page.locator('header').getByText('Better', { exact: true }).count()).toBe(0);
    if (javaScriptEnabled) await expectAccessible(page);
    release();
    await page.locator('header').getByText('Better', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText('p-value', { exact: true }).waitFor();
  });
});

it('where nothing can be graded it leads to a blind vote', async () => {
  answerAsUsual();
  const { address } = await started(sixty.slice(0, 12).map(({ prompt }) => ({ prompt })));
  await open();
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.getByText('Nothing here can be graded by a rule').waitFor();
  expect(await page.getByRole('button', { name: 'Vote blind' }).count()).toBe(1);
  await page.getByRole('row', { name: /^Latency/ }).waitFor();
  expect(await page.getByRole('row', { name: /^(Accuracy|Mean score)/ }).count()).toBe(0);
  expect(await page.getByText('p-value', { exact: true }).count()).toBe(0);
  await expectAccessible(page);
});

it('what is not comparable at all says why, and what is not there is not found', async () => {
  answerAsUsual();
  const {
    runs: { candidate },
  } = await started();
  const other = await client.batch.start.mutate({
    models: ['baseline'],
    prompts: [{ prompt: 'Something else entirely' }],
  });
  await open();
  await page.goto(`${BATCH}/compare?candidate=${candidate}&baseline=${other.id}`);
  await heading('These two cannot be compared').waitFor();
  await page.getByText('The baseline asks none of the prompts of the candidate').waitFor();
  await page.goto(`${BATCH}/compare?candidate=${candidate}&baseline=${crypto.randomUUID()}`);
  await heading('There is no such run in this session').waitFor();
  await page.goto(`${BATCH}/compare`);
  await heading('These two cannot be compared').waitFor();
});

it('shows what hostile models wrote as text', async () => {
  const parts = Math.ceil(hostileTexts.length / 15);
  const hostile = [
    ...Array.from({ length: parts }, (_, part) =>
      hostileTexts.slice(15 * part, 15 * (part + 1)).join('\n\n'),
    ),
    `<script>window.hacked = 1</script> ${'x'.repeat(200_000)}`,
    '\u202Egnihtemos \u2067سلام',
  ];
  const prompts = hostile.map((_, index) => ({
    prompt: `<img src=x onerror="window.hacked = 1"> number ${index + 1}?`,
    expected_answer: 'yes',
    category: '<b>"bold"</b>',
  }));
  tuned.respond(({ prompt }) => ({ kind: 'answer', text: hostile[number(prompt) - 1] ?? 'Yes' }));
  base.respond({ kind: 'answer', text: 'yes' });
  const { address, runs } = await started(prompts);
  const { pairs: all } = await client.comparison.pairs.query({ ...runs, limit: 100 });
  await open();
  page.on('dialog', (dialog) => browserErrors.push(dialog.message()));
  await page.goto(address, { waitUntil: 'networkidle' });
  for (const { promptKey } of all) {
    await page.goto(`${address}&show=all&pair=${promptKey}`);
    await region('Candidate, My fine-tune').waitFor();
  }
  await page.getByRole('button', { name: 'Word diff' }).click();
  await page
    .getByRole('insertion')
    .or(page.getByText('too long and too different'))
    .first()
    .waitFor();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
  ).toBeLessThanOrEqual(0);
});
