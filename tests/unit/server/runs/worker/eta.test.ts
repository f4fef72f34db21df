/** How near the ETA is to the truth, against endpoints with limits that only their refusals tell. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPacer } from '../../../../../server/pacing/pacer.ts';
import { createActivityReport } from '../../../../../server/runs/worker/activityReport.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Endpoint {
  latencyMs: number;
  /** Calls in flight that it takes. */
  inFlight?: number;
  /** Calls that it takes in each window, and how long that is; a refusal names what is left of it. */
  perWindow?: number;
  windowMs?: number;
  /** Every so many calls fail once, and are made again. */
  failEvery?: number;
}

interface Told {
  /** Milliseconds since the start. */
  at: number;
  etaMs: number | null;
  retries: number;
}

/** Runs samples against an endpoint, sixteen at once at the most, and reads the activity twice a second. */
async function simulate(endpoint: Endpoint, samples: number) {
  const { latencyMs, inFlight = Infinity, perWindow = Infinity, windowMs = 1_000 } = endpoint;
  const pacer = createPacer(() => 0.5);
  const report = createActivityReport({
    pacer,
    settings: { concurrency: 16, adaptive: true, delayMs: 0 },
    delayLeftMs: () => 0,
    samples,
    finished: [],
    previous: null,
  });
  const startedAt = performance.now();
  let running = 0;
  let calls = 0;
  let taken: number[] = [];
  let next = 0;

  /** How a call ends: answered, failed in passing, or refused with a wait; null where none is named. */
  async function call(): Promise<'answered' | 'failed' | { waitMs: number | null }> {
    calls += 1;
    await sleep(2);
    const now = performance.now();
    const window = Math.floor(now / windowMs);
    taken = taken.filter((at) => Math.floor(at / windowMs) === window);
    if (taken.length >= perWindow) return { waitMs: (window + 1) * windowMs - now };
    if (running >= inFlight) return { waitMs: null };
    const fails = endpoint.failEvery !== undefined && calls % endpoint.failEvery === 0;
    taken.push(now);
    running += 1;
    await sleep(latencyMs * (0.75 + 0.5 * ((calls * 7) % 10) * 0.1));
    running -= 1;
    return fails ? 'failed' : 'answered';
  }

  async function work(): Promise<void> {
    while (next++ < samples) {
      for (let backoffMs = 500; ; backoffMs *= 2) {
        const permit = await pacer.acquire({
          adaptive: true,
          signal: new AbortController().signal,
        });
        report.callStarted();
        const ended = await call();
        report.callEnded();
        if (ended === 'answered') {
          permit.succeeded();
          break;
        }
        if (ended === 'failed') {
          permit.succeeded();
          report.retried(backoffMs, { reason: 'server_error', status: 500 });
        } else {
          permit.rateLimited('too_fast', ended.waitMs);
          report.retried(ended.waitMs ? 0 : backoffMs, { reason: 'too_fast', status: 429 });
        }
        if (ended === 'failed' || ended.waitMs === null) await sleep(backoffMs);
      }
      report.sampleFinished({ promptIndex: 0, correct: null, latencyMs });
    }
  }

  const told: Told[] = [];
  let tookMs = 0;
  void Promise.all(Array.from({ length: 16 }, work)).then(() => {
    tookMs = performance.now() - startedAt;
  });
  for (let step = 1; tookMs === 0 && step < 200_000; step += 1) {
    await vi.advanceTimersByTimeAsync(10);
    if (step % 50 !== 0 || tookMs > 0) continue;
    const { etaSeconds, retries } = report.read();
    const etaMs = etaSeconds === null ? null : etaSeconds * 1_000;
    told.push({ at: performance.now() - startedAt, etaMs, retries });
  }
  return { told, tookMs };
}

/** What was told of the time that was left, as multiples of the truth; the last seconds are rounded too much. */
function ratios(told: Told[], tookMs: number): number[] {
  return told
    .filter(({ at, etaMs }) => etaMs !== null && tookMs - at > 5_000)
    .map(({ at, etaMs }) => (etaMs ?? 0) / (tookMs - at));
}

describe('the time that is left', () => {
  it.each<[string, Endpoint, number]>([
    [
      '20 calls a minute, with the wait named',
      { latencyMs: 300, perWindow: 20, windowMs: 60_000 },
      90,
    ],
    [
      '10 calls in 20 seconds, with the wait named',
      { latencyMs: 800, perWindow: 10, windowMs: 20_000 },
      60,
    ],
    ['three calls at once', { latencyMs: 2_000, inFlight: 3 }, 120],
    ['five calls a second', { latencyMs: 400, perWindow: 5, windowMs: 1_000 }, 200],
    ['any number of calls, of which some fail', { latencyMs: 3_000, failEvery: 5 }, 200],
  ])('with an endpoint that takes %s', async (_, endpoint, samples) => {
    const { told, tookMs } = await simulate(endpoint, samples);
    // Before the first refusal nobody can know, and it takes some answers to learn.
    const knowing = told.filter(({ retries, at }) => retries > 0 && at > tookMs / 4);
    const found = ratios(knowing, tookMs).toSorted((a, b) => a - b);
    const tenth = (count: number) => found[Math.floor((found.length * count) / 10)];
    expect(found.length).toBeGreaterThan(40);
    expect(tenth(1)).toBeGreaterThan(0.65);
    expect(tenth(5)).toBeGreaterThan(0.85);
    expect(tenth(5)).toBeLessThan(1.15);
    expect(tenth(9)).toBeLessThan(1.35);
  });
});
