/**
 * How exact the times are that the whole product tells, and how long its runs take, against the clock of a
 * model server that is not ours. What cannot be had better is measured beside it: the floor, which is bare
 * undici alone in a process, warm, against the same server, as many at once. docs/benchmarks.md says more.
 */
import {
  type Bench,
  type BenchByom,
  type BenchContext,
  type Engine,
  engines,
  type Row,
} from './bench.ts';
import {
  type ClockErrors,
  type ClockServer,
  type Face,
  faces,
  startBareCalls,
  startClockServer,
} from './clockRuns.ts';
import { startOutsideLoad } from './outsideLoad.ts';
import { quantile } from './quantile.ts';
import { readUsage } from './usage.ts';
import { benchWallTime, wallSizes } from './wallTime.ts';

const SCRIPT = { ttftMs: 60, latencyMs: 100, jitterMs: 40 };
/** How many calls a figure rests on, and how far above the floor it may be, in ms. */
const loads = [
  { atOnce: 1, calls: 50, allowedMs: 1 },
  { atOnce: 16, calls: 320, allowedMs: 1 },
  { atOnce: 64, calls: 640, allowedMs: 2 },
] as const;
type Load = (typeof loads)[number];
type Amount = { atOnce: number; calls: number };
const ALLOWED_BESIDE_OTHERS_MS = 2;
/** What others do is uneven, so that the floor beside it rests on so many times as many calls. */
const FLOOR_BESIDE_OTHERS = 3;
const LOOP_DELAY_AIM_MS = 20;
const faceNames = Object.keys(faces) as Face[];

/** One of the things that can be measured alone; `parts` are its words. */
type Measurement = { parts: string[] } & (
  | { kind: 'floor'; load: Load }
  | RunMeasurement<'first'>
  | RunMeasurement<'warm'>
  | RunMeasurement<'load'>
  | { kind: 'loop'; engine: Engine; load: Load }
  | { kind: 'wall'; engine: Engine; size: (typeof wallSizes)[number] }
);
/** The times that a face tells of a run. */
interface RunMeasurement<Name> {
  kind: Name;
  engine: Engine;
  load: Load;
  face: Face;
}
type Kind = Measurement['kind'];
type Of<Name extends Kind> = Extract<Measurement, { kind: Name }>;

const measurements = allMeasurements();

export const benchClock: Bench = async function* (context, parts) {
  const wanted = measurements.filter((one) => parts.every((part) => one.parts.includes(part)));
  if (wanted.length === 0) {
    const known = new Set(measurements.flatMap((one) => one.parts));
    throw new Error(
      `No figure is called ${parts.join(':')}. The words are ${[...known].join(', ')}.`,
    );
  }
  const server = await startClockServer(SCRIPT);
  const bare = startBareCalls(server.url);
  const floorOf = (load: Amount) => server.errorsOf(bare.askAll, load);
  try {
    // For the compilers of both, and their connections.
    for (const load of loads) await floorOf(load);
    for (const { load } of only(wanted, 'floor')) {
      yield* floorRows(await floorOf(load), `floor, ${load.atOnce} at once`);
    }
    for (const engine of engines) {
      const ofEngine = wanted.filter((one) => 'engine' in one && one.engine === engine);
      const bench = { context, engine, server, floorOf };
      yield* benchUndisturbed(bench, ofEngine);
      yield* benchBesideOthers(bench, only(ofEngine, 'load'));
      for (const { size } of only(ofEngine, 'wall')) yield* benchWallTime(context, engine, size);
    }
  } finally {
    await Promise.all([bare.stop(), server.stop()]);
  }
};

interface EngineBench {
  context: BenchContext;
  engine: Engine;
  server: ClockServer;
  floorOf(load: Amount): Promise<ClockErrors>;
}

/** First runs, each in a fresh process, then warm ones in the last of these. */
async function* benchUndisturbed(
  { context, engine, server, floorOf }: EngineBench,
  wanted: Measurement[],
): AsyncGenerator<Row> {
  const first = only(wanted, 'first');
  const warm = only(wanted, 'warm');
  const loop = only(wanted, 'loop');
  const floors = new Map<Load, ClockErrors>();
  for (const { load } of [...first, ...warm]) {
    if (!floors.has(load)) floors.set(load, await floorOf(load));
  }
  const rows = (errors: ClockErrors, { kind, load, face }: Of<'first' | 'warm'>) =>
    errorRows(errors, `${kind}, ${load.atOnce} at once, ${face}, ${engine}`, {
      floor: floors.get(load) as ClockErrors,
      allowedMs: load.allowedMs,
    });

  let byom: BenchByom | undefined;
  try {
    for (const one of first) {
      await byom?.stop();
      byom = await context.startByom(engine);
      const askAll = await faces[one.face](byom, server.url);
      yield* rows(await server.errorsOf(askAll, one.load), one);
    }
    if (warm.length + loop.length === 0) return;
    byom ??= await context.startByom(engine);
    const askBy = await warmUp(byom, server);
    for (const one of warm) {
      yield* rows(await server.errorsOf(askBy[one.face], one.load), one);
    }
    for (const { load } of loop) {
      await readUsage(byom.process);
      await server.errorsOf(askBy.subscription, load);
      const { loopDelayMs } = await readUsage(byom.process);
      yield {
        name: `event-loop delay of the main thread, p99, ${load.atOnce} at once, ${engine}`,
        errorMs: loopDelayMs?.p99 ?? Number.NaN,
        detail: `in a warm run of ${load.calls} calls; most ${loopDelayMs?.max.toFixed(2)} ms`,
        aim: engine === 'pglite' ? LOOP_DELAY_AIM_MS : undefined,
      };
    }
  } finally {
    await byom?.stop();
  }
}

