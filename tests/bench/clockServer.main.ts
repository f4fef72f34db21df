/**
 * A model server whose clock can be trusted: raw sockets and nothing to do but to answer. For each chat
 * call it notes when the request was in, when the first text was written, and when the last byte was.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { ReceivedChatBody } from '../support/fakeModel/callLog.ts';
import type { CallTiming } from '../support/fakeModelServer.main.ts';
import { seededRandom } from '../support/seededRandom.ts';

/** Its base address, or what it noted since it was last asked. */
export type ClockServerRequest = 'url' | 'timings';

interface HttpRequest {
  method: string;
  body: string;
  /** In bytes, head included. */
  length: number;
}

const { values } = parseArgs({
  options: {
    /** Milliseconds to the first text, and to the end. */
    ttft: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    /** Most milliseconds that either grows by, anew for each call, so that answers don't come in bursts. */
    jitter: { type: 'string', default: '0' },
  },
});
const jitterMs = Number(values.jitter);
const random = seededRandom(12);
let timings: CallTiming[] = [];

const frame = { id: 'chatcmpl-clock', object: 'chat.completion.chunk', created: 1, model: 'clock' };
const usage = { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 };
const streamHead = head('text/event-stream', 'transfer-encoding: chunked');
const firstText = chunk(event([delta({ role: 'assistant', content: 'The capital' })]));
const restOfText = event([delta({ content: ' of France is Paris.' })]) + event([delta({}, 'stop')]);
const ending = (usageEvent: string) =>
  `${chunk(`${restOfText}${usageEvent}data: [DONE]\n\n`)}0\r\n\r\n`;
const endings = { bare: ending(''), withUsage: ending(event([], { usage })) };

const server = createServer({ noDelay: true }, (socket) => {
  let unread: Buffer = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    const receivedAt = performance.now();
    unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    for (let request = firstRequest(unread); request; request = firstRequest(unread)) {
      unread = unread.subarray(request.length);
      // Not now: of requests that come together, each is to be noted before any is read.
      setImmediate(answer, socket, request, receivedAt);
    }
  });
});

const isListening = new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});

// Nobody needs it after the bench.
process.on('disconnect', () => process.exit());

process.on('message', async (request: ClockServerRequest) => {
  await isListening;
  if (request === 'url') {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    return;
  }
  process.send?.(timings);
  timings = [];
});

function answer(socket: Socket, request: HttpRequest, receivedAt: number): void {
  if (request.method === 'GET') {
    sendJson(socket, { object: 'list', data: [{ id: 'bench' }] });
    return;
  }
  const body = JSON.parse(request.body) as ReceivedChatBody;
  const ttftMs = Number(values.ttft) + jitterMs * random();
  const latencyMs = Math.max(ttftMs, Number(values.latency) + jitterMs * random());
  if (body.stream !== true) {
    const message = { role: 'assistant', content: 'The capital of France is Paris.' };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    at(receivedAt + latencyMs, () => {
      sendJson(socket, { ...frame, object: 'chat.completion', choices, usage });
    });
    return;
  }
  const prompt = String(body.messages?.at(-1)?.content);
  at(receivedAt + ttftMs, () => {
    const firstTextMs = performance.now() - receivedAt;
    socket.write(streamHead + firstText);
    at(receivedAt + latencyMs, () => {
      const lastByteMs = performance.now() - receivedAt;
      socket.write(body.stream_options?.include_usage ? endings.withUsage : endings.bare);
      timings.push({ prompt, firstTextMs, lastByteMs });
    });
  });
}

function at(dueAt: number, act: () => void): void {
  const leftMs = dueAt - performance.now();
  if (leftMs <= 0) act();
  else setTimeout(act, leftMs);
}

/** The first request in what has come, once all of it has. */
function firstRequest(unread: Buffer): HttpRequest | undefined {
  const headEnd = unread.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const lines = unread.toString('latin1', 0, headEnd);
  const [method = ''] = lines.split(' ', 1);
  const bodyStart = headEnd + 4;
  const length = bodyStart + Number(/\ncontent-length: *(\d+)/i.exec(lines)?.[1] ?? 0);
  if (/\ntransfer-encoding:/i.test(lines))
    throw new Error('Only bodies of a known length are read.');
  if (unread.length < length) return undefined;
  return { method, body: unread.toString('utf8', bodyStart, length), length };
}

function sendJson(socket: Socket, json: object): void {
  const text = JSON.stringify(json);
  socket.write(head('application/json', `content-length: ${Buffer.byteLength(text)}`) + text);
}

function head(contentType: string, framing: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\nkeep-alive: timeout=120\r\n${framing}\r\n\r\n`;
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function event(choices: object[], more: object = {}): string {
  return `data: ${JSON.stringify({ ...frame, choices, ...more })}\n\n`;
}

function delta(content: object, finishReason: string | null = null): object {
  return { index: 0, delta: content, finish_reason: finishReason };
}
