import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PacerState } from '../../../../../server/pacing/pacer.ts';
import {
  type ActivitySources,
  createActivityReport,
} from '../../../../../server/runs/worker/activityReport.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-01-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const free: PacerState = {
  inFlight: 0,
  limit: 8,
  callsAtOnce: null,
  callsAtOnceBy: null,
  startsPerSecond: null,
  pausedMs: 0,
};
const done = { promptIndex: 0, correct: null, latencyMs: null };
const refusal = { reason: 'too_fast', status: 429 } as const;

/** A report of a run of 100 prompts and what it looks at, for the test to change. */
function open(change: Partial<ActivitySources> = {}) {
  const pacer: PacerState = { ...free };
  let delayMs = 0;
  const report = createActivityReport({
    pacer: { state: pacer, acquire: () => Promise.reject(new Error('not asked for')) },
    settings: { concurrency: 16, adaptive: true, delayMs: 0 },
    delayLeftMs: () => delayMs,
    samples: 100,
    finished: [],
    previous: null,
    ...change,
  });
  const space = (ms: number) => {
    delayMs = ms;
  };
  return { report, pacer, space };
}

describe('what a run is doing', () => {
  it('is calling while a call is out, whatever else waits', () => {
    const { report, pacer } = open();
    report.callStarted();
    pacer.pausedMs = 3_000;
    report.retried(5_000, refusal);
    expect(report.read()).toMatchObject({ state: 'calling', resumesAt: null, waitSeconds: null });
    report.warmUp(true);
    expect(report.read().state).toBe('warming_up');
  });

  it('names the pause an endpoint asked for before a back-off of our own', () => {
    const { report, pacer } = open();
    report.retried(5_000, refusal);
    expect(report.read()).toMatchObject({
      state: 'backing_off',
      waitSeconds: 5,
      resumesAt: '2026-01-01T12:00:05.000Z',
      lastRetry: { reason: 'too_fast', status: 429, at: '2026-01-01T12:00:00.000Z' },
      retries: 1,
    });
    pacer.pausedMs = 9_000;
    expect(report.read()).toMatchObject({ state: 'paused', waitSeconds: 9 });
  });

  it('counts a back-off down to the first call that may go on', () => {
    const { report } = open();
    report.retried(8_000, refusal);
    report.retried(4_000, refusal);
    vi.advanceTimersByTime(2_500);
    expect(report.read().waitSeconds).toBe(2);
    vi.advanceTimersByTime(2_000);
    expect(report.read().waitSeconds).toBe(4);
    vi.advanceTimersByTime(4_000);
    expect(report.read()).toMatchObject({ state: 'calling', waitSeconds: null });
  });

  it("tells the run's own spacing, and other runs that use the endpoint", () => {
    const { report, pacer, space } = open();
    pacer.inFlight = 3;
    expect(report.read().state).toBe('queued');
    space(400);
    expect(report.read()).toMatchObject({ state: 'spacing', waitSeconds: 1 });
  });

  it('takes the wait for the same prompt of another run for no queue, and says whose turn it is', () => {
    const { report, pacer } = open();
    pacer.inFlight = 3;
    report.inStep(true);
    expect(report.read().state).toBe('calling');
    report.inStep(false);
    expect(report.read().state).toBe('queued');
    report.waitForOther(true);
    expect(report.read()).toMatchObject({ state: 'others_turn', waitSeconds: null });
    report.callStarted();
    expect(report.read().state).toBe('calling');
  });
});

describe('rate and time to go', () => {
  it('are unknown until a prompt is finished, then of the last seconds', () => {
    const { report } = open();
    vi.advanceTimersByTime(1_000);
    expect(report.read()).toMatchObject({ ratePerSecond: null, etaSeconds: null });
    // One a second at first, five a second later.
    for (let count = 0; count < 10; count += 1) {
      report.sampleFinished(done);
      vi.advanceTimersByTime(1_000);
    }
    for (let count = 0; count < 50; count += 1) {
      vi.advanceTimersByTime(200);
      report.sampleFinished(done);
    }
    const { ratePerSecond, etaSeconds } = report.read();
    expect(ratePerSecond).toBeGreaterThanOrEqual(4);
    expect(ratePerSecond).toBeLessThanOrEqual(5);
    expect(etaSeconds).toBe(Math.ceil(40 / (50 / 11)));
  });

  it('hold for prompts that take longer than the window', () => {
    const { report } = open();
    for (let count = 0; count < 3; count += 1) {
      vi.advanceTimersByTime(20_000);
      report.sampleFinished(done);
    }
    expect(report.read()).toMatchObject({ ratePerSecond: 0.05, etaSeconds: 97 * 20 });
  });

  it('count a wait in', () => {
    const { report, pacer } = open({ samples: 10 });
    vi.advanceTimersByTime(5_000);
    for (let count = 0; count < 5; count += 1) report.sampleFinished(done);
    pacer.pausedMs = 30_000;
    expect(report.read().etaSeconds).toBe(35);
  });
});

it('the limit is the lower of what was learnt and what the run may', () => {
  const { report, pacer } = open();
  expect(report.read().limit).toBe(8);
  pacer.limit = 40;
  expect(report.read().limit).toBe(16);
  const fixed = open({ settings: { concurrency: 3, adaptive: false, delayMs: 0 } });
  expect(fixed.report.read().limit).toBe(3);
});

it('keeps an evenly spread timeline of bounded length, on from an earlier worker', () => {
  const { report } = open();
  for (let call = 0; call < 4; call += 1) report.callStarted();
  for (let count = 0; count < 2_000; count += 1) {
    vi.advanceTimersByTime(250);
    report.read();
  }
  const { timeline } = report.read();
  expect(timeline.length).toBeLessThanOrEqual(240);
  expect(timeline.at(-1)?.[0]).toBeGreaterThan(490_000);
  const steps = timeline.slice(1).map(([at], index) => at - (timeline[index]?.[0] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(2 * Math.min(...steps.slice(0, -1)));

  const next = open({ previous: report.read() });
  vi.advanceTimersByTime(1_000);
  expect(next.report.read().timeline.at(-1)?.[0]).toBeGreaterThan(500_000);
});

it('counts the grades so far, with those of an earlier worker, and each prompt once', () => {
  const { report } = open({
    finished: [
      { promptIndex: 0, correct: true },
      { promptIndex: 1, correct: null },
    ],
  });
  expect(open().report.read().accuracy).toBeNull();
  report.sampleFinished({ ...done, promptIndex: 0, correct: true });
  report.sampleFinished({ ...done, promptIndex: 2, correct: false });
  // The Wilson interval of two thirds of two prompts, not of three.
  expect(report.read().accuracy).toEqual({ graded: 3, correct: 2, low: 15.9, high: 95.5 });
});
