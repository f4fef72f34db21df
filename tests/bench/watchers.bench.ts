/**
 * A thousand watchers of one run, each with a connection of its own, in a process of their own: how
 * long from stored to received, and what a watcher costs in memory. A bare Node server of
 * server-sent events then sends the same bytes at the same moments to the same crowd; what it takes
 * is what the machine takes, and the rest is ours.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import superjson from 'superjson';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import type { Replay } from './bareSseServer.main.ts';
import type { BenchByom, BenchContext, Row } from './bench.ts';
import { probed, readUsage } from './usage.ts';
import type { CrowdRequest, Delays } from './watcherCrowd.main.ts';

const WATCHERS = 1_000;
const ROUNDS = 3;
/** Thirty results a second, unevenly. */
const RUN = { prompts: 300, concurrency: 10, latencyMs: 150, jitterMs: 300 };

export async function* benchWatchers(context: BenchContext): AsyncGenerator<Row> {
  const crowd = startCrowd();
  const endpoint = await startFakeModelServer();
  try {
    for (const engine of ['pglite', 'postgres'] as const) {
      const byom = await context.startByom(engine);
      try {
        // A server that has just started runs uncompiled code.
        await timeRun(crowd, byom, endpoint, 100, 100);
        yield await benchMemory(crowd, byom, endpoint, engine);
        yield await benchDelay(crowd, byom, endpoint, engine);
      } finally {
        await byom.stop();
      }
    }
  } finally {
    await Promise.all([crowd.stop(), endpoint.close()]);
  }
}

/** Watchers of a run that has nothing new, so that only being there is counted. */
async function benchMemory(
  crowd: Crowd,
  byom: BenchByom,
  endpoint: FakeModelServer,
  engine: string,
): Promise<Row> {
  const bare = await startBareServer();
  try {
    const { request, cancel } = await startRun(byom, endpoint, 1);
    const ours = await costOfJoining(crowd, byom.process, request);
    await crowd.ask({ ask: 'leave' });
    await cancel();
    const theirs = await costOfJoining(crowd, bare.process, { url: bare.url, headers: {} });
    await crowd.ask({ ask: 'leave' });
    return {
      name: `memory a watcher, ${engine}`,
      kib: ours.objects,
      detail:
        `resident ${ours.resident.toFixed(1)} KiB; ` +
        `a bare server ${theirs.objects.toFixed(1)}, resident ${theirs.resident.toFixed(1)} KiB`,
      aim: 40,
    };
  } finally {
    await bare.stop();
  }
}

async function costOfJoining(crowd: Crowd, server: ChildProcess, request: WatchRequest) {
  const before = await readUsage(server);
  await crowd.ask({ ask: 'join', ...request, watchers: WATCHERS });
  await pause(500);
  const after = await readUsage(server);
  const kibEach = (bytes: number) => bytes / WATCHERS / 1024;
  return {
    objects: kibEach(after.objectBytes - before.objectBytes),
    resident: kibEach(after.residentBytes - before.residentBytes),
  };
}

async function benchDelay(
  crowd: Crowd,
  byom: BenchByom,
  endpoint: FakeModelServer,
  engine: string,
): Promise<Row> {
  const unwatched = await timeRun(crowd, byom, endpoint, RUN.prompts, 0);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await timeRun(crowd, byom, endpoint, RUN.prompts, WATCHERS);
    const bare = await timeReplay(crowd, ours.replay);
    const events = ours.replay.length;
    rounds.push({
      ours,
      bare,
      ratio: ours.delays.p99 / bare.delays.p99,
      cpuMs: (ours.cpuMs - unwatched.cpuMs) / events,
      bareCpuMs: bare.cpuMs / events,
    });
  }
  rounds.sort((one, other) => one.ratio - other.ratio);
  const median = rounds[(ROUNDS - 1) / 2] as (typeof rounds)[number];
  const told = ({ p50, p95, p99 }: Delays) => [p50, p95, p99].map(Math.round).join('/');
  return {
    name: `p99 from stored to received by ${WATCHERS} watchers, ${engine}`,
    ratio: median.ratio,
    detail:
      `p50/p95/p99 ${told(median.ours.delays)} ms against ${told(median.bare.delays)} ms of a bare ` +
      `server; ${median.cpuMs.toFixed(1)} ms of CPU an event against ${median.bareCpuMs.toFixed(1)}`,
    aim: 2,
  };
}

interface Timed {
  delays: Delays;
  /** Milliseconds of CPU that the server used meanwhile. */
  cpuMs: number;
}

