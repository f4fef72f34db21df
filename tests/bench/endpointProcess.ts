import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CallTiming } from '../support/fakeModelServer.main.ts';

/** What the model server does with each call; times in milliseconds. */
export interface EndpointScript {
  ttftMs?: number;
  /** Spreads the chunks between `ttftMs` and here. */
  latencyMs?: number;
  /** Most that both times grow by. */
  jitterMs?: number;
  /** One chunk a word. */
  text?: string;
  eventsPerWrite?: number;
  /** How many of them, all alike. */
  servers?: number;
}

export interface EndpointProcess {
  /** The base address; with several servers that of the first. */
  url: string;
  urls: string[];
  /** What its own clock says of each chat call so far. */
  timings(): Promise<CallTiming[]>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../support/fakeModelServer.main.ts', import.meta.url));

/** Starts the model server as a process of its own, so that its work is not ours. */
export async function startEndpointProcess(script: EndpointScript): Promise<EndpointProcess> {
  const { ttftMs, latencyMs, jitterMs, text, eventsPerWrite, servers = 1 } = script;
  const options = {
    ttft: ttftMs,
    latency: latencyMs,
    jitter: jitterMs,
    text,
    'events-per-write': eventsPerWrite,
    servers,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const child = spawn(
    process.execPath,
    [main, ...given.map(([name, value]) => `--${name}=${value}`)],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  let printed = '';
  for await (const bytes of child.stdout ?? []) {
    printed += bytes;
    const urls = printed.match(/http:\/\/[\w.:]+\/v1\n/g)?.map((line) => line.trim()) ?? [];
    const [url] = urls;
    if (url && urls.length === servers) return { url, urls, timings, stop };
  }
  throw new Error(`The model server did not start: ${printed}`);

  async function timings() {
    const answer = once(child, 'message');
    child.send('timings');
    return (await answer)[0] as CallTiming[];
  }

  async function stop() {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
}
