/**
 * How close runs come to what their endpoint allows, on both engines; 1.00 is perfect and what is
 * above it is our overhead. A run lasts from the call that starts it until its watcher hears the end.
 */
import { performance } from 'node:perf_hooks';
import type { ByomClient } from '../../sdk/index.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import type { BenchContext, Row } from './main.ts';

type Engine = 'pglite' | 'postgres';
type RunSettings = { concurrency: number; adaptive: boolean };

const LATENCY_MS = 100;
const SIZES = [
  { prompts: 200, concurrency: 16, aims: { postgres: 1.1, pglite: 1.2 } },
  { prompts: 1_000, concurrency: 64, aims: { postgres: 1.15, pglite: 1.3 } },
];
const LIMITED = { prompts: 400, inFlight: 12, perSecond: 50 };

export async function benchBatch(context: BenchContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const engine of ['pglite', 'postgres'] as const) {
    const byom = await context.startByom(engine);
    try {
      rows.push(...(await benchOverhead(context, byom, engine)));
      rows.push(...(await benchUnknownLimits(byom, engine)));
    } finally {
      await byom.stop();
    }
  }
  return rows;
}

async function benchOverhead(
  { startEndpoint }: BenchContext,
  byom: Byom,
  engine: Engine,
): Promise<Row[]> {
  const endpoint = await startEndpoint(LATENCY_MS);
  const rows: Row[] = [];
  for (const { prompts, concurrency, aims } of SIZES) {
    // Each size once before it counts: a server that has just started runs uncompiled code.
    await timeRun(byom, endpoint, prompts, { concurrency, adaptive: false });
    const wallMs = await timeRun(byom, endpoint, prompts, { concurrency, adaptive: false });
    const idealMs = (prompts * LATENCY_MS) / concurrency;
    rows.push({
      name: `${prompts} prompts of ${LATENCY_MS} ms, ${concurrency} at once, ${engine}`,
      ratio: wallMs / idealMs,
      detail: `${Math.round(wallMs)} ms against ${idealMs} ms ideal`,
      aim: aims[engine],
    });
  }
  return rows;
}

/** The endpoint refuses what exceeds its limits, which the run has to find out for itself. */
async function benchUnknownLimits(byom: Byom, engine: Engine): Promise<Row[]> {
  const { prompts, inFlight, perSecond } = LIMITED;
  const endpoint = await startFakeModelServer({
    limits: { inFlight, perSecond },
    ttftMs: LATENCY_MS,
  });
  try {
    const wallMs = await timeRun(byom, endpoint.url, prompts, { concurrency: 64, adaptive: true });
    // A window of one second admits a full burst at its start.
    const bestMs = Math.max(
      Math.floor((prompts - 1) / perSecond) * 1000 + LATENCY_MS,
      Math.ceil(prompts / inFlight) * LATENCY_MS,
    );
    const refused = endpoint.chatCalls.filter(({ status }) => status === 429).length;
    const limits = `unknown limits of ${inFlight} in flight and ${perSecond}/s, ${engine}`;
    return [
      {
        name: `time to finish ${prompts} prompts, ${limits}`,
        ratio: wallMs / bestMs,
        detail: `${Math.round(wallMs)} ms against ${bestMs} ms at best`,
        aim: 1.3,
      },
      {
        name: `share of calls refused, ${limits}`,
        ratio: refused / endpoint.chatCalls.length,
        detail: `${refused} of ${endpoint.chatCalls.length}`,
        aim: 0.03,
      },
    ];
  } finally {
    await endpoint.close();
  }
}

type Byom = { client(sessionId?: string): ByomClient };

/** Milliseconds from the call that starts a run until its watcher has heard that it is over. */
async function timeRun(
  byom: Byom,
  endpointUrl: string,
  prompts: number,
  config: RunSettings,
): Promise<number> {
  const { sessionId } = await byom.client().session.create.mutate({
    endpointUrl,
    modelId: 'bench',
  });
  const client = byom.client(sessionId);
  await client.session.testConnection.mutate();
  const startedAt = performance.now();
  const run = await client.batch.start.mutate({
    prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `Prompt ${index}` })),
    config,
  });
  await new Promise<void>((resolve, reject) => {
    client.batch.onProgress.subscribe(
      { testRunId: run.id },
      { onData: () => {}, onComplete: resolve, onError: reject },
    );
  });
  const wallMs = performance.now() - startedAt;
  const {
    run: { completedPrompts },
  } = await client.batch.get.query({ testRunId: run.id });
  if (completedPrompts !== prompts) {
    throw new Error(`Only ${completedPrompts} of ${prompts} prompts were answered.`);
  }
  return wallMs;
}
