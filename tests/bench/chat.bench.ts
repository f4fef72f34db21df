/**
 * What we add to a conversation: time to first token from the moment that the question is sent, and
 * delay of each token, against the same call made directly and through the least relay, in turns.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type BenchByom, type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { benchLongChat } from './chatLong.ts';
import { askAtlas, askByom, askEndpoint, type Timing } from './chatRaces.ts';
import { quantile } from './quantile.ts';
import { connectBench, untilOver } from './timedRun.ts';

/** Results that each session has to talk about. */
const RESULTS = { alone: 200, together: 20 };
const ROUNDS_ALONE = 100;
const together = [
  { conversations: 16, rounds: 4, tokens: 40, paceMs: 20 },
  { conversations: 100, rounds: 2, tokens: 60, paceMs: 25 },
];
/** The most that we want, in milliseconds: added to a direct call, and a latest first token too late. */
const aims = {
  postgres: { addedMedian: 3, addedP99: 10, latestOf100: 150 },
  pglite: { addedMedian: 5, addedP99: 15, latestOf100: 400 },
};
/** The most that the delay of a token, p99, may be of that of the least relay. */
const AIM_OVER_RELAY = 2;

/** Names the part with thousands of results. */
const LONG = 'long';

export async function* benchChat(context: BenchContext, parts: string[]): AsyncGenerator<Row> {
  const engineParts = parts.filter((part) => part !== LONG);
  for (const engine of enginesIn(engineParts)) {
    const byom = await context.startByom(engine);
    try {
      if (!parts.includes(LONG)) {
        yield* await alone(byom, engine);
        for (const load of together) yield* await atOnce(byom, engine, load);
      }
      yield* await withEndpoint({ ttft: 50, pace: 5, tokens: 5 }, ({ endpoint }) =>
        benchLongChat(byom, engine, endpoint),
      );
    } finally {
      await byom.stop();
    }
  }
}

async function alone(byom: BenchByom, engine: Engine): Promise<Row[]> {
  return withEndpoint({ ttft: 50, pace: 5, tokens: 20 }, async ({ endpoint, relay }) => {
    const sessionId = await sessionWithResults(byom, endpoint, RESULTS.alone);
    const ways = {
      direct: () => askEndpoint(endpoint),
      relay: () => askEndpoint(relay),
      byom: () => askByom(byom.url, sessionId),
      atlas: () => askAtlas(byom.url, sessionId),
    };
    const timings = { direct: [], relay: [], byom: [], atlas: [] } as Record<
      keyof typeof ways,
      Timing[]
    >;
    for (let round = -10; round < ROUNDS_ALONE; round++) {
      for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
        const timing = await ways[way]();
        if (round >= 0) timings[way].push(timing);
      }
    }
    const ttft = (way: keyof typeof ways) => timings[way].map(({ ttftMs }) => ttftMs);
    const direct = quantile(ttft('direct'), 0.5);
    const added = (way: keyof typeof ways, fraction: number) =>
      quantile(ttft(way), fraction) - direct;
    const delays = (way: keyof typeof ways) => timings[way].flatMap(({ delaysMs }) => delaysMs);
    const delayP99 = (way: keyof typeof ways) => quantile(delays(way), 0.99);
    const name = (figure: string) => `${engine}, 1 conversation: ${figure}`;
    const detail = `${RESULTS.alone} results; direct ${direct.toFixed(2)} ms, the least relay adds ${added('relay', 0.5).toFixed(2)} ms`;
    return [
      {
        name: name('added TTFT, median'),
        errorMs: added('byom', 0.5),
        detail,
        aim: aims[engine].addedMedian,
      },
      {
        name: name('added TTFT, p99'),
        errorMs: added('byom', 0.99),
        detail,
        aim: aims[engine].addedP99,
      },
      { name: name('added TTFT of REST, median'), errorMs: added('atlas', 0.5), detail },
      {
        name: name("token delay, p99, over the least relay's"),
        ratio: delayP99('byom') / delayP99('relay'),
        detail: `${delayP99('byom').toFixed(2)} ms over ${delayP99('relay').toFixed(2)} ms; medians ${quantile(delays('byom'), 0.5).toFixed(2)} and ${quantile(delays('relay'), 0.5).toFixed(2)}`,
        aim: AIM_OVER_RELAY,
      },
    ];
  });
}

