/**
 * How long the verdict of two runs of 5,000 prompts takes through REST, the first time and from then on, and whether
 * the times of a run are less exact while comparisons are computed again and again.
 */
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { type BenchByom, type BenchContext, enginesIn, type Row } from './bench.ts';
import { faces, startClockServer } from './clockRuns.ts';
import { errorsBeside } from './errorsBeside.ts';
import { quantile } from './quantile.ts';
import { untilOver } from './timedRun.ts';

const PAIRS = 5_000;
const FIRST_MS = 1_000;
const CACHED_MS = 50;
const CACHED_ASKS = 20;
const LOAD = { calls: 400, atOnce: 16 };

export async function* benchCompare(context: BenchContext, parts: string[]): AsyncGenerator<Row> {
  const models = await startFakeModelServer();
  models.respond(({ prompt, body }) => ({
    kind: 'answer',
    text: isRight(numberIn(prompt), String(body?.model)) ? 'The answer is 42.' : 'I do not know.',
    latencyMs: 2,
  }));
  try {
    for (const engine of enginesIn(parts)) {
      const byom = await context.startByom(engine);
      try {
        yield* ofEngine(byom, engine, models.url);
      } finally {
        await byom.stop();
      }
    }
  } finally {
    await models.close();
  }
}

async function* ofEngine(byom: BenchByom, engine: string, modelUrl: string): AsyncGenerator<Row> {
  for (const samples of [1, 2]) {
    const compare = await twoRuns(byom, modelUrl, samples);
    const first = await compare(5);
    const cached = [];
    for (let index = 0; index < CACHED_ASKS; index += 1) cached.push((await compare(5)).ms);
    const detail = `${engine}, ${first.n} pairs of ${samples}, ${first.flips} flips in the answer of ${(first.bytes / 1e6).toFixed(1)} MB`;
    yield { name: 'verdict, first', detail, ms: first.ms, aim: FIRST_MS };
    yield { name: 'verdict, kept, median', detail, ms: quantile(cached, 0.5), aim: CACHED_MS };
    const withoutFlips = [];
    for (let index = 0; index < CACHED_ASKS; index += 1) {
      withoutFlips.push((await compare(5, PAIRS)).ms);
    }
    yield {
      name: 'the same without flips, as the page asks for it',
      detail: `${engine}, ${first.n} pairs of ${samples}`,
      ms: quantile(withoutFlips, 0.5),
      aim: CACHED_MS,
    };
    if (samples === 2) yield* besideARun(byom, compare);
  }
}

async function* besideARun(
  byom: BenchByom,
  compare: (margin: number) => Promise<unknown>,
): AsyncGenerator<Row> {
  const server = await startClockServer({ ttftMs: 30, latencyMs: 100 });
  try {
    const askAll = await faces.rest(byom, server.url);
    // Its code has run then.
    await server.errorsOf(askAll, LOAD);
    const alone = await server.errorsOf(askAll, LOAD);
    let isStopped = false;
    let count = 0;
    const work = (async () => {
      // Another margin each time, so that nothing is kept.
      for (; !isStopped; count += 1) await compare(1 + count / 1_000);
    })();
    const beside = await server.errorsOf(askAll, LOAD);
    isStopped = true;
    await work;
    const done = `${count} comparisons were computed meanwhile`;
    yield* errorsBeside('comparisons', { alone, beside, done });
  } finally {
    await server.stop();
  }
}

/** Runs both models; what comes back asks for the verdict as curl does. */
async function twoRuns(byom: BenchByom, endpointUrl: string, samples: number) {
  const ids: string[] = [];
  let sessionId = '';
  for (const modelId of ['tuned', 'base']) {
    if (sessionId === '') {
      ({ sessionId } = await byom.client().session.create.mutate({ endpointUrl, modelId }));
    } else {
      await byom.client(sessionId).session.chooseModel.mutate({ modelId });
    }
    const client = byom.client(sessionId);
    await client.session.testConnection.mutate({});
    const run = await client.batch.start.mutate({
      prompts: Array.from({ length: PAIRS }, (_, index) => ({
        prompt: `Question ${index}: how much is it?`,
        expected_answer: '42',
        category: `category ${index % 12}`,
      })),
      config: { concurrency: 64, samples },
    });
    await untilOver(client, run.id);
    ids.push(run.id);
  }
  const [candidate = '', baseline = ''] = ids;
  return async (margin: number, flipsOffset = 0) => {
    const query = new URLSearchParams({
      candidate,
      baseline,
      margin: String(margin),
      flips_offset: String(flipsOffset),
    });
    const start = performance.now();
    const answer = await fetch(`${byom.url}/api/demo/v2/compare?${query}`, {
      headers: { authorization: `Bearer ${sessionId}` },
    });
    const text = await answer.text();
    const ms = performance.now() - start;
    if (!answer.ok) throw new Error(text);
    const { n, flips } = JSON.parse(text);
    return { ms, n: n as number, flips: flips.length as number, bytes: text.length };
  };
}

function numberIn(prompt: string): number {
  return Number(/\d+/.exec(prompt)?.[0]);
}

/** A thousand prompts change: 12 of 100 for the better, 8 for the worse. */
function isRight(index: number, model: string): boolean {
  const place = index % 100;
  if (place < 12) return model === 'tuned';
  if (place < 20) return model === 'base';
  return place < 70;
}
