/** Streams of REST: refused like anything else before they begin, resumed where they broke off. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
let server: TestServer;
let sessionId: string;

beforeAll(async () => {
  [server, fake] = await Promise.all([startTestServer('pglite'), startFakeModelServer()]);
  sessionId = await server.connect(fake.url);
});
afterAll(() => Promise.all([server.stop(), fake.close()]));

const startRun = async (prompts: number) => {
  const { json } = await server.rest('POST', '/batch-test', {
    session_id: sessionId,
    prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `Prompt ${index}?` })),
  });
  return json.test_run_id as string;
};

interface WireEvent {
  id: string | undefined;
  data: string;
}

/** What a stream has told until it ends, or until `isEnough`. */
async function follow(
  path: string,
  headers: Record<string, string> = {},
  isEnough: (events: WireEvent[]) => boolean = () => false,
): Promise<WireEvent[]> {
  const left = new AbortController();
  const response = await fetch(`${server.url}/api/demo/v2${path}`, {
    headers: { authorization: `Bearer ${sessionId}`, ...headers },
    signal: left.signal,
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const events: WireEvent[] = [];
  let rest = '';
  try {
    const decoder = new TextDecoder();
    for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) events.push({ id: /^id: (.*)$/m.exec(block)?.[1], data });
      }
      if (isEnough(events)) break;
    }
  } finally {
    left.abort();
  }
  return events;
}

const resultsOf = (events: WireEvent[]): { seq: number }[] =>
  events.filter(({ data }) => data !== '[DONE]').flatMap(({ data }) => JSON.parse(data).results);

it('a run is followed to its end, and by who comes back from where they were', async () => {
  fake.respond({ kind: 'answer', text: 'One two three', msPerChunk: 10 });
  const path = `/batch-test/progress?test_run_id=${await startRun(30)}`;
  const before = await follow(path, {}, (events) => resultsOf(events).length >= 3);
  const lastId = before.at(-1)?.id;
  expect(Number(lastId)).toBeGreaterThanOrEqual(3);

  const after = await follow(path, { 'last-event-id': String(lastId) });
  expect(after.at(-1)?.data).toBe('[DONE]');
  const seqs = [...resultsOf(before), ...resultsOf(after)].map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(JSON.parse(after.at(-2)?.data ?? '').run).toMatchObject({
    status: 'completed',
    completed_prompts: 30,
  });

  // The same by the address, for those who cannot send headers.
  const fromTheEnd = await follow(`${path}&last_event_id=30`);
  expect(resultsOf(fromTheEnd)).toEqual([]);
});

it('an answer of the stored conversation is followed to the letter', async () => {
  fake.respond({ kind: 'answer', text: 'Half of them were right.', msPerChunk: 20 });
  const asked = await server.rest('POST', '/chat', {
    session_id: sessionId,
    content: 'How many were right?',
  });
  const path = `/chat/${asked.json.answer.id}/progress`;
  const before = await follow(path, {}, (events) => events.length >= 2);
  const after = await follow(path, { 'last-event-id': String(before.at(-1)?.id) });
  const told = [...before, ...after].filter(({ data }) => data !== '[DONE]');
  const text = told.map(({ data }) => JSON.parse(data).delta).join('');
  const ended = JSON.parse(told.at(-1)?.data ?? '').ended;
  expect(text).toBe('Half of them were right.');
  expect(ended).toMatchObject({ content: text, status: 'complete' });
});

it.each([
  ['batch-test/progress?test_run_id=', 'run_not_found'],
  ['comparisons/:id/progress?', 'comparison_not_found'],
  ['chat/:id/progress?', 'message_not_found'],
])('%s says 404 for what does not exist, before anything is streamed', async (path, code) => {
  const id = crypto.randomUUID();
  const named = path.includes(':id') ? path.replace(':id', id) : path + id;
  const { status, json } = await server.rest('GET', `/${named}&session_id=${sessionId}`);
  expect([status, json.code]).toEqual([404, code]);
});

it('an event id that is none is refused by field', async () => {
  const path = `/batch-test/progress?test_run_id=${await startRun(1)}`;
  const response = await fetch(`${server.url}/api/demo/v2${path}`, {
    headers: { authorization: `Bearer ${sessionId}`, 'last-event-id': 'x' },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ field: 'last_event_id' });
});
