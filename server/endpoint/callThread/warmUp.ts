/**
 * Runs the code paths of a call until they are compiled, so that the first call that counts is measured
 * like any later one. The answers come from a socket of this thread on the loopback address, which is
 * closed again (docs/decisions/0025).
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openModelClient } from '../modelClient.ts';

const ROUNDS = 16;
const CALLS_AT_ONCE = 16;
/** A machine that is so slow is better served by late compilation than by a late start. */
const MAX_MS = 2_000;

/** Resolves when all is compiled, and also when that fails or takes too long. */
export async function warmUp(): Promise<void> {
  const server = createServer(answerRequests);
  const client = openModelClient({ allowLocalhost: true });
  try {
    await Promise.race([callRepeatedly(), pause(MAX_MS, undefined, { ref: false })]);
  } catch {
    // A thread that cannot be warmed works all the same.
  } finally {
    await client.close();
    server.close();
  }

  async function callRepeatedly(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const call = () =>
      client.call({
        endpoint: {
          endpointUrl: `http://127.0.0.1:${port}/v1/chat/completions`,
          modelId: 'warm-up',
          adaptations: {},
        },
        // Long enough to be looked for in the answer, as a real one is.
        apiKey: 'warm-up-key-0123456789',
        owner: 'warm-up',
        messages: [{ role: 'user', content: 'Warm up.' }],
        maxTokens: 64,
        temperature: 0,
        stream: true,
        timeoutMs: MAX_MS,
      });
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, call));
    }
  }
}

function answerRequests(socket: Socket): void {
  let received = '';
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (headEnd === -1 || received.length < headEnd + 4 + length) return;
    received = '';
    socket.write(HEAD + chunk(event({ role: 'assistant', content: '' })));
    for (const content of ['Being ', 'warm ', 'is ', 'half ', 'the ', 'answer.']) {
      setImmediate(() => socket.write(chunk(event({ content }))));
    }
    setImmediate(() => socket.write(`${chunk(LAST)}0\r\n\r\n`));
  });
}

const HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

const LAST = `${event({}, 'stop')}data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7}}\n\ndata: [DONE]\n\n`;

function event(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const payload = { id: 'warm-up', object: 'chat.completion.chunk', model: 'warm-up', choices };
  return `data: ${JSON.stringify(payload)}\n\n`;
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
