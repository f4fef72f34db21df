/** Pages of the wizard, gone through by Tab: wide and light, narrow and dark. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { finishedRun } from '../support/finishedRun.ts';
import { tabWalkProblems } from '../support/tabWalk.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { expectAccessible, openWizard } from '../support/wizardSteps.ts';

const STEPS = '/demo/test-model';
const BATCH = `${STEPS}/batch`;
const prompts = ['France', 'Italy', 'Spain', 'Peru'].map((country, index) => ({
  prompt: `What is the capital of ${country}?`,
  expected_answer: 'Paris',
  category: index < 2 ? 'north' : 'south',
}));

interface Visit {
  address: string;
  /** The session that the browser has, if any. */
  sessionId?: string;
  /** Brings what the walk begins in, which lies over the page. */
  open?: (page: Page) => Promise<void>;
  /** That, as a selector. */
  within?: string;
}

let browser: Browser;
let server: WizardServer;
let tuned: FakeModelServer;
let base: FakeModelServer;
let url: string;
let visits: Record<string, Visit>;

beforeAll(async () => {
  [server, tuned, base] = await Promise.all([
    startWizardServer(),
    startFakeModelServer(),
    startFakeModelServer(),
  ]);
  ({ url, browser } = server);
  tuned.respond(({ prompt }) =>
    prompt.includes('Wait')
      ? { kind: 'hang', when: 'after-headers' }
      : { kind: 'answer', text: prompt.includes('Peru') ? 'It is **Lima**.' : 'It is Paris.' },
  );
  base.respond({ kind: 'answer', text: 'Rome, I think.' });
  const [joint, waiting, single] = await Promise.all([twoModels(), waitingRun(), singleRun()]);
  const { sessionId, candidate, baseline } = joint;
  const results = `${BATCH}?run=${single.testRunId}`;
  const own = { sessionId: single.sessionId };
  visits = {
    welcome: { address: STEPS },
    domain: { address: `${STEPS}/domain` },
    'the model to be connected': { address: `${STEPS}/model` },
    'the connected model': { address: `${STEPS}/model`, sessionId },
    'the setup of a run': { address: `${BATCH}?new`, sessionId },
    'a running run': { address: `${BATCH}?run=${waiting.testRunId}`, sessionId: waiting.sessionId },
    results: { address: results, ...own },
    speed: { address: `${results}&tab=speed`, ...own },
    settings: { address: `${results}&tab=settings`, ...own },
    'runs that were started together': {
      address: `${BATCH}?comparison=${joint.comparisonId}`,
      sessionId,
    },
    'a comparison': {
      address: `${BATCH}/compare?candidate=${candidate}&baseline=${baseline}`,
      sessionId,
    },
    'the list of runs': { address: `${BATCH}/runs`, sessionId },
    'a report': { address: `${BATCH}/report?run=${single.testRunId}`, ...own },
    'a recipe': { address: `${BATCH}/reproduce?result=${single.resultId}`, ...own },
    'a file to be imported': { address: `${BATCH}/suites/new`, ...own },
    "a suite of one's own": { address: `${BATCH}/suites/${single.suiteId}`, ...own },
    'no blind vote': { address: `${BATCH}/vote/new`, ...own },
    'a blind vote': { address: `${BATCH}/vote/${joint.blindVoteId}`, sessionId },
    'an opened result': {
      address: `${results}&result=${single.resultId}`,
      within: '#opened-result',
      ...own,
    },
    'the chat beside results': {
      address: results,
      open: async (page) => {
        await page.getByRole('link', { name: 'Ask your model' }).click();
        await page.getByRole('button', { name: 'New conversation' }).waitFor();
      },
      within: 'aside[aria-label="Chat"]',
      ...own,
    },
    chat: { address: `${STEPS}/chat`, ...own },
    export: { address: `${STEPS}/export`, ...own },
    'a session that has ended': { address: BATCH, sessionId: `demo-${'x'.repeat(43)}` },
    'no page': { address: '/nonsense' },
  };
});
afterAll(async () => {
  await Promise.all([tuned?.close(), base?.close()]);
  await server?.close();
});

async function connect() {
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl: tuned.url,
    modelId: 'tuned-model',
    modelName: 'My fine-tune',
  });
  const client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate({});
  return { client, sessionId };
}

/** A fine-tune and its base, a run of each, and a blind vote on their answers. */
async function twoModels() {
  const { client, sessionId } = await connect();
  await client.connection.add.mutate({
    endpointUrl: base.url,
    modelId: 'base-model',
    role: 'baseline',
  });
  await client.session.testConnection.mutate({ role: 'baseline' });
  const { runs, comparisonId } = await client.batch.start.mutate({
    prompts: Array.from({ length: 32 }, (_, index) => ({ prompt: `Prompt ${index}?` })),
    models: ['candidate', 'baseline'],
  });
  const [candidate = '', baseline = ''] = runs.map(({ testRunId }) => testRunId);
  await Promise.all([isOver(client, candidate), isOver(client, baseline)]);
  const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
  return { sessionId, candidate, baseline, comparisonId, blindVoteId };
}

/** A run of which two calls are never answered. */
async function waitingRun() {
  const { client, sessionId } = await connect();
  const { id: testRunId } = await client.batch.start.mutate({
    prompts: [...prompts, { prompt: 'Wait.' }, { prompt: 'Wait for ever.' }],
  });
  return { sessionId, testRunId };
}

/** A run that is over, one of its results, and a suite. */
async function singleRun() {
  const { client, sessionId, testRunId } = await finishedRun(url, {
    endpointUrl: tuned.url,
    modelName: 'My fine-tune',
    prompts,
  });
  const [{ results }, suite] = await Promise.all([
    client.batch.results.query({ testRunId, limit: 1 }),
    client.suite.create.mutate({ name: 'Capitals', prompts }),
  ]);
  await client.chat.send.mutate({ content: 'Which answers were wrong?' });
  return { sessionId, testRunId, resultId: results[0]?.id, suiteId: suite.id };
}

async function isOver(client: ByomClient, testRunId: string) {
  await new Promise<void>((onComplete, onError) => {
    client.batch.onProgress.subscribe({ testRunId }, { onComplete, onError });
  });
}

/** In the order in which a person meets them. */
const names = [
  'welcome',
  'domain',
  'the model to be connected',
  'the connected model',
  'the setup of a run',
  'a running run',
  'results',
  'speed',
  'settings',
  'runs that were started together',
  'a comparison',
  'the list of runs',
  'a report',
  'a recipe',
  'a file to be imported',
  "a suite of one's own",
  'no blind vote',
  'a blind vote',
  'an opened result',
  'the chat beside results',
  'chat',
  'export',
  'a session that has ended',
  'no page',
];

describe.each([
  ['light', 1280],
  ['dark', 360],
] as const)('%s, %i pixels wide', (colorScheme, width) => {
  it.each(names)('%s', async (name) => {
    const visit = visits[name] as Visit;
    const { context, page, browserErrors } = await openWizard(browser, url, {
      colorScheme,
      viewport: { width, height: width === 360 ? 740 : 900 },
    });
    if (visit.sessionId) {
      const { sessionId: value } = visit;
      await context.addCookies([{ name: 'byom', value, url, httpOnly: true }]);
    }
    await page.goto(visit.address, {
      waitUntil: name === 'a running run' ? 'load' : 'networkidle',
    });
    await visit.open?.(page);
    expect(await tabWalkProblems(page, visit.within)).toEqual([]);
    await expectAccessible(page);
    expect(browserErrors).toEqual([]);
    await context.close();
  });
});