/** Warm runs while others keep the product busy. */
async function* benchBesideOthers(
  { context, engine, server, floorOf }: EngineBench,
  wanted: Of<'load'>[],
): AsyncGenerator<Row> {
  if (wanted.length === 0) return;
  const byom = await context.startByom(engine);
  try {
    const askBy = await warmUp(byom, server);
    const others = await startOutsideLoad(byom);
    try {
      const floors = new Map<Load, ClockErrors>();
      for (const { load, face } of wanted) {
        await others.done();
        const floor =
          floors.get(load) ?? (await floorOf({ ...load, calls: FLOOR_BESIDE_OTHERS * load.calls }));
        if (!floors.has(load)) {
          floors.set(load, floor);
          yield* floorRows(
            floor,
            `floor beside outside load, ${load.atOnce} at once, ${engine}`,
            await others.done(),
          );
        }
        const errors = await server.errorsOf(askBy[face], load);
        yield* errorRows(
          errors,
          `beside outside load, ${load.atOnce} at once, ${face}, ${engine}`,
          { floor, allowedMs: ALLOWED_BESIDE_OTHERS_MS, meanwhile: await others.done() },
        );
      }
    } finally {
      await others.stop();
    }
  } finally {
    await byom.stop();
  }
}

/** Sessions at both faces, whose code has run. */
async function warmUp(byom: BenchByom, server: ClockServer) {
  const askBy = {
    rest: await faces.rest(byom, server.url),
    subscription: await faces.subscription(byom, server.url),
  };
  const [, sixteen, sixtyFour] = loads;
  await server.errorsOf(askBy.rest, sixteen);
  await server.errorsOf(askBy.subscription, sixtyFour);
  return askBy;
}

function* errorRows(
  errors: ClockErrors,
  name: string,
  compared: { floor: ClockErrors; allowedMs: number; meanwhile?: string },
): Generator<Row> {
  const { floor, allowedMs, meanwhile } = compared;
  for (const what of ['latencyMs', 'ttftMs'] as const) {
    const floorMs = quantile(floor[what], 0.95);
    yield {
      name: `p95 error of ${what}, ${name}`,
      errorMs: quantile(errors[what], 0.95),
      aim: floorMs + allowedMs,
      detail: [
        `${floorMs.toFixed(2)} is the floor, ${spread(errors[what])}, stored in whole ms`,
        ...(errors.repeated > 0 ? [`${errors.repeated} CALLS MADE AGAIN`] : []),
        ...(meanwhile ? [meanwhile] : []),
      ].join('; '),
    };
  }
}

function* floorRows(floor: ClockErrors, name: string, meanwhile?: string): Generator<Row> {
  for (const what of ['latencyMs', 'ttftMs'] as const) {
    yield {
      name: `p95 error of ${what}, ${name}`,
      errorMs: quantile(floor[what], 0.95),
      detail: [`bare undici, ${spread(floor[what])}`, ...(meanwhile ? [meanwhile] : [])].join('; '),
    };
  }
}

function spread(errorsMs: number[]): string {
  const [median, most] = [0.5, 1].map((fraction) => quantile(errorsMs, fraction).toFixed(2));
  return `p50 ${median}, most ${most}`;
}

function only<Name extends Kind>(among: Measurement[], kind: Name): Of<Name>[] {
  return among.filter((one): one is Of<Name> => one.kind === kind);
}

function allMeasurements(): Measurement[] {
  const all: Measurement[] = loads.map((load) => ({
    kind: 'floor',
    load,
    parts: ['floor', String(load.atOnce)],
  }));
  const [, ...manyAtOnce] = loads;
  for (const engine of engines) {
    for (const [kind, ofKind] of [
      ['first', loads],
      ['warm', loads],
      ['load', manyAtOnce],
    ] as const) {
      for (const load of ofKind) {
        for (const face of faceNames) {
          all.push({ kind, engine, load, face, parts: [kind, engine, String(load.atOnce), face] });
        }
      }
    }
    for (const load of manyAtOnce) {
      all.push({ kind: 'loop', engine, load, parts: ['loop', engine, String(load.atOnce)] });
    }
    for (const size of wallSizes) {
      all.push({ kind: 'wall', engine, size, parts: ['wall', engine, String(size.concurrency)] });
    }
  }
  return all;
}