/** Runs prompts that `watchers` look at. */
async function timeRun(
  crowd: Crowd,
  byom: BenchByom,
  endpoint: FakeModelServer,
  prompts: number,
  watchers: number,
): Promise<Timed & { replay: Replay }> {
  const { request, answer } = await startRun(byom, endpoint, prompts);
  const tap = tapEvents(request);
  await crowd.ask({ ask: 'join', ...request, watchers });
  const before = await readUsage(byom.process);
  answer();
  await crowd.ask({ ask: 'ended' });
  const events = await tap;
  const after = await readUsage(byom.process);

  const results = events.flatMap(({ results }) => results);
  const storedAt = results.map(({ createdAt }) => createdAt.getTime());
  if (storedAt.length !== prompts) throw new Error(`The tap got ${storedAt.length} results.`);
  const delays = await crowd.ask<Delays>({ ask: 'delays', storedAt });
  if (delays.incomplete > 0) throw new Error(`${delays.incomplete} watchers missed results.`);
  const counted = events.filter(({ lastSeq }) => lastSeq > 0);
  return {
    delays,
    cpuMs: after.cpuMs - before.cpuMs,
    replay: counted.map(({ text, results, receivedAt }) => ({
      dueAt: results.at(-1)?.createdAt.getTime() ?? receivedAt,
      text,
    })),
  };
}

/** The same bytes at the same moments, from a bare server. */
async function timeReplay(crowd: Crowd, replay: Replay): Promise<Timed> {
  const bare = await startBareServer();
  try {
    await crowd.ask({ ask: 'join', url: bare.url, headers: {}, watchers: WATCHERS });
    const before = await readUsage(bare.process);
    const shiftMs =
      performance.timeOrigin + performance.now() + 500 - Math.min(...replay.map((e) => e.dueAt));
    const shifted = replay.map(({ dueAt, text }) => ({ dueAt: dueAt + shiftMs, text }));
    bare.process.send(shifted satisfies Replay);
    await crowd.ask({ ask: 'ended' });
    const after = await readUsage(bare.process);
    const storedAt: number[] = [];
    for (const { dueAt, text } of shifted) {
      const lastSeq = Number(/\nid: (\d+)/.exec(text)?.[1]);
      while (storedAt.length < lastSeq) storedAt.push(dueAt);
    }
    const delays = await crowd.ask<Delays>({ ask: 'delays', storedAt });
    return { delays, cpuMs: after.cpuMs - before.cpuMs };
  } finally {
    await bare.stop();
  }
}

interface WatchRequest {
  url: string;
  headers: Record<string, string>;
}

/** Starts a run whose prompts are not answered until `answer` is called. */
async function startRun(byom: BenchByom, endpoint: FakeModelServer, prompts: number) {
  endpoint.reset();
  const { sessionId } = await byom
    .client()
    .session.create.mutate({ endpointUrl: endpoint.url, modelId: 'bench' });
  const client = byom.client(sessionId);
  await client.session.testConnection.mutate();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  endpoint.respond(async ({ id }) => {
    await mayAnswer;
    // Times that look random and are the same in each run.
    const share = ((id * 7_919) % 1_000) / 1_000;
    return { kind: 'answer', latencyMs: RUN.latencyMs + RUN.jitterMs * share };
  });
  const { id: testRunId } = await client.batch.start.mutate({
    prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `Prompt ${index}` })),
    // Ten times what the crowd was ever seen to take for joining.
    config: { concurrency: RUN.concurrency, adaptive: false, timeoutMs: 120_000 },
  });
  const input = JSON.stringify(superjson.serialize({ testRunId }));
  return {
    request: {
      url: `${byom.url}/trpc/batch.onProgress?input=${encodeURIComponent(input)}`,
      headers: { authorization: `Bearer ${sessionId}`, accept: 'text/event-stream' },
    },
    answer,
    cancel: () => client.batch.cancel.mutate({ testRunId }),
  };
}

interface TappedEvent {
  /** As it was sent. */
  text: string;
  /** Milliseconds since the epoch. */
  receivedAt: number;
  lastSeq: number;
  results: { createdAt: Date }[];
}

/** One more watcher, who keeps what is sent. */
async function tapEvents({ url, headers }: WatchRequest): Promise<TappedEvent[]> {
  const events: TappedEvent[] = [];
  const [answer] = (await once(get(url, { headers }), 'response')) as [IncomingMessage];
  let unread = '';
  for await (const piece of answer.setEncoding('utf8')) {
    const receivedAt = performance.timeOrigin + performance.now();
    const texts = (unread + piece).split('\n\n\n');
    unread = texts.pop() ?? '';
    for (const text of texts) {
      const data = /^data: (.*)\nid: /.exec(text)?.[1];
      if (!data) continue;
      const event = superjson.parse<Pick<TappedEvent, 'lastSeq' | 'results'>>(data);
      events.push({ ...event, text: `${text}\n\n\n`, receivedAt });
    }
  }
  return events;
}

interface Crowd {
  ask<Answer>(request: CrowdRequest): Promise<Answer>;
  stop(): Promise<unknown>;
}

function startCrowd(): Crowd {
  const child = fork(fileURLToPath(new URL('./watcherCrowd.main.ts', import.meta.url)));
  return {
    async ask<Answer>(request: CrowdRequest) {
      const answer = once(child, 'message');
      child.send(request);
      return (await answer)[0] as Answer;
    },
    stop: () => end(child),
  };
}

async function startBareServer() {
  const child = fork(fileURLToPath(new URL('./bareSseServer.main.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: probed,
  });
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  const url = /http:\S+/.exec(String(line))?.[0];
  if (!url) throw new Error(`The bare server did not start: ${line}`);
  return { url, process: child, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
