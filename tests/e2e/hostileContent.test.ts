/**
 * What a hostile model says, shown in a real browser: as answers, reasoning, error messages and model
 * names, in the results and in the chat. Each page is opened twice: as it is, and without its
 * content security policy, so that what renders the text is proved by itself.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { hostileHtml, hostileTexts } from '../support/hostileMarkdown.ts';
import { startWizardServer, type WizardServer } from '../support/wizardServer.ts';
import { askInChat, openWizard } from '../support/wizardSteps.ts';

const QUESTIONS_PER_SESSION = 20;

let browser: Browser;
let server: WizardServer;
let fake: FakeModelServer;
let url: string;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [server, fake] = await Promise.all([startWizardServer(), startFakeModelServer()]);
  ({ url, browser } = server);
});
afterAll(async () => {
  await fake?.close();
  await server?.close();
});
afterEach(async () => {
  await context?.close();
  fake.reset();
});

const policies = [
  { name: 'with its content security policy', bypassCSP: false },
  { name: 'without its content security policy', bypassCSP: true },
];

/** A model whose names are hostile as well. */
async function connect(names = '<b>model</b>') {
  const create = createByomClient({ baseUrl: url }).session.create;
  const modelName = names.slice(0, 200).toWellFormed();
  const { sessionId } = await create.mutate({ endpointUrl: fake.url, modelId: names, modelName });
  const client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate();
  return { client, sessionId };
}

