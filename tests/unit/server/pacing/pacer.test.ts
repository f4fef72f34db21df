import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPacer } from '../../../../server/pacing/pacer.ts';
import { createPacers } from '../../../../server/pacing/pacers.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
const adaptive = { adaptive: true, signal: never };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Park and Miller's generator, so that every run of the test is the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Endpoint {
  /** Calls in flight it takes, and starts within a second. */
  inFlight?: number;
  perSecond?: number;
  latencyMs?: number;
  retryAfterMs?: number | null;
  /** Calls it works on at once; others wait inside. */
  slots?: number;
}

/** Sends `calls` through a pacer to an endpoint with bounds that only its refusals tell of. */
async function simulate(
  {
    inFlight = Infinity,
    perSecond = Infinity,
    latencyMs = 100,
    retryAfterMs = null,
    slots = Infinity,
  }: Endpoint,
  { calls, atOnce = 64, seed = 1 }: { calls: number; atOnce?: number; seed?: number },
) {
  const random = seeded(seed);
  const pacer = createPacer(random);
  let running = 0;
  let busy = 0;
  const waiting: (() => void)[] = [];
  let taken: number[] = [];
  let refused = 0;
  let most = 0;
  let next = 0;

  /** Resolves with the time to the first byte, null where it was refused. */
  async function serve(): Promise<number | null> {
    const calledAt = performance.now();
    await sleep(1 + random());
    const now = performance.now();
    taken = taken.filter((at) => at > now - 1_000);
    if (running >= inFlight || taken.length >= perSecond) return null;
    taken.push(now);
    running += 1;
    most = Math.max(most, running);
    if (busy >= slots) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    await sleep(latencyMs * 0.2);
    const firstByteMs = performance.now() - calledAt;
    await sleep(latencyMs * (0.7 + 0.2 * random()));
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
    running -= 1;
    return firstByteMs;
  }

  async function work(): Promise<void> {
    while (next++ < calls) {
      for (let attempt = 0; ; attempt += 1) {
        const admission = await pacer.acquire(adaptive);
        const firstByteMs = await serve();
        if (firstByteMs !== null) {
          admission.succeeded(firstByteMs);
          break;
        }
        refused += 1;
        admission.rateLimited('too_fast', retryAfterMs);
        if (retryAfterMs === null) await sleep(250 * 2 ** attempt * (0.5 + random() / 2));
      }
    }
  }

  const startedAt = performance.now();
  let endedAt = 0;
  void Promise.all(Array.from({ length: atOnce }, work)).then(() => {
    endedAt = performance.now();
  });
  for (let step = 0; endedAt === 0 && step < 100_000; step += 1)
    await vi.advanceTimersByTimeAsync(5);
  expect(endedAt).toBeGreaterThan(0);
  const best = Math.max(
    (calls * latencyMs) / Math.min(inFlight, atOnce, slots),
    (calls / perSecond - 1) * 1_000,
  );
  const { limit, callsAtOnceBy } = pacer.state;
  return {
    ratio: (endedAt - startedAt) / best,
    refused: refused / (calls + refused),
    most,
    limit,
    callsAtOnceBy,
  };
}

describe('against an endpoint with bounds it does not tell', () => {
  it.each<[string, Endpoint, number, { ratio: number; refused: number }]>([
    ['20 in flight', { inFlight: 20 }, 1_000, { ratio: 1.3, refused: 0.03 }],
    ['5 in flight', { inFlight: 5 }, 1_000, { ratio: 1.3, refused: 0.03 }],
    ['one in flight', { inFlight: 1 }, 200, { ratio: 1.3, refused: 0.05 }],
    [
      '16 slow ones in flight',
      { inFlight: 16, latencyMs: 2_000 },
      400,
      { ratio: 1.3, refused: 0.03 },
    ],
    ['50 a second', { perSecond: 50 }, 1_000, { ratio: 1.3, refused: 0.03 }],
    ['20 a second', { perSecond: 20 }, 1_000, { ratio: 1.3, refused: 0.03 }],
    [
      '8 in flight and 60 a second',
      { inFlight: 8, perSecond: 60 },
      1_000,
      { ratio: 1.3, refused: 0.03 },
    ],
    [
      '20 in flight and 100 a second',
      { inFlight: 20, perSecond: 100 },
      1_000,
      { ratio: 1.3, refused: 0.03 },
    ],
    [
      '50 a second, and a second to wait after each refusal',
      { perSecond: 50, retryAfterMs: 1_000 },
      1_000,
      { ratio: 1.4, refused: 0.03 },
    ],
    [
      '20 in flight, and a second to wait after each refusal',
      { inFlight: 20, retryAfterMs: 1_000 },
      1_000,
      { ratio: 1.4, refused: 0.03 },
    ],
  ])(
    '%s: it comes near to the best possible, and few calls are refused',
    async (_bounds, endpoint, calls, most) => {
      const { ratio, refused } = await simulate(endpoint, { calls });
      expect(ratio).toBeLessThan(most.ratio);
      expect(refused).toBeLessThan(most.refused);
    },
  );

  it('a refusal of more at once is told as one', async () => {
    expect(await simulate({ inFlight: 3 }, { calls: 60 })).toMatchObject({
      callsAtOnceBy: 'refusal',
    });
    expect(await simulate({}, { calls: 60 })).toMatchObject({ callsAtOnceBy: null });
  });

  it('none at all: it soon uses all it may', async () => {
    const { ratio, most, refused } = await simulate({}, { calls: 1_000, atOnce: 32 });
    expect(most).toBe(32);
    expect(refused).toBe(0);
    expect(ratio).toBeLessThan(1.3);
  });

  it.each([1, 4, 16])(
    'it takes all but works on %i at once: few wait inside it, and no time is lost',
    async (slots) => {
      const { ratio, limit, refused, callsAtOnceBy } = await simulate(
        { slots, latencyMs: 1_000 },
        { calls: slots * 60 },
      );
      expect(refused).toBe(0);
      expect(limit).toBeLessThanOrEqual(Math.max(3, slots * 2));
      expect(callsAtOnceBy).toBe('latency');
      expect(ratio).toBeLessThan(1.2);
    },
  );
});

