/**
 * How long a session with 100,000 results waits for its figures, a page and a search; and what an export of them takes,
 * as a multiple of `psql \copy` of the same rows in the same run.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { exportedColumns } from '../../server/export/formats/exportFormat.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { type BenchByom, type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { quantile } from './quantile.ts';
import { residentKib } from './residentKib.ts';
import { connectBench, untilOver } from './timedRun.ts';

const RUNS = 20;
const PROMPTS = 5_000;
const ASKS = 9;
const EXPORTS = 3;
/** How much longer each may take on the embedded engine. */
const EMBEDDED = 3;
const AIMS = { metricsMs: 300, pageMs: 50, csv: 1.6, json: 2.5, embeddedExport: 4 };
const MAX_GROWTH_KIB = 48 * 1024;
const MEMORY_EVERY_MS = 20;

export async function* benchResults(context: BenchContext, parts: string[]): AsyncGenerator<Row> {
  // PostgreSQL first: what its \copy takes is what exports of both are measured by.
  const engines = enginesIn(parts).toReversed();
  let copyMs: number | undefined;
  for (const engine of engines) {
    const byom = await context.startByom(engine);
    try {
      const session = await fill(byom);
      yield* queries(session, engine);
      if (byom.databaseUrl) copyMs = await timeCopy(byom.databaseUrl);
      yield* exports(byom, session.sessionId, engine, copyMs);
    } finally {
      await byom.stop();
    }
  }
}

type Filled = Awaited<ReturnType<typeof fill>>;

/** Runs that fill a session, each prompt of which is graded. */
async function fill(byom: BenchByom) {
  const models = await startFakeModelServer();
  try {
    models.respond(({ prompt }) => ({ kind: 'answer', text: answerTo(prompt) }));
    const { client, sessionId } = await connectBench(byom, models.url);
    let last = '';
    for (let run = 0; run < RUNS; run += 1) {
      const { id } = await client.batch.start.mutate({
        prompts: Array.from({ length: PROMPTS }, (_, index) => ({
          prompt: `Question ${run * PROMPTS + index}: what is the capital of country ${index}, and why is it there?`,
          expected_answer: '42',
          category: `category ${index % 12}`,
        })),
        config: { concurrency: 64, adaptive: false },
      });
      await untilOver(client, id);
      // What it was asked is no part of what is measured.
      models.reset();
      models.respond(({ prompt }) => ({ kind: 'answer', text: answerTo(prompt) }));
      last = id;
    }
    return { client, sessionId, lastRunId: last };
  } finally {
    await models.close();
  }
}

/** About as long as answers are; four of five are right, and one of 5,000 is about a zebra. */
function answerTo(prompt: string): string {
  const number = Number(/\d+/.exec(prompt)?.[0]);
  const end = number % 5 === 0 ? 'I do not know, "really".' : 'So the answer is 42.';
  const animal = number % 5_000 === 7 ? 'zebra' : 'river';
  return `It lies where the ${animal} number ${number} meets the road, on a hill that was easy to hold.\nTraders came, then a market, a wall, and a court; the name is older than all of them, and nobody knows what it means. ${end}`;
}

async function* queries({ client, lastRunId }: Filled, engine: Engine): AsyncGenerator<Row> {
  const factor = engine === 'pglite' ? EMBEDDED : 1;
  const detail = `${engine}, ${RUNS * PROMPTS} results of ${RUNS} runs`;
  const asked: [string, number, () => Promise<unknown>][] = [
    ['metrics of the session', AIMS.metricsMs, () => client.batch.metrics.query()],
    [
      'metrics of a run',
      AIMS.metricsMs,
      () => client.batch.metrics.query({ testRunId: lastRunId }),
    ],
    [
      'first page of a run',
      AIMS.pageMs,
      () => client.batch.results.query({ testRunId: lastRunId, limit: 50 }),
    ],
    [
      'slowest wrong answers of a run',
      AIMS.pageMs,
      () =>
        client.batch.results.query({
          testRunId: lastRunId,
          filter: 'incorrect',
          sort: 'latencyMs',
          direction: 'desc',
          limit: 50,
        }),
    ],
    [
      'page of a run that matches a word',
      AIMS.pageMs,
      () => client.batch.results.query({ testRunId: lastRunId, search: 'zebra', limit: 50 }),
    ],
    ['search of the session', AIMS.pageMs, () => client.batch.search.query({ query: 'zebra' })],
    [
      'search of the session for half a word',
      AIMS.pageMs,
      () => client.batch.search.query({ query: 'zeb' }),
    ],
    [
      'search of the session for the middle of a word',
      AIMS.pageMs,
      () => client.batch.search.query({ query: 'ebr' }),
    ],
  ];
  for (const [name, aim, ask] of asked) {
    const took = [];
    for (let index = 0; index < ASKS; index += 1) {
      const startedAt = performance.now();
      await ask();
      took.push(performance.now() - startedAt);
    }
    yield { name: `${name}, median`, detail, ms: quantile(took, 0.5), aim: aim * factor };
  }
}