/** Opens an empty page and watches for what a hostile text may achieve in it. */
async function openWatched(bypassCSP: boolean) {
  const wizard = await openWizard(browser, url, { bypassCSP });
  const { page, browserErrors } = wizard;
  context = wizard.context;
  const foreign: string[] = [];
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`)) {
      foreign.push(request.url());
    }
  });
  const opened: string[] = [];
  page.on('dialog', (dialog) => dialog.dismiss());
  page.on('dialog', (dialog) => opened.push(dialog.message()));
  page.on('popup', (popup) => opened.push(popup.url()));
  return {
    page,
    signIn: (sessionId: string) =>
      wizard.context.addCookies([{ name: 'byom', value: sessionId, url, httpOnly: true }]),
    async expectHarmless() {
      expect(await page.evaluate(strangeParts)).toEqual([]);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect({ foreign, opened, browserErrors }).toEqual({
        foreign: [],
        opened: [],
        browserErrors: [],
      });
      expect(new URL(page.url()).origin).toBe(new URL(url).origin);
    },
  };
}

/** Runs in the page: whatever no component of ours would put there. */
function strangeParts(): string[] {
  const forbidden =
    'script:not([nonce]), img, picture, iframe, frame, object, embed, base, video, audio, source, ' +
    'math, style, template, marquee, portal, area, map, [srcdoc], [ping], [formaction], [style*="url("]';
  const strange = [...document.querySelectorAll(`main :is(${forbidden})`)];
  for (const element of document.querySelectorAll('main *')) {
    const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'));
    if (handlers.length > 0) strange.push(element);
    if (element instanceof HTMLAnchorElement && element.hasAttribute('href')) {
      const isOurs = element.origin === location.origin;
      const isOutside =
        ['http:', 'https:', 'mailto:'].includes(element.protocol) &&
        element.target === '_blank' &&
        element.rel === 'noopener noreferrer nofollow';
      if (!isOurs && !isOutside) strange.push(element);
    }
  }
  return strange.map((element) => element.outerHTML.slice(0, 200));
}

/** Runs in the page: all a reader does without meaning to follow a link. */
function touchAllLinks(): void {
  for (const link of document.querySelectorAll<HTMLElement>('article a')) {
    link.focus();
    for (const type of ['pointerover', 'mouseover', 'mouseenter', 'touchstart']) {
      link.dispatchEvent(new Event(type, { bubbles: true }));
    }
  }
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

async function ask(client: ByomClient, content: string) {
  const { answer } = await client.chat.send.mutate({ content });
  await new Promise<void>((resolve, reject) => {
    client.chat.onToken.subscribe(
      { messageId: answer.id },
      { onComplete: resolve, onError: reject },
    );
  });
}

it('in the result table: answers, reasoning, errors and names', async () => {
  const { client, sessionId } = await connect(hostileHtml.join(' ').slice(0, 300));
  fake.respond(({ prompt }) => {
    const [, kind, index] = /^(answer|error) (\d+)$/.exec(prompt) ?? [];
    if (kind === 'answer') {
      const text = hostileTexts[Number(index)] ?? '';
      return { kind: 'answer', text, reasoning: text };
    }
    const message = hostileHtml[Number(index)] ?? '';
    return { kind: 'error', status: 400, body: { error: { message, type: message } } };
  });
  const prompts = [
    ...hostileTexts.map((text, index) => ({
      prompt: `answer ${index}`,
      category: text.slice(0, 90),
    })),
    ...hostileHtml.map((_, index) => ({ prompt: `error ${index}` })),
  ].map(({ category, ...prompt }: { prompt: string; category?: string }) =>
    category && /^\P{Cc}+$/u.test(category) && category.isWellFormed()
      ? { ...prompt, category }
      : prompt,
  );
  const run = await client.batch.start.mutate({
    prompts,
    config: { concurrency: 16, delayMs: 0, adaptive: false, maxRetries: 0 },
  });
  await new Promise<void>((resolve, reject) => {
    client.batch.onProgress.subscribe(
      { testRunId: run.id },
      { onComplete: resolve, onError: reject },
    );
  });

  for (const { bypassCSP } of policies) {
    const { page, signIn, expectHarmless } = await openWatched(bypassCSP);
    await signIn(sessionId);
    for (let number = 1; number <= Math.ceil(prompts.length / 50); number += 1) {
      await page.goto(`/demo/test-model/batch?run=${run.id}&page=${number}`);
      await openAll(page);
      await expectHarmless();
    }
    // Each of them opened, one after the other.
    await page.goto(`/demo/test-model/batch?run=${run.id}&open=first`, {
      waitUntil: 'networkidle',
    });
    const opened = page.getByRole('complementary', { name: 'Opened result' });
    for (let number = 1; number <= prompts.length; number += 1) {
      await opened.getByText(`${number} of ${prompts.length}`, { exact: true }).waitFor();
      await openAll(page);
      await page.keyboard.press('j');
    }
    await expectHarmless();
    await context?.close();
  }
});

it('in the chat: answers, reasoning, errors and names', async () => {
  const sessions = await Promise.all(
    Array.from(
      { length: Math.ceil(hostileTexts.length / QUESTIONS_PER_SESSION) },
      async (_, index) => ({
        ...(await connect(hostileHtml[index])),
        texts: hostileTexts.slice(
          index * QUESTIONS_PER_SESSION,
          (index + 1) * QUESTIONS_PER_SESSION,
        ),
      }),
    ),
  );
  fake.respond(({ prompt }) => {
    const text = hostileTexts[Number(prompt)] ?? '';
    if (Number(prompt) % 10 !== 9) return { kind: 'answer', text, reasoning: text };
    return { kind: 'error-in-stream', after: text, error: { error: { message: text } } };
  });
  await Promise.all(
    sessions.map(async ({ client, texts }) => {
      for (const text of texts) await ask(client, `${hostileTexts.indexOf(text)}`);
    }),
  );

  for (const { bypassCSP } of policies) {
    const { page, signIn, expectHarmless } = await openWatched(bypassCSP);
    for (const { sessionId, texts } of sessions) {
      await signIn(sessionId);
      await page.goto('/demo/test-model/chat');
      expect(await page.getByRole('article').count()).toBe(texts.length);
      await openAll(page);
      await page.evaluate(touchAllLinks);
      await expectHarmless();
    }
    await context?.close();
  }
});

it.each(policies)('in the chat while it streams, $name', async ({ bypassCSP }) => {
  const { sessionId } = await connect();
  const { page, signIn, expectHarmless } = await openWatched(bypassCSP);
  await signIn(sessionId);
  // What swallows all that follows would keep the rest from being tried.
  const texts = hostileTexts.filter((text) => !/^<[!?]|^<(script|style|template)/i.test(text));
  fake.respond({ kind: 'answer', text: `${texts.join('\n\n')}\n\nthe very end`, chunkChars: 7 });
  await page.goto('/demo/test-model/chat');
  await askInChat(page, 'Do your worst.');
  await page.getByRole('article').getByText('the very end').waitFor({ timeout: 30_000 });
  await expectHarmless();
});
