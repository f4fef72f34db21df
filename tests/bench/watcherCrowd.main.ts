/**
 * Many watchers of one event stream in a process of their own, each with its own connection. They
 * look at nothing but event ids, so that the server and not the crowd is what gets measured.
 */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { quantile } from './quantile.ts';

export type CrowdRequest =
  | { ask: 'join'; url: string; headers: Record<string, string>; watchers: number }
  /** Waits until every stream has ended. */
  | { ask: 'ended' }
  /** How long after `storedAt[seq - 1]` each watcher had number `seq`. */
  | { ask: 'delays'; storedAt: number[] }
  | { ask: 'leave' };

export interface Delays {
  p50: number;
  p95: number;
  p99: number;
  /** Watchers that did not get everything. */
  incomplete: number;
}

interface Watcher {
  socket: Socket;
  /** Event ids as they came, with the time of each. */
  ids: number[];
  times: number[];
  rest: string;
  joined: () => void;
  hasEnded: Promise<void>;
}

const JOIN_AT_ONCE = 50;
// One for all: a socket hands over what it has read before the next one reads.
const buffer = Buffer.alloc(256 * 1024);
let crowd: Watcher[] = [];

process.on('message', async (request: CrowdRequest) => {
  process.send?.((await answer(request)) ?? null);
});

async function answer(request: CrowdRequest): Promise<unknown> {
  switch (request.ask) {
    case 'join':
      crowd = [];
      while (crowd.length < request.watchers) {
        const group = Array.from({ length: JOIN_AT_ONCE }, () => join(request));
        await Promise.all(group.map(({ hasJoined }) => hasJoined));
        crowd.push(...group.map(({ watcher }) => watcher));
      }
      return;
    case 'ended':
      await Promise.all(crowd.map(({ hasEnded }) => hasEnded));
      return;
    case 'delays':
      return delays(request);
    case 'leave':
      for (const { socket } of crowd) socket.destroy();
      crowd = [];
  }
}

function join({ url, headers }: Extract<CrowdRequest, { ask: 'join' }>) {
  const { hostname, port, pathname, search, host } = new URL(url);
  const { promise: hasJoined, resolve: joined, reject } = Promise.withResolvers<void>();
  const { promise: hasEnded, resolve: ended } = Promise.withResolvers<void>();
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: {
      buffer,
      callback(bytes) {
        read(watcher, buffer.toString('latin1', 0, bytes), ended);
        return true;
      },
    },
  });
  const watcher: Watcher = { socket, ids: [], times: [], rest: '', joined, hasEnded };
  socket.on('error', reject).on('close', () => ended());
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return { watcher, hasJoined };
}

function read(watcher: Watcher, text: string, ended: () => void): void {
  const at = performance.timeOrigin + performance.now();
  const unread = watcher.rest + text;
  const line = /\nid: (\d+)\n/g;
  let from = Math.max(0, unread.length - 32);
  for (let match = line.exec(unread); match; match = line.exec(unread)) {
    watcher.ids.push(Number(match[1]));
    watcher.times.push(at);
    from = Math.max(from, line.lastIndex);
    watcher.joined();
  }
  watcher.rest = unread.slice(from);
  if (unread.includes('event: return')) ended();
}

function delays({ storedAt }: Extract<CrowdRequest, { ask: 'delays' }>): Delays {
  const all: number[] = [];
  let incomplete = 0;
  for (const { ids, times } of crowd) {
    let event = 0;
    for (const [index, storedAtMs] of storedAt.entries()) {
      while (event < ids.length && (ids[event] as number) <= index) event += 1;
      if (event < ids.length) all.push((times[event] as number) - storedAtMs);
    }
    if (ids.at(-1) !== storedAt.length) incomplete += 1;
  }
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((fraction) => quantile(all, fraction));
  return { p50, p95, p99, incomplete } as Delays;
}
