/** A blind vote as a person meets it: thirty times two answers, and no word of whose they are until the last. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const BATCH = '/demo/test-model/batch';
const VOTE = `${BATCH}/vote`;
const VOTE_PAGE = new RegExp(`${VOTE}/[0-9a-f-]{36}$`);
const PROMPTS = 34;

let browser: Browser;
let server: WizardServer;
let tuned: FakeModelServer;
let base: FakeModelServer;
let url: string;
let context: BrowserContext;
let page: Page;
let browserErrors: string[];
let sessionId: string;
let client: ByomClient;
let candidate: string;
let baseline: string;
/** What must not be told before the last vote. */
let telling: string[];

beforeAll(async () => {
  [server, tuned, base] = await Promise.all([
    startWizardServer(),
    startFakeModelServer(),
    startFakeModelServer(),
  ]);
  ({ url, browser } = server);
  tuned.respond(({ prompt }) => ({
    kind: 'answer',
    text: `**Warm** reply to ${prompt}\n\n\`\`\`\n${'wide '.repeat(60)}\n\`\`\`\n\n${'> '.repeat(40)}deep`,
  }));
  base.respond(({ prompt }) => ({ kind: 'answer', text: `Cool reply to ${prompt}` }));
  ({ sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: tuned.url,
    modelId: 'tuned-model-id',
    modelName: 'My fine-tune',
  }));
  client = createByomClient({ baseUrl: url, sessionId });
  await client.connection.add.mutate({
    endpointUrl: base.url,
    modelId: 'plain-model-id',
    role: 'baseline',
  });
  for (const role of ['candidate', 'baseline'] as const) {
    await client.session.testConnection.mutate({ role });
  }
  const { runs, comparisonId } = await client.batch.start.mutate({
    prompts: Array.from({ length: PROMPTS }, (_, index) => ({
      prompt: `Prompt ${index}`,
      category: 'letters',
    })),
    models: ['candidate', 'baseline'],
  });
  [candidate, baseline] = runs.map(({ testRunId }) => testRunId) as [string, string];
  telling = ['tuned-model-id', 'plain-model-id', 'My fine-tune', comparisonId as string];
  for (const { testRunId, connectionId } of runs) {
    telling.push(testRunId, connectionId as string);
    telling.push(...(await resultIdsOf(testRunId)));
  }
  telling.push(new URL(tuned.url).host, new URL(base.url).host);
});
afterAll(async () => {
  await Promise.all([tuned?.close(), base?.close()]);
  await server?.close();
});

beforeEach(() => open());
afterEach(async () => {
  expect(browserErrors).toEqual([]);
  await context.close();
});

async function open(options: BrowserContextOptions = {}) {
  await context?.close();
  ({ context, page, browserErrors } = await openWizard(browser, url, options));
  await context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]);
}