describe('those who share a pacer', () => {
  it('take turns, so that a slow one keeps no more than its share', async () => {
    const pacer = createPacer();
    const started: string[] = [];
    const call = (owner: string) =>
      void pacer.acquire({ ...adaptive, owner }).then((permit) => {
        started.push(owner);
        // Those of the slow one do not end.
        if (owner === 'quick') setTimeout(() => permit.succeeded(), 10);
      });
    for (let calls = 0; calls < 20; calls += 1) call('slow');
    for (let calls = 0; calls < 20; calls += 1) call('quick');
    await vi.advanceTimersByTimeAsync(1_000);
    const isQuick = (owner: string) => owner === 'quick';
    expect(started.filter(isQuick)).toHaveLength(20);
    // In the order of their coming all twenty of the slow one would have been before the last of the quick one.
    expect(
      started.slice(0, started.findLastIndex(isQuick)).filter((owner) => !isQuick(owner)).length,
    ).toBeLessThan(10);
  });
});

describe('a pause that the endpoint asks for', () => {
  it('holds all calls, also those that are not paced, and is kept to the end', async () => {
    const pacer = createPacer(() => 0);
    const first = await pacer.acquire(adaptive);
    first.rateLimited('too_fast', 5_000);
    const started: string[] = [];
    void pacer.acquire(adaptive).then(() => started.push('adaptive'));
    void pacer.acquire({ adaptive: false, signal: never }).then(() => started.push('fixed'));
    await vi.advanceTimersByTimeAsync(4_990);
    expect(started).toEqual([]);
    expect(pacer.state.pausedMs).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(started.toSorted()).toEqual(['adaptive', 'fixed']);
  });

  it('is kept to the second, up to that of a quota, with a jitter of two seconds at most', async () => {
    const paused = async (waitMs: number, random: number) => {
      const pacer = createPacer(() => random);
      (await pacer.acquire(adaptive)).rateLimited('too_fast', waitMs);
      return pacer.state.pausedMs;
    };
    expect(await paused(36_430, 0)).toBe(36_430);
    expect(await paused(14 * 60_000, 0)).toBe(14 * 60_000);
    expect(await paused(14 * 60_000, 1)).toBe(14 * 60_000 + 2_000);
    expect(await paused(1_000, 1)).toBe(1_050);
    expect(await paused(1e12, 0)).toBe(15 * 60_000);
  });
});

describe('a call', () => {
  it('that only waits can be given up, and the next one takes its place', async () => {
    const pacer = createPacer();
    const running = await Promise.all([1, 2].map(() => pacer.acquire(adaptive)));
    const waiting = new AbortController();
    const given = pacer.acquire({ adaptive: true, signal: waiting.signal });
    const next = pacer.acquire(adaptive);
    waiting.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    running[0]?.succeeded();
    await expect(next).resolves.toMatchObject({ waitedMs: 0 });
  });

  it('ends once, whatever is said of it afterwards', async () => {
    const pacer = createPacer();
    const admission = await pacer.acquire(adaptive);
    admission.succeeded();
    admission.release();
    admission.rateLimited('too_many_at_once', 10_000);
    expect(pacer.state).toMatchObject({ inFlight: 0, pausedMs: 0 });
  });

  it('halves what is in flight when too many at once is all that is known', async () => {
    const pacer = createPacer();
    for (let round = 0; round < 10; round += 1) {
      const { limit } = pacer.state;
      const calls = await Promise.all(Array.from({ length: limit }, () => pacer.acquire(adaptive)));
      for (const call of calls) call.succeeded();
    }
    const { limit } = pacer.state;
    const calls = await Promise.all(
      Array.from({ length: limit - 1 }, () => pacer.acquire(adaptive)),
    );
    calls.at(-1)?.rateLimited('too_many_at_once', null);
    expect(pacer.state.limit).toBeLessThanOrEqual(Math.ceil(limit / 2));
  });
});

describe('runs against one endpoint', () => {
  const endpoint = { endpointUrl: 'https://host.example/v1/chat/completions', apiKey: 'k1' };

  it('share a pacer when the key is the same, whatever the path', () => {
    const pacers = createPacers();
    const { pacer } = pacers.use(endpoint);
    expect(pacers.use({ ...endpoint, endpointUrl: 'https://host.example/other' }).pacer).toBe(
      pacer,
    );
    expect(pacers.use({ ...endpoint, apiKey: 'k2' }).pacer).not.toBe(pacer);
    expect(pacers.use({ ...endpoint, endpointUrl: 'https://other.example/v1' }).pacer).not.toBe(
      pacer,
    );
  });

  it('leave nothing behind once all are over', () => {
    const pacers = createPacers();
    const first = pacers.use(endpoint);
    const second = pacers.use(endpoint);
    expect(second.pacer).toBe(first.pacer);
    first.release();
    first.release();
    const third = pacers.use(endpoint);
    expect(third.pacer).toBe(first.pacer);
    second.release();
    third.release();
    expect(pacers.use(endpoint).pacer).not.toBe(first.pacer);
  });
});
