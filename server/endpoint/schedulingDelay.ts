/**
 * How late a thread is to its work. The stopwatch of a call stops when the event loop of its thread gets
 * round to it, so this delay bounds how far a measured time can be off (docs/decisions/0025).
 */
import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks';

/** What was seen of one thread's event loop over a span of time; in milliseconds. */
export interface SchedulingDelay {
  p99Ms: number;
  maxMs: number;
}

export interface SchedulingDelayMeter {
  /** Measures from now on; `end` tells what was seen, null when the span was too short to see anything. */
  measure(): { end(): SchedulingDelay | null };
}

/** How often the loop is looked at. Timers count whole milliseconds, so a look may itself be 1 ms late. */
const LOOK_EVERY_MS = 10;
/** Recorded of one delay, so that a machine that slept does not keep the thread busy. */
const MAX_MISSED_LOOKS = 10_000;

/** Opens the meter of this thread. It costs nothing while nobody measures. */
export function createSchedulingDelayMeter(): SchedulingDelayMeter {
  const histograms = new Set<RecordableHistogram>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;

  function look(): void {
    const now = performance.now();
    for (const histogram of histograms) recordSince(dueAt, now, histogram);
    schedule(now);
  }

  /** An overdue look belongs to those who measured while it was: it would come too late for one that ends now. */
  function lookIfDue(): void {
    if (histograms.size === 0 || performance.now() <= dueAt) return;
    clearTimeout(timer);
    look();
  }

  function schedule(now: number): void {
    dueAt = now + LOOK_EVERY_MS;
    timer = setTimeout(look, LOOK_EVERY_MS);
    timer.unref();
  }

  return {
    measure() {
      lookIfDue();
      const histogram = createHistogram();
      histograms.add(histogram);
      if (histograms.size === 1) schedule(performance.now());
      return {
        end() {
          lookIfDue();
          histograms.delete(histogram);
          if (histograms.size === 0) clearTimeout(timer);
          if (histogram.count === 0) return null;
          const toMs = (us: number) => Math.round(us / 10) / 100;
          return { p99Ms: toMs(histogram.percentile(99)), maxMs: toMs(histogram.max) };
        },
      };
    },
  };
}

/**
 * Records how late the look is that was due, and each that was due after it while nobody could look. Else a
 * thread that is blocked for half a second counts as one look in a hundred, however many answers arrived in
 * that time. Source: HdrHistogram, on coordinated omission (`recordValueWithExpectedInterval`).
 */
function recordSince(dueAt: number, now: number, histogram: RecordableHistogram): void {
  const stepMs = Math.max(LOOK_EVERY_MS, (now - dueAt) / MAX_MISSED_LOOKS);
  let lateMs = now - dueAt;
  do {
    // The histogram counts whole numbers from 1.
    histogram.record(Math.max(1, Math.round(lateMs * 1_000)));
    lateMs -= stepMs;
  } while (lateMs > 0);
}