/** Once the run is over. */
async function resultIdsOf(testRunId: string): Promise<string[]> {
  for (;;) {
    const { run, results } = await client.batch.get.query({ testRunId });
    if (run.status === 'completed') return results.map(({ id }) => id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A blind vote of its own, its page open: one that goes on is ended first. */
async function openVote(on = page) {
  const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
  await on.goto(`${url}${VOTE}/${blindVoteId}`, { waitUntil: 'networkidle' });
  return blindVoteId;
}

async function endVotes() {
  for (const { blindVoteId, votes, target, endedAt } of await client.blindVote.list.query()) {
    if (endedAt) continue;
    for (let place = votes; place < target; place += 1) {
      await client.blindVote.cast.mutate({ blindVoteId, place, choice: 'tie' });
    }
  }
}
afterEach(endVotes);

const at = (place: number, on = page) =>
  on
    .getByRole('status')
    .filter({ hasText: `Vote ${place} of 30` })
    .waitFor();
const answer = (name: string, on = page) => on.getByRole('region', { name }).innerText();
const button = (name: string, on = page) => on.getByRole('button', { name });

const isAsset = (address: string) => new URL(address).pathname.startsWith('/assets/');

/** From the comparison, whose address and document name both runs. */
async function startFromComparison() {
  const query = new URLSearchParams({ candidate, baseline });
  await page.goto(`${url}${BATCH}/compare?${query}`, { waitUntil: 'networkidle' });
  await button('Vote blind').press('Enter');
  await page.waitForURL(VOTE_PAGE);
}

/** All that the document itself holds, the data of its scripts included. */
async function documentTexts(): Promise<string[]> {
  const referrer = await page.evaluate(() => window.document.referrer);
  return [await page.content(), page.url(), referrer];
}

it('thirty votes without a mouse, and nothing that is sent tells the models before the last', async () => {
  /** Everything between the browser and the server from the page of the vote on. */
  const traffic: Promise<{ address: string; text: string }>[] = [];
  page.on('response', (response) => {
    const request = response.request();
    if (traffic.length === 0 && !VOTE_PAGE.test(request.url())) return;
    traffic.push(
      (async () => {
        const [requestHeaders, headers, body] = await Promise.all([
          request.allHeaders(),
          response.allHeaders(),
          response.text().catch(() => ''),
        ]);
        const parts = [request.url(), requestHeaders, request.postData(), headers, body];
        return { address: request.url(), text: JSON.stringify(parts) };
      })(),
    );
  });
  await startFromComparison();
  await at(1);
  // Nothing is left of the page before.
  const atStart = (await documentTexts()).join();
  expect(telling.filter((word) => atStart.includes(word))).toEqual([]);
  await page.reload({ waitUntil: 'networkidle' });

  const warm: boolean[] = [];
  for (let place = 1; place <= 29; place += 1) {
    await at(place);
    const [a, b] = await Promise.all([answer('Answer A'), answer('Answer B')]);
    const [, prompt] = /reply to (Prompt \d+)/.exec(a) ?? [];
    expect(b).toContain(`reply to ${prompt}`);
    warm.push(a.includes('Warm'));
    expect(a.includes('Warm')).not.toBe(b.includes('Warm'));
    // Twenty for the fine-tune, four for its base, three ties, and both bad for the rest.
    const forTuned = a.includes('Warm') ? 'ArrowLeft' : 'ArrowRight';
    const forBase = a.includes('Warm') ? 'ArrowRight' : 'ArrowLeft';
    const key = place <= 20 ? forTuned : place <= 24 ? forBase : place <= 27 ? '=' : '0';
    await page.keyboard.press(key);
  }
  await at(30);
  // No way down to the answers again: the heading stays above.
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(100);
  expect(await page.title()).toBe('Batch test · Step 4 of 6 · BYOM');
  const sent = await Promise.all(traffic);
  expect(sent.length).toBeGreaterThan(30);
  const document = await documentTexts();
  const told = [...sent.map(({ text }) => text), ...document];
  for (const word of telling) {
    expect(told.filter((text) => text.includes(word)).length, word).toBe(0);
  }
  // Nor a field that says which side is whose; the scripts, which are the same for everybody, may know the words.
  const data = [
    ...sent.flatMap(({ address, text }) => (isAsset(address) ? [] : text)),
    ...document,
  ];
  expect(data.filter((text) => /candidate|(?<!items-)baseline/i.test(text)).length).toBe(0);

  await page.keyboard.press('0');
  await page.getByRole('heading', { name: 'Your blind vote' }).waitFor();
  expect(await page.content()).toContain(candidate);
  const shown = await page.locator('main').innerText();
  expect(shown).toContain(
    'Preferred: 20 of 30 votes against 4, with 3 ties and 3 where both were bad',
  );
  expect(shown).toContain('My fine-tune');
  expect(shown).toContain('plain-model-id');
  await expectAccessible(page);
  const back = page.getByRole('link', { name: 'Back to the comparison' });
  expect(await back.getAttribute('href')).toBe(
    `${BATCH}/compare?candidate=${candidate}&baseline=${baseline}`,
  );
  // Either model stood on the left about as often.
  expect(Math.abs(warm.filter(Boolean).length - 14.5)).toBeLessThanOrEqual(1);
  const firstVote = page.locator('ol details').first();
  await firstVote.locator('summary').press('Enter');
  expect(await firstVote.innerText()).toMatch(
    warm[0] ? /A: Candidate, My fine-tune/ : /A: Baseline, plain-model-id/,
  );
});

it('goes on where it was after a reload, and in another tab; a vote of an old tab counts once', async () => {
  await openVote();
  await expectAccessible(page);
  await at(1);
  await page.keyboard.press('ArrowLeft');
  await at(2);
  const shown = await answer('Answer A');
  await page.reload({ waitUntil: 'networkidle' });
  await at(2);
  expect(await answer('Answer A')).toBe(shown);

  const other = await context.newPage();
  await other.goto(page.url(), { waitUntil: 'networkidle' });
  await at(2, other);
  expect(await answer('Answer A', other)).toBe(shown);
  await page.keyboard.press('=');
  await at(3);
  // This tab still shows what the first one has voted on.
  await other.keyboard.press('0');
  await at(3, other);
  await other.getByText('your first vote counts').waitFor();
  expect(await answer('Answer A', other)).toBe(await answer('Answer A'));
  await expectAccessible(other);
  await page.keyboard.press('ArrowRight');
  await at(4);
  await other.keyboard.press('ArrowRight');
  await at(4, other);
  await other.getByText('it counts once').waitFor();
  await other.keyboard.press('=');
  await at(5, other);
  expect(await other.getByText('already').count()).toBe(0);
  await other.keyboard.press('u');
  await at(4, other);
  await other.keyboard.press('u');
  await at(3, other);
  // Its turn had not come again.
  await page.keyboard.press('ArrowLeft');
  await page.getByText('taken back in another tab').waitFor();
  await at(3);
});

it('a key that is held, one with another, and one in a wide block of code do not vote', async () => {
  const blindVoteId = await openVote();
  await at(1);
  await page.keyboard.down('=');
  for (let times = 0; times < 5; times += 1) await page.keyboard.down('=');
  await page.keyboard.up('=');
  await at(2);
  await page.keyboard.press('Control+0');
  await page.keyboard.press('Alt+=');
  await page.locator('pre').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForLoadState('networkidle');
  const vote = await client.blindVote.get.query({ blindVoteId });
  expect(vote).toMatchObject({ ended: false, place: 1 });
  await page.keyboard.press('0');
  await at(3);
});

it('a double click is one vote; the last one leads to what they came to', async () => {
  const blindVoteId = await openVote();
  await at(1);
  const { x, y, width } = (await button('Tie').boundingBox()) as {
    x: number;
    y: number;
    width: number;
  };
  await page.mouse.click(x + width / 2, y + 20);
  await at(2);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await page.waitForLoadState('networkidle');
  expect(await client.blindVote.get.query({ blindVoteId })).toMatchObject({ place: 1 });
  for (let place = 1; place < 29; place += 1) {
    await client.blindVote.cast.mutate({ blindVoteId, place, choice: 'tie' });
  }
  await page.reload({ waitUntil: 'networkidle' });
  await at(30);
  await button('Tie').press('Enter');
  const title = page.getByRole('heading', { name: 'Your blind vote' });
  await title.waitFor();
  await expect
    .poll(() => title.evaluate((element) => element === document.activeElement))
    .toBe(true);
});

it('without scripts the buttons do the same', async () => {
  await open({ javaScriptEnabled: false });
  const blindVoteId = await openVote();
  await at(1);
  await button('A is better').click();
  await at(2);
  await button('Both bad').click();
  await at(3);
  await button('Undo last vote').click();
  await at(2);
  await page.goBack();
  for (let place = 2; place <= 30; place += 1) {
    await page.goto(`${url}${VOTE}/${blindVoteId}`);
    await at(place);
    await button(['Tie', 'B is better'][place % 2] as string).click();
  }
  await page.getByRole('heading', { name: 'Your blind vote' }).waitFor();
  expect(await page.getByText(/of 30 votes against/).count()).toBe(1);
});

it('on a telephone the answers stand below each other, and all fits', async () => {
  await open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  await openVote();
  await at(1);
  await expectAccessible(page);
  const [a, b] = await Promise.all(
    ['Answer A', 'Answer B'].map((name) => page.getByRole('region', { name }).boundingBox()),
  );
  expect(b?.y).toBeGreaterThan((a?.y ?? 0) + (a?.height ?? 0));
  await button('B is better').click();
  await at(2);
  await endVotes();
  await page.reload({ waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Your blind vote' }).waitFor();
  await expectAccessible(page);
});

it('what is not there, or cannot be voted on, is said', async () => {
  await page.goto(`${url}${VOTE}/${crypto.randomUUID()}`);
  await page.getByText('There is no such blind vote').waitFor();
  await page.goto(`${url}${VOTE}/no-id`);
  await page.getByText('There is no such blind vote').waitFor();
  const answered = await context.request.post(`${url}${VOTE}/new`, {
    form: { candidate, baseline: candidate },
    headers: { origin: url },
  });
  expect(answered.status()).toBe(400);
  expect(await answered.text()).toContain('No blind vote was started');
  await page.goto(`${url}${VOTE}/new`);
  await page.getByText('started from the comparison of two runs').waitFor();
});