async function* exports(
  byom: BenchByom,
  sessionId: string,
  engine: Engine,
  copyMs: number | undefined,
): AsyncGenerator<Row> {
  for (const format of ['csv', 'json'] as const) {
    const took = [];
    let bytes = 0;
    let growthKib = 0;
    for (let index = 0; index < EXPORTS; index += 1) {
      const memory = watchMemory(byom.process.pid);
      const startedAt = performance.now();
      bytes = await download(byom, `session_id=${sessionId}&format=${format}`);
      took.push(performance.now() - startedAt);
      // The first one also loads code.
      const grown = await memory.end();
      if (index > 0) growthKib = Math.max(growthKib, grown);
    }
    const ms = quantile(took, 0.5);
    const size = `${engine}, ${(bytes / 1e6).toFixed(0)} MB, ${(ms / 1_000).toFixed(2)} s`;
    if (copyMs !== undefined) {
      const ofPostgres = format === 'csv' ? AIMS.csv : AIMS.json;
      yield {
        name: `${format} by \\copy`,
        detail: `${size}; \\copy of PostgreSQL ${(copyMs / 1_000).toFixed(2)} s`,
        ratio: ms / copyMs,
        aim: engine === 'pglite' ? AIMS.embeddedExport : ofPostgres,
      };
    }
    yield {
      name: `${format}, growth of memory meanwhile`,
      detail: size,
      kib: growthKib,
      aim: MAX_GROWTH_KIB,
    };
  }
}

async function download(byom: BenchByom, query: string): Promise<number> {
  const answer = await fetch(`${byom.url}/api/demo/v2/export?${query}`);
  if (!answer.ok || !answer.body) throw new Error(await answer.text());
  const reader = answer.body.getReader();
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

/** How much a process grows until `end`, at its largest. */
function watchMemory(pid: number | undefined) {
  let before: number | undefined;
  let most = 0;
  const look = async () => {
    const kib = await residentKib(pid);
    before ??= kib;
    most = Math.max(most, kib);
  };
  const first = look();
  const timer = setInterval(() => void look(), MEMORY_EVERY_MS);
  return {
    async end(): Promise<number> {
      clearInterval(timer);
      await first;
      await look();
      return most - (before ?? 0);
    },
  };
}

/** Milliseconds that the `psql` in the PATH takes to `\copy` the same rows and columns, in the same order, as CSV. */
async function timeCopy(databaseUrl: string): Promise<number> {
  const columns = exportedColumns
    .map((name) => columnsOfTable[name as keyof typeof columnsOfTable] ?? name)
    .join(', ');
  const query = `select ${columns} from demo_batch_test_results order by test_run_id, prompt_index, sample`;
  const took = [];
  for (let index = 0; index < EXPORTS; index += 1) {
    const startedAt = performance.now();
    await promisify(execFile)('psql', [
      databaseUrl,
      '--no-psqlrc',
      '-c',
      `\\copy (${query}) to '/dev/null' csv`,
    ]);
    took.push(performance.now() - startedAt);
  }
  return quantile(took, 0.5);
}

/** Where an exported column is not one of the table. */
const columnsOfTable = {
  prompt_id: 'prompt_index',
  grader: "grade ->> 'grader'",
  grade_score: "grade ->> 'score'",
  grade_reason: "grade ->> 'reason'",
  overruled: "overrule ->> 'pass'",
  overrule_note: "overrule ->> 'note'",
};
