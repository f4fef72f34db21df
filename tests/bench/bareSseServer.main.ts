/** The least that can send events to many: Node's HTTP server, a set of responses, and a loop. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';

/** Events with the time at which each is due, milliseconds since the epoch. */
export type Replay = { dueAt: number; text: string }[];

const watchers = new Set<ServerResponse>();

const server = createServer((_req, res) => {
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  res.write('event: connected\ndata: {}\n\n\ndata: {}\nid: 0\n\n\n');
  watchers.add(res);
  res.on('close', () => watchers.delete(res));
});

process.on('message', async (replay: Replay) => {
  for (const { dueAt, text } of replay) {
    const now = performance.timeOrigin + performance.now();
    if (dueAt > now) await new Promise((resolve) => setTimeout(resolve, dueAt - now));
    const bytes = Buffer.from(text);
    for (const res of watchers) res.write(bytes);
  }
  for (const res of watchers) res.end('event: return\ndata: \n\n\n');
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
