/**
 * `npm run bench`, or `npm run bench -- batch endpoint`: measurements as ratios and errors, each
 * taken within one run on one machine, with what we aim at where we aim at something. A part of a bench is
 * named behind colons: `npm run bench -- clock:pglite:16`. docs/benchmarks.md says what they mean.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { benchAdapter } from './adapter.bench.ts';
import { benchBatch } from './batch.bench.ts';
import type { Bench, BenchContext, Row } from './bench.ts';
import { benchChat } from './chat.bench.ts';
import { benchClock } from './clock.bench.ts';
import { benchCompare } from './compare.bench.ts';
import { benchCrash } from './crash.bench.ts';
import { benchEndpoint } from './endpoint.bench.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import { benchFootprint } from './footprint.bench.ts';
import { benchGrading } from './grading.bench.ts';
import { benchHostile } from './hostile.bench.ts';
import { benchImport } from './import.bench.ts';
import { benchJoint } from './joint.bench.ts';
import { benchLoad } from './load.bench.ts';
import { benchPolls } from './polls.bench.ts';
import { benchResults } from './results.bench.ts';
import { benchSdk } from './sdk.bench.ts';
import { probed } from './usage.ts';
import { benchWatchers } from './watchers.bench.ts';

const benches = {
  endpoint: benchEndpoint,
  clock: benchClock,
  batch: benchBatch,
  watchers: benchWatchers,
  chat: benchChat,
  crash: benchCrash,
  load: benchLoad,
  polls: benchPolls,
  footprint: benchFootprint,
  hostile: benchHostile,
  adapter: benchAdapter,
  joint: benchJoint,
  grading: benchGrading,
  import: benchImport,
  compare: benchCompare,
  results: benchResults,
  sdk: benchSdk,
} satisfies Record<string, Bench>;
type BenchName = keyof typeof benches;
/** Benches of which a part can be asked. */
const divisible: BenchName[] = [
  'clock',
  'batch',
  'chat',
  'crash',
  'polls',
  'footprint',
  'hostile',
  'adapter',
  'joint',
  'compare',
  'results',
];

const named = process.argv.slice(2);
const asked = (named.length > 0 ? named : Object.keys(benches)).map((text) => {
  const [name, ...parts] = text.split(':') as [BenchName, ...string[]];
  if (!(name in benches)) {
    refuse(`There is no bench called ${name}. Choose from: ${Object.keys(benches).join(', ')}.`);
  }
  if (parts.length > 0 && !divisible.includes(name)) refuse(`The bench ${name} has no parts.`);
  return { text, name, parts };
});

const running = new Set<ChildProcess>();
// What is interrupted must not leave a process behind that disturbs the next measurement.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => refuse(`Interrupted by ${signal}.`));
}

const cleanUps: (() => Promise<unknown>)[] = [];
const context: BenchContext = {
  async startEndpoint(latencyMs) {
    const endpoint = await startEndpointProcess({ ttftMs: latencyMs });
    cleanUps.push(endpoint.stop);
    return endpoint.url;
  },
  async startByom(engine) {
    const dataDir = await mkdtemp(join(tmpdir(), 'byom-bench-'));
    const postgres = engine === 'postgres' ? await startPostgres() : undefined;
    const byom = startByomProcess(
      {
        DATA_DIR: dataDir,
        LOG_LEVEL: 'error',
        DEMO_MAX_SESSIONS_PER_IP: '1000',
        DEMO_RATE_LIMIT_FACTOR: '100',
        // All endpoints are on this host.
        DEMO_MAX_CALLS_PER_HOST: '1000',
        ...(postgres ? { DATABASE_URL: postgres.url } : {}),
      },
      probed,
    );
    running.add(byom.process);
    const url = await byom.ready;
    return {
      url,
      process: byom.process,
      databaseUrl: postgres?.url,
      client: (sessionId) => createByomClient({ baseUrl: url, sessionId }),
      async stop() {
        await byom.end('SIGTERM');
        running.delete(byom.process);
        await postgres?.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
};

try {
  for (const { text, name, parts } of asked) {
    process.stdout.write(`\n${text}\n`);
    for await (const row of benches[name](context, parts)) {
      process.stdout.write(`  ${told(row)}\n`);
    }
  }
} finally {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

function told(row: Row): string {
  const [figure, unit] = figureOf(row);
  const aim =
    row.aim === undefined
      ? ''
      : `  aim ≤ ${Number(row.aim.toFixed(3))}: ${figure <= row.aim ? 'met' : 'NOT MET'}`;
  return `${figure.toFixed(2)} ${unit}  ${row.name}  (${row.detail})${aim}`;
}

function figureOf(row: Row): [number, string] {
  if ('ratio' in row) return [row.ratio, '× '];
  if ('percent' in row) return [row.percent, '% '];
  if ('kib' in row) return [row.kib, 'KiB'];
  return ['ms' in row ? row.ms : row.errorMs, 'ms'];
}
