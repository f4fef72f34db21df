/**
 * How late a thread is to its work. The stopwatch of a call stops when the event loop of its thread gets
 * round to it, so this delay bounds how far a measured time can be off (docs/decisions/0025).
 */
import { createHistogram, performance } from 'node:perf_hooks';

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

/** Opens the meter of this thread. It costs nothing while nobody measures. */
export function createSchedulingDelayMeter(): SchedulingDelayMeter {
  const histograms = new Set<ReturnType<typeof createHistogram>>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;

  function look(): void {
    const now = performance.now();
    // The histogram counts whole numbers from 1.
    const lateUs = Math.max(1, Math.round((now - dueAt) * 1_000));
    for (const histogram of histograms) histogram.record(lateUs);
    schedule(now);
  }

  function schedule(now: number): void {
    dueAt = now + LOOK_EVERY_MS;
    timer = setTimeout(look, LOOK_EVERY_MS);
    timer.unref();
  }

  return {
    measure() {
      const histogram = createHistogram();
      histograms.add(histogram);
      if (histograms.size === 1) schedule(performance.now());
      return {
        end() {
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