async function atOnce(
  byom: BenchByom,
  engine: Engine,
  { conversations, rounds, tokens, paceMs }: (typeof together)[number],
): Promise<Row[]> {
  return withEndpoint({ ttft: 50, pace: paceMs, tokens }, async ({ endpoint, relay }) => {
    const sessions = await Promise.all(
      Array.from({ length: conversations }, () =>
        sessionWithResults(byom, endpoint, RESULTS.together),
      ),
    );
    const ours: Timing[] = [];
    const relayed: Timing[] = [];
    for (let round = 0; round < rounds; round++) {
      relayed.push(...(await Promise.all(sessions.map(() => askEndpoint(relay)))));
      ours.push(...(await Promise.all(sessions.map((id) => askByom(byom.url, id)))));
    }
    const delays = (timings: Timing[]) => timings.flatMap(({ delaysMs }) => delaysMs);
    const ttft = (timings: Timing[], fraction = 0.5) =>
      quantile(
        timings.map(({ ttftMs }) => ttftMs),
        fraction,
      );
    const name = (figure: string) => `${engine}, ${conversations} conversations: ${figure}`;
    const median = (timings: Timing[]) => quantile(delays(timings), 0.5).toFixed(2);
    const p99 = (timings: Timing[]) => quantile(delays(timings), 0.99);
    return [
      {
        name: name('the latest token'),
        errorMs: Math.max(...delays(ours)),
        detail: `relay ${Math.max(...delays(relayed)).toFixed(2)} ms; medians ${median(ours)} and ${median(relayed)}, ${delays(ours).length} tokens`,
        aim: 100,
      },
      {
        name: name("token delay, p99, over the least relay's"),
        ratio: p99(ours) / p99(relayed),
        detail: `${p99(ours).toFixed(2)} ms over ${p99(relayed).toFixed(2)} ms`,
        aim: AIM_OVER_RELAY,
      },
      {
        name: name('TTFT beyond that of the relay, median'),
        errorMs: ttft(ours) - ttft(relayed),
        detail: 'all questions are asked in the same moment',
      },
      {
        name: name("the latest first token, beyond the relay's median TTFT"),
        errorMs: ttft(ours, 1) - ttft(relayed),
        detail: `latest after ${ttft(ours, 1).toFixed(2)} ms, the relay's after ${ttft(relayed, 1).toFixed(2)} ms; it writes the first after 50 ms`,
        aim: conversations === 100 ? aims[engine].latestOf100 : undefined,
      },
    ];
  });
}

async function sessionWithResults(
  byom: BenchByom,
  endpoint: string,
  results: number,
): Promise<string> {
  const { client, sessionId } = await connectBench(byom, endpoint);
  const prompts = Array.from({ length: results }, (_, index) => ({
    prompt: `Prompt number ${index}: what is the capital of France, and why is it called so?`,
    expected_answer: index % 3 === 0 ? 'Paris' : undefined,
    category: `category ${index % 4}`,
  }));
  const config = { concurrency: 16, adaptive: false };
  const { id } = await client.batch.start.mutate({ prompts, config });
  await untilOver(client, id);
  return sessionId;
}

async function withEndpoint<T>(
  { ttft, pace, tokens }: { ttft: number; pace: number; tokens: number },
  measure: (addresses: { endpoint: string; relay: string }) => Promise<T>,
): Promise<T> {
  const endpoint = await start([`--ttft=${ttft}`, `--pace=${pace}`, `--tokens=${tokens}`]);
  const relay = await start([`--relay=${endpoint.url.replace('/v1', '')}`]);
  try {
    return await measure({ endpoint: endpoint.url, relay: relay.url });
  } finally {
    endpoint.process.kill();
    relay.process.kill();
  }
}

async function start(options: string[]): Promise<{ url: string; process: ChildProcess }> {
  const main = fileURLToPath(new URL('./tokenClock.main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(child.stdout, 'data');
  return { url: String(printed).trim(), process: child };
}
