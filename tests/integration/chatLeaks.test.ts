/** Clients of REST's chat that leave in the middle of an answer leave nothing behind, however many they are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { heldObjects, openSockets, probedForObjects } from '../support/heldObjects.ts';
import { serverApi } from '../support/serverApi.ts';
import { copyTemplate } from '../support/testDatabase.ts';

const CYCLES = 1_000;
const TIMEOUT_MS = 300_000;
/** After which pools, caches and compiled code are as large as they get. */
const CYCLES_BEFORE = 300;
const AT_ONCE = 10;
const THREADS = ['main', 'model calls'];
const MAX_HEAP_GROWTH = 5 * 1_024 * 1_024;
/** A listener that each client left would make as many as there were cycles. */
const MAX_MORE_FUNCTIONS = CYCLES / 4;
/** Connections that are kept for the next call. */
const MAX_MORE_SOCKETS = 2 * AT_ONCE;

let byom: ByomProcess;
let fake: FakeModelServer;
beforeAll(async () => {
  fake = await startFakeModelServer();
  byom = startByomProcess(
    { DATABASE_URL: await copyTemplate(), LOG_LEVEL: 'error', DEMO_RATE_LIMIT_FACTOR: '1000' },
    probedForObjects,
  );
  await byom.ready;
});
afterAll(async () => {
  await byom?.end('SIGKILL');
  await fake?.close();
});

it(
  'after a thousand of them no more sockets, listeners and objects are held, and every call has ended',
  async () => {
    const { url, connect } = serverApi(await byom.ready);
    const sessionId = await connect(fake.url);

    async function leaveInTheMiddle() {
      const leave = new AbortController();
      const response = await fetch(`${url}/api/demo/v2/atlas`, {
        method: 'POST',
        signal: leave.signal,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          session_id: sessionId,
          messages: [{ role: 'user', content: 'Tell me.' }],
        }),
      });
      await readUntil(response, 'word');
      leave.abort();
    }
    async function heldAfter(cycles: number) {
      fake.reset();
      fake.respond({ kind: 'answer', text: 'word '.repeat(2_000), latencyMs: 60_000 });
      let left = cycles;
      const client = async () => {
        while (left-- > 0) await leaveInTheMiddle();
      };
      await Promise.all(Array.from({ length: AT_ONCE }, client));
      await fake.until((calls) => calls.every(({ outcome }) => outcome === 'aborted'), 5_000);
      expect(fake.chatCalls).toHaveLength(cycles);
      return heldObjects(byom, THREADS);
    }

    const before = await heldAfter(CYCLES_BEFORE);
    const socketsBefore = (await openSockets(byom)) ?? 0;
    const after = await heldAfter(CYCLES);
    for (const [index, { thread, heapBytes, functions }] of after.entries()) {
      const earlier = before[index];
      const growth = heapBytes - (earlier?.heapBytes ?? 0);
      expect(growth, `growth of the heap of ${thread}`).toBeLessThan(MAX_HEAP_GROWTH);
      const more = functions - (earlier?.functions ?? 0);
      expect(more, `functions more in ${thread}`).toBeLessThan(MAX_MORE_FUNCTIONS);
    }
    const moreSockets = async () => ((await openSockets(byom)) ?? 0) - socketsBefore;
    await expect.poll(moreSockets, { timeout: 10_000 }).toBeLessThanOrEqual(MAX_MORE_SOCKETS);
    await expect
      .poll(() => fake.openSockets, { timeout: 10_000 })
      .toBeLessThanOrEqual(MAX_MORE_SOCKETS);
    expect(byom.output()).not.toContain('MaxListenersExceededWarning');
  },
  TIMEOUT_MS,
);

/** @throws when the stream ends before */
async function readUntil(response: Response, text: string): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  while (!read.includes(text)) {
    const piece = await reader?.read();
    if (!piece || piece.done) throw new Error(`It ended early: ${response.status} ${read}`);
    read += piece.value;
  }
}
