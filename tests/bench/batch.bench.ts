/**
 * How close runs come to what their endpoint allows, on both engines, and how they compare with promptfoo.
 * A run lasts from the call that starts it until its watcher hears the end.
 */
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { type BenchByom, type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import { installPromptfoo, type PromptfooFigures, runPromptfoo } from './promptfoo.ts';
import { quantile } from './quantile.ts';
import { connectBench, promptTexts, timeRun } from './timedRun.ts';
import { readUsage } from './usage.ts';
import { benchWallTime, wallSizes } from './wallTime.ts';

const ROUNDS = 3;
const LATENCY_MS = 100;
const LIMITED = { prompts: 400, inFlight: 12, perSecond: 50 };
const SESSIONS = { sessions: 50, prompts: 200, concurrency: 8, latencyMs: 1_000 };
const BESIDE_PROMPTFOO = { prompts: 1_000, concurrency: 16 };

export async function* benchBatch(context: BenchContext, parts: string[]): AsyncGenerator<Row> {
  const engines = enginesIn(parts);
  const endpoint = await context.startEndpoint(0);
  installPromptfoo();
  const promptfoo = await runPromptfoo(endpoint, {
    prompts: promptTexts(BESIDE_PROMPTFOO.prompts),
    concurrency: BESIDE_PROMPTFOO.concurrency,
  });
  for (const engine of engines) {
    for (const size of wallSizes) yield* benchWallTime(context, engine, size);
    const byom = await context.startByom(engine);
    try {
      yield* await benchBesidePromptfoo(byom, { endpoint, engine, promptfoo });
      yield* await benchUnknownLimits(byom, engine);
      yield* await benchSessions(byom, engine);
    } finally {
      await byom.stop();
    }
  }
}

/** An endpoint that answers at once, so that only the tools' own work counts. */
async function benchBesidePromptfoo(
  byom: BenchByom,
  {
    endpoint,
    engine,
    promptfoo,
  }: { endpoint: string; engine: Engine; promptfoo: PromptfooFigures },
): Promise<Row[]> {
  const { prompts, concurrency } = BESIDE_PROMPTFOO;
  const { client } = await connectBench(byom, endpoint);
  const settings = { concurrency, adaptive: false };
  const run = () => timeRun(client, prompts, settings);
  await run();
  const before = await readUsage(byom.process);
  const wallMs = await typically(run);
  const cpuMs = (await readUsage(byom.process)).cpuMs - before.cpuMs;
  const promptsPerSecond = (prompts / wallMs) * 1000;
  const cpuMsAPrompt = cpuMs / prompts / (ROUNDS + 1);
  const rounded = (value: number) => Number(value.toPrecision(3));
  return [
    {
      name: `time for ${prompts} prompts of 0 ms, ${concurrency} at once, against promptfoo, ${engine}`,
      ratio: promptfoo.promptsPerSecond / promptsPerSecond,
      detail: `${rounded(promptsPerSecond)} prompts/s against ${rounded(promptfoo.promptsPerSecond)}`,
      aim: 1 / 8,
    },
    {
      name: `CPU for the same, ${engine}`,
      ratio: cpuMsAPrompt / promptfoo.cpuMsAPrompt,
      detail: `${rounded(cpuMsAPrompt)} ms a prompt against ${rounded(promptfoo.cpuMsAPrompt)}`,
      aim: 1 / 6,
    },
  ];
}

/** The endpoint refuses what exceeds its limits, which the run has to find out for itself. */
async function benchUnknownLimits(byom: BenchByom, engine: Engine): Promise<Row[]> {
  const { prompts, inFlight, perSecond } = LIMITED;
  const endpoint = await startFakeModelServer({
    limits: { inFlight, perSecond },
    ttftMs: LATENCY_MS,
  });
  try {
    const { client } = await connectBench(byom, endpoint.url);
    const wallMs = await timeRun(client, prompts, { concurrency: 64, adaptive: true });
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

/** Many sessions at once, each with an endpoint of its own; all should get their share. */
async function benchSessions(byom: BenchByom, engine: Engine): Promise<Row[]> {
  const { sessions, prompts, concurrency, latencyMs } = SESSIONS;
  const endpoint = await startEndpointProcess({ ttftMs: latencyMs, servers: sessions });
  try {
    const clients = await Promise.all(endpoint.urls.map((url) => connectBench(byom, url)));
    const settings = { concurrency, adaptive: false };
    const wallMs = await Promise.all(
      clients.map(({ client }) => timeRun(client, prompts, settings)),
    );
    const slowestMs = Math.max(...wallMs);
    const fastestMs = Math.min(...wallMs);
    const idealMs = (prompts * latencyMs) / concurrency;
    const load = `${sessions} sessions × ${prompts} prompts of ${latencyMs} ms, ${concurrency} at once each, ${engine}`;
    return [
      {
        name: `time until all are done, ${load}`,
        ratio: slowestMs / idealMs,
        detail: `${Math.round(slowestMs)} ms against ${idealMs} ms ideal`,
        aim: 1.3,
      },
      {
        name: `slowest session against the fastest, ${load}`,
        ratio: slowestMs / fastestMs,
        detail: `${Math.round(slowestMs)} ms against ${Math.round(fastestMs)} ms`,
        aim: 1.2,
      },
    ];
  } finally {
    await endpoint.stop();
  }
}

/** The median, after a first time that does not count: a new server runs uncompiled code. */
async function typically(measure: () => Promise<number>): Promise<number> {
  await measure();
  const measured: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) measured.push(await measure());
  return quantile(measured, 0.5);
}
