/**
 * `npm run bench`, or `npm run bench -- batch endpoint`: measurements as ratios and errors, each
 * taken within one run on one machine, with what we aim at where we aim at something.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { benchBatch } from './batch.bench.ts';
import type { BenchContext, Row } from './bench.ts';
import { benchChat } from './chat.bench.ts';
import { benchCrash } from './crash.bench.ts';
import { benchEndpoint } from './endpoint.bench.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import { benchLoad } from './load.bench.ts';
import { probed } from './usage.ts';
import { benchWatchers } from './watchers.bench.ts';

const benches = {
  endpoint: benchEndpoint,
  batch: benchBatch,
  watchers: benchWatchers,
  chat: benchChat,
  crash: benchCrash,
  load: benchLoad,
};
type BenchName = keyof typeof benches;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench called ${unknown.join(', ')}. Choose from: ${Object.keys(benches).join(', ')}.\n`,
  );
  process.exit(1);
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
    const url = await byom.ready;
    return {
      url,
      process: byom.process,
      client: (sessionId) => createByomClient({ baseUrl: url, sessionId }),
      async stop() {
        await byom.end('SIGTERM');
        await postgres?.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  },
};

try {
  const names = (asked.length > 0 ? asked : Object.keys(benches)) as BenchName[];
  for (const name of names) {
    process.stdout.write(`\n${name}\n`);
    for (const row of await benches[name](context)) {
      process.stdout.write(`  ${told(row)}\n`);
    }
  }
} finally {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
}

function told(row: Row): string {
  const [figure, unit] = figureOf(row);
  const aim =
    row.aim === undefined ? '' : `  aim ≤ ${row.aim}: ${figure <= row.aim ? 'met' : 'NOT MET'}`;
  return `${figure.toFixed(2)} ${unit}  ${row.name}  (${row.detail})${aim}`;
}

function figureOf(row: Row): [number, string] {
  if ('ratio' in row) return [row.ratio, '× '];
  return 'kib' in row ? [row.kib, 'KiB'] : [row.errorMs, 'ms'];
}
