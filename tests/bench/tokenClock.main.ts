/**
 * An endpoint whose tokens are the time at which each is written, in microseconds of the machine's
 * monotonic clock: whoever reads one, in whichever process, knows how long it was under way. With
 * `--relay=<address>` it is instead the least that can stand between: it passes on what comes.
 */
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    relay: { type: 'string' },
    ttft: { type: 'string', default: '50' },
    pace: { type: 'string', default: '10' },
    tokens: { type: 'string', default: '20' },
  },
});
const ttftMs = Number(values.ttft);
const paceMs = Number(values.pace);
const tokens = Number(values.tokens);
const agent = new Agent({ keepAlive: true });

const server = createServer({ keepAliveTimeout: 120_000 }, (req, res) => {
  if (values.relay) {
    const upstream = request(values.relay + req.url, {
      agent,
      method: req.method,
      headers: req.headers,
    });
    upstream.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(upstream);
    return;
  }
  let body = '';
  req.setEncoding('utf8').on('data', (piece) => {
    body += piece;
  });
  req.on('end', () => void answer(body, res));
});

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});

async function answer(body: string, res: ServerResponse): Promise<void> {
  if (body === '') return void res.end('{"object":"list","data":[]}');
  // Prompts of a run are answered at once; questions about results as a model would.
  const isQuestion = body.includes('QUICK METRICS');
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.flushHeaders();
  const startedAt = performance.now();
  for (let index = 0; index < (isQuestion ? tokens : 3); index++) {
    const due = startedAt + ttftMs + index * paceMs;
    if (isQuestion) await pause(Math.max(0, due - performance.now()));
    const content = `${process.hrtime.bigint() / 1_000n} `;
    res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
  }
  res.end('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
}
