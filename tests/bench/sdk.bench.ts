/** The packed client: its size, what it takes to load it, and what it costs above what it stands on. */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundleForBrowsers, type ClientProject, installPackedSdk } from '../support/packedSdk.ts';
import type { Bench, BenchContext, Row } from './bench.ts';
import { quantile } from './quantile.ts';
import type { WatchedRun, WatchRequest } from './sdkWatcher.main.ts';
import { connectBench, promptTexts } from './timedRun.ts';

const KIB = 1_024;
const aims = { bundleKib: 20_000 / KIB, declarationsKib: 150_000 / KIB, callMs: 1, cpuRatio: 1.5 };
const STARTS = 20;
const CALLS = { warmup: 200, measured: 1_000 };
const RESULTS = 1_000;
const ROUNDS = 5;

export const benchSdk: Bench = async function* (context) {
  const project = await installPackedSdk();
  try {
    yield* sizes(project);
    yield await startUp(project);
    const byom = await context.startByom('pglite');
    try {
      yield await callOverhead(project, byom.url);
      yield await watchingCpu(project, context, byom);
    } finally {
      await byom.stop();
    }
  } finally {
    await project.remove();
  }
};

async function* sizes({ folder }: ClientProject): AsyncGenerator<Row> {
  await writeFile(join(folder, 'all.js'), "export * from '@byom/client';");
  const code = await bundleForBrowsers(folder, 'all.js');
  yield {
    name: 'bundle',
    detail: `with all that it depends on, minified and gzipped; ${kib(code)} KiB before gzip`,
    kib: gzipSync(code).length / KIB,
    aim: aims.bundleKib,
  };
  const declarations = await readFile(inPackage(folder, 'dist/index.d.ts'), 'utf8');
  const detail = `${declarations.split('\n').length} lines`;
  const size = Buffer.byteLength(declarations) / KIB;
  yield { name: 'declarations', detail, kib: size, aim: aims.declarationsKib };
}

/** A fresh process that loads the package over one that loads nothing. */
async function startUp({ folder }: ClientProject): Promise<Row> {
  await writeFile(join(folder, 'empty.js'), '');
  await writeFile(join(folder, 'loads.js'), "import '@byom/client';");
  const times: Record<string, number[]> = { 'empty.js': [], 'loads.js': [] };
  for (let start = 0; start < STARTS; start++) {
    for (const [file, taken] of Object.entries(times)) {
      const startedAt = performance.now();
      await promisify(execFile)(process.execPath, [file], { cwd: folder });
      taken.push(performance.now() - startedAt);
    }
  }
  const [empty = 0, loads = 0] = Object.values(times).map((taken) => quantile(taken, 0.5));
  return {
    name: 'to load it',
    detail: `a fresh process ${loads.toFixed(0)} ms, an empty one ${empty.toFixed(0)}; medians of ${STARTS}`,
    ms: loads - empty,
  };
}

/** The same procedure by the client and by `fetch`, in turns. */
async function callOverhead({ folder }: ClientProject, url: string): Promise<Row> {
  const entry = pathToFileURL(inPackage(folder, 'dist/index.js')).href;
  const { createByomClient } = (await import(entry)) as typeof import('../../sdk/index.ts');
  const byom = createByomClient({ baseUrl: url });
  const ways = {
    client: async () => (await byom.session.presets.query()).presets.length,
    bare: async () => {
      const response = await fetch(`${url}/trpc/session.presets`);
      const { result } = (await response.json()) as {
        result: { data: { json: { presets: unknown[] } } };
      };
      return result.data.json.presets.length;
    },
  };
  const times = { client: [] as number[], bare: [] as number[] };
  for (let call = 0; call < CALLS.warmup + CALLS.measured; call++) {
    for (const way of ['client', 'bare'] as const) {
      const startedAt = performance.now();
      if ((await ways[way]()) === 0) throw new Error('There were no presets.');
      if (call >= CALLS.warmup) times[way].push(performance.now() - startedAt);
    }
  }
  const [client, bare] = [quantile(times.client, 0.5), quantile(times.bare, 0.5)];
  return {
    name: 'a call over bare fetch',
    detail: `medians of ${CALLS.measured}: ${client.toFixed(2)} ms, bare ${bare.toFixed(2)}`,
    ms: client - bare,
    aim: aims.callMs,
  };
}

/** Two processes watch the same runs, one with the client, one with no more than an EventSource. */
async function watchingCpu(
  { folder }: ClientProject,
  { startEndpoint }: BenchContext,
  byom: Awaited<ReturnType<BenchContext['startByom']>>,
): Promise<Row> {
  const { client, sessionId } = await connectBench(byom, await startEndpoint(50));
  const watchers = (['client', 'bare'] as const).map((way) =>
    startWatcher({ way, entry: inPackage(folder, 'dist/index.js'), url: byom.url, sessionId }),
  );
  const prompts = promptTexts(RESULTS).map((prompt) => ({ prompt }));
  const rounds: { client: number; bare: number }[] = [];
  try {
    // The first is for compilers to get warm.
    for (let round = 0; round <= ROUNDS; round++) {
      const config = { concurrency: 20, adaptive: false };
      const run = await client.batch.start.mutate({ prompts, config });
      const watched = await Promise.all(watchers.map((watcher) => watcher.watch(run.id)));
      const incomplete = watched.find(({ results }) => results !== RESULTS);
      if (incomplete) throw new Error(`A watcher saw ${incomplete.results} results.`);
      const [ours, bare] = watched.map(({ cpuMs }) => cpuMs) as [number, number];
      if (round > 0) rounds.push({ client: ours, bare });
    }
  } finally {
    for (const watcher of watchers) watcher.stop();
  }
  const of = (way: 'client' | 'bare') =>
    quantile(
      rounds.map((round) => round[way]),
      0.5,
    );
  const told = `${of('client').toFixed(0)} ms of CPU, a bare EventSource ${of('bare').toFixed(0)}`;
  return {
    name: `watching ${RESULTS} results`,
    detail: `${told}; medians of ${ROUNDS} runs`,
    ratio: quantile(
      rounds.map(({ client: ours, bare }) => ours / bare),
      0.5,
    ),
    aim: aims.cpuRatio,
  };
}

interface Watcher {
  watch(testRunId: string): Promise<WatchedRun>;
  stop(): void;
}

function startWatcher(request: Omit<WatchRequest, 'testRunId'>): Watcher {
  const child: ChildProcess = fork(fileURLToPath(new URL('./sdkWatcher.main.ts', import.meta.url)));
  return {
    async watch(testRunId) {
      const answer = once(child, 'message');
      child.send({ ...request, testRunId } satisfies WatchRequest);
      return (await answer)[0];
    },
    stop: () => child.kill(),
  };
}

function inPackage(folder: string, path: string): string {
  return join(folder, 'node_modules/@byom/client', path);
}

function kib(code: string): string {
  return (Buffer.byteLength(code) / KIB).toFixed(1);
}
