/**
 * How long a run takes against what its endpoint allows, the first after a start and warm: 1.00 is perfect,
 * and what is above it is our overhead. It lasts from the call that starts it until its watcher hears the end.
 */
import type { BenchContext, Engine, Row } from './bench.ts';
import { startBareCalls, startClockServer } from './clockRuns.ts';
import { quantile } from './quantile.ts';
import { connectBench, promptTexts, timeRun } from './timedRun.ts';

const LATENCY_MS = 100;
const WARM_ROUNDS = 3;

/** Two sizes of runs, with the most that we want wall ÷ ideal to be. */
export const wallSizes = [
  {
    prompts: 200,
    concurrency: 16,
    aims: { pglite: { first: 1.25, warm: 1.15 }, postgres: { first: 1.2, warm: 1.1 } },
  },
  {
    prompts: 1_000,
    concurrency: 64,
    aims: { pglite: { first: 1.2, warm: 1.15 }, postgres: { first: 1.2, warm: 1.15 } },
  },
];

/** Measures one of `wallSizes` in a fresh process. */
export async function* benchWallTime(
  { startByom }: BenchContext,
  engine: Engine,
  { prompts, concurrency, aims }: (typeof wallSizes)[number],
): AsyncGenerator<Row> {
  const idealMs = (prompts * LATENCY_MS) / concurrency;
  const row = (when: 'first' | 'warm', wallMs: number): Row => ({
    name: `wall ÷ ideal, ${prompts} prompts of ${LATENCY_MS} ms, ${concurrency} at once, ${when}, ${engine}`,
    ratio: wallMs / idealMs,
    detail: `${Math.round(wallMs)} ms against ${idealMs} ms ideal`,
    aim: aims[engine][when],
  });
  const endpoint = await startClockServer({ ttftMs: LATENCY_MS, latencyMs: LATENCY_MS });
  const bare = startBareCalls(endpoint.url);
  const byom = await startByom(engine);
  try {
    // It is the product that is new, not the endpoint.
    await bare.askAll(promptTexts(prompts), concurrency);
    const startedAt = performance.now();
    await bare.askAll(promptTexts(prompts), concurrency);
    const bareMs = performance.now() - startedAt;
    yield {
      name: `wall ÷ ideal, ${prompts} prompts of ${LATENCY_MS} ms, ${concurrency} at once, bare undici`,
      ratio: bareMs / idealMs,
      detail: 'stores nothing; the last round of calls is not full',
    };
    const { client } = await connectBench(byom, endpoint.url);
    const run = () => timeRun(client, prompts, { concurrency, adaptive: false });
    yield row('first', await run());
    await run();
    const warm: number[] = [];
    for (let round = 0; round < WARM_ROUNDS; round += 1) warm.push(await run());
    yield row('warm', quantile(warm, 0.5));
  } finally {
    await Promise.all([byom.stop(), bare.stop(), endpoint.stop()]);
  }
}
