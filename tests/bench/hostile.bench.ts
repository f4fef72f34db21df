/** What strangers who mean harm cost everybody else: names that nobody answers for, and bodies without use. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { startFakeNameServer } from '../support/fakeNameServer.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { createRestClient, type RestClient, waitForRun } from '../support/restClient.ts';
import { type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { quantile } from './quantile.ts';
import { residentKib } from './residentKib.ts';
import { watchHealth } from './watchHealth.ts';

const SENDER = fileURLToPath(new URL('./hostileBodies.main.ts', import.meta.url));
const BODIES = 100;
const BODY_PATHS = [
  '/api/demo/v2/configure',
  '/api/demo/v2/batch-test',
  '/api/demo/v2/atlas',
  '/trpc/session.create',
  '/trpc/batch.start',
];
const SILENT_NAMES = 50;
const ROUNDS = 5;
const RUN_PROMPTS = 20;
const MIB = 1_024;
const aims = { healthzMs: 250, answerKib: 16, slowdown: 2 };

/** Parts: `pglite`, `postgres`. */
export async function* benchHostile(context: BenchContext, parts: string[]): AsyncGenerator<Row> {
  for (const engine of enginesIn(parts)) {
    yield* await withByom(engine, {}, (byom, url) => hostileBodies(byom, url, engine));
    yield* await silentNames(await context.startEndpoint(20), engine);
  }
}

async function hostileBodies(byom: ByomProcess, url: string, engine: Engine): Promise<Row[]> {
  const rows: Row[] = [];
  const before = await residentKib(byom.process.pid);
  for (const path of BODY_PATHS) {
    const health = watchHealth(url);
    const { stdout } = await promisify(execFile)(process.execPath, [
      SENDER,
      url,
      path,
      String(BODIES),
    ]);
    const { ms, statuses, longestBytes, bodyBytes } = JSON.parse(stdout);
    const { worstMs, looks } = await health.end();
    rows.push({
      name: `${engine}, ${BODIES} bodies of ${(bodyBytes / 1e6).toFixed(1)} MB at ${path}: slowest /healthz`,
      errorMs: worstMs,
      detail: `${looks} looks in ${Math.round(ms)} ms; answered ${statuses.join(', ')} with at most ${longestBytes} bytes`,
      aim: aims.healthzMs,
    });
  }
  rows.push({
    name: `${engine}, memory after them, more than before`,
    kib: (await residentKib(byom.process.pid)) - before,
    detail: `${Math.round(before / MIB)} MiB before`,
  });
  return rows;
}

async function silentNames(endpoint: string, engine: Engine): Promise<Row[]> {
  const names = await startFakeNameServer();
  names.set('model.example', ['127.0.0.1']);
  const variables = {
    NODE_ENV: 'production',
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    DEMO_ALLOW_LOCALHOST: 'true',
    DEMO_NAME_SERVERS: names.address,
    TRUST_PROXY: '1',
  };
  try {
    return await withByom(engine, variables, async (_byom, url) => {
      const rest = createRestClient(url);
      const alone = await timesOfOthers(rest, url, endpoint);
      let isOver = false;
      const asking = Array.from({ length: SILENT_NAMES }, async (_, index) => {
        while (!isOver) {
          const name = `n${index}.${Math.floor(performance.now())}.silent.example`;
          await configure(url, name, endpoint, `203.0.113.${index}`);
        }
      });
      await pause(500);
      const beside = await timesOfOthers(rest, url, endpoint);
      isOver = true;
      const asked = names.asked.length;
      await Promise.all(asking);
      return (['create', 'run'] as const).map((what): Row => {
        const [usual, slowed] = [quantile(alone[what], 0.5), quantile(beside[what], 0.5)];
        return {
          name: `${engine}, beside ${SILENT_NAMES} look-ups that nobody answers: ${what === 'create' ? "another's session is created" : `another's run of ${RUN_PROMPTS} prompts`}`,
          ratio: slowed / usual,
          detail: `${slowed.toFixed(0)} ms over ${usual.toFixed(0)}, medians of ${ROUNDS}; ${asked} questions at the name server`,
          aim: aims.slowdown,
        };
      });
    });
  } finally {
    await names.close();
  }
}

async function timesOfOthers(rest: RestClient, url: string, endpoint: string) {
  const times = { create: [] as number[], run: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const client = `198.51.100.${Math.floor(Math.random() * 250)}`;
    const { session_id } = await configure(url, 'model.example', endpoint, client);
    times.create.push(performance.now() - startedAt);
    await rest('POST', '/configure/test', { session_id });
    const runStartedAt = performance.now();
    const prompts = Array.from({ length: RUN_PROMPTS }, (_, index) => ({ prompt: `P ${index}` }));
    const started = await rest('POST', '/batch-test', { session_id, prompts });
    const run = await waitForRun({ rest }, session_id, started.json.test_run_id);
    if (run.completed_prompts !== RUN_PROMPTS) {
      throw new Error(`Only ${run.completed_prompts} of ${RUN_PROMPTS} prompts were answered.`);
    }
    times.run.push(performance.now() - runStartedAt);
  }
  return times;
}

/** `client` is an address that a proxy in front would tell. */
async function configure(url: string, host: string, endpoint: string, client: string) {
  const { port } = new URL(endpoint);
  const answer = await fetch(`${url}/api/demo/v2/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
    body: JSON.stringify({
      endpoint_url: `http://${host}:${port}/v1`,
      api_key: '',
      model_id: 'bench',
    }),
  });
  return (await answer.json()) as { session_id: string };
}

async function withByom<T>(
  engine: Engine,
  variables: Record<string, string>,
  measure: (byom: ByomProcess, url: string) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-bench-'));
  const postgres = engine === 'postgres' ? await startPostgres() : undefined;
  const byom = startByomProcess({
    DATA_DIR: dataDir,
    LOG_LEVEL: 'fatal',
    DEMO_MAX_SESSIONS_PER_IP: '1000',
    DEMO_RATE_LIMIT_FACTOR: '1000',
    ...(postgres ? { DATABASE_URL: postgres.url } : {}),
    ...variables,
  });
  try {
    return await measure(byom, await byom.ready);
  } finally {
    await byom.end('SIGTERM');
    await postgres?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
