/**
 * `npm run bench`, or `npm run bench -- batch endpoint`: measurements as ratios, each taken within one
 * run on one machine. The model server runs as a process of its own, so that its work is not ours.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { benchBatch } from './batch.bench.ts';
import { benchEndpoint } from './endpoint.bench.ts';

export interface Row {
  name: string;
  ratio: number;
  detail: string;
}

export interface BenchContext {
  /** A model server that answers after `latencyMs`; returns its base address. */
  startEndpoint(latencyMs: number): Promise<string>;
  startByom(engine: 'pglite' | 'postgres'): Promise<{
    client(sessionId?: string): ByomClient;
    stop(): Promise<unknown>;
  }>;
}

const benches = { endpoint: benchEndpoint, batch: benchBatch };
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
    const main = fileURLToPath(new URL('../support/fakeModelServer.main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, '--port', '0', '--ttft', String(latencyMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUps.push(async () => {
      child.kill();
      await once(child, 'exit');
    });
    let printed = '';
    for await (const bytes of child.stdout) {
      printed += bytes;
      const url = /http:\/\/[\w.:]+\/v1/.exec(printed)?.[0];
      if (url) return url;
    }
    throw new Error(`The model server did not start: ${printed}`);
  },
  async startByom(engine) {
    const dataDir = await mkdtemp(join(tmpdir(), 'byom-bench-'));
    const postgres = engine === 'postgres' ? await startPostgres() : undefined;
    const byom = startByomProcess({
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      ...(postgres ? { DATABASE_URL: postgres.url } : {}),
    });
    const url = await byom.ready;
    return {
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
      process.stdout.write(`  ${row.ratio.toFixed(2)} ×  ${row.name}  (${row.detail})\n`);
    }
  }
} finally {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
}
