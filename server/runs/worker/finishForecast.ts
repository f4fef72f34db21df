/** Slow samples are too few in that time to compute a rate from, so the last few always count. */
const RATE_WINDOW_MS = 10_000;
const RATE_WINDOW_SAMPLES = 20;
/** Of the stretches between two pauses, so many tell how the next ones will be. */
const BURSTS_KEPT = 3;
/** So many times what came between two pauses came without one: the endpoint's bound is kept by now. */
const BURSTS_WITHOUT_PAUSE = 2;

/** How many calls of a run go on, and what bounds them as far as that is known. */
export interface CallsNow {
  inFlight: number;
  /** Most calls in flight; null while no bound was met. */
  callsAtOnce: number | null;
  /** Most starts a second, as learnt and by the run's settings; null for none. */
  startsPerSecond: number | null;
}

/** How fast the samples of a run come, and when the last of them will have come. */
export interface FinishForecast {
  /** @param callMs what its last call took; null where it is not known */
  finished(now: number, callMs: number | null): void;
  /** A call was made again for another reason than a limit: each start brings less than one sample. */
  repeated(): void;
  /** All calls have to wait until `until`, as the endpoint asked. May be told as often as one likes. */
  paused(now: number, until: number): void;
  /** Samples a second, of late and while calls may be made; null until there are some. */
  ratePerSecond(now: number): number | null;
  /** Milliseconds until so many more samples are finished; null until that can be known. */
  leftMs(now: number, samples: number, calls: CallsNow): number | null;
}

/** Samples that came up to a pause, and how long that was. */
interface Burst {
  finished: number;
  pauseMs: number;
}

/**
 * Opens the forecast of one worker's part of a run. It goes on at its present rate, but no faster than the bounds that
 * were learnt meanwhile; where the endpoint asked for pauses before, the next ones are counted in, as long as those
 * and after as many samples. Times are by `performance.now()`.
 */
export function createFinishForecast(startedAt: number): FinishForecast {
  let finishTimes: number[] = [];
  let finished = 0;
  let repeats = 0;
  let meanCallMs: number | null = null;
  let pausedUntil = 0;
  let pausedMs = 0;
  let bursts: Burst[] = [];
  let burst: Burst = { finished: 0, pauseMs: 0 };

  /** A clock that stands still during pauses. */
  function activeMs(now: number): number {
    return now - startedAt - pausedMs + Math.max(0, pausedUntil - now);
  }

  function ratePerSecond(now: number): number | null {
    const at = activeMs(now);
    const total = finishTimes.length;
    const recent = finishTimes.filter(
      (time, index) => time > at - RATE_WINDOW_MS || index >= total - RATE_WINDOW_SAMPLES,
    );
    // The sample before the window ended about when the first one in it began.
    const since = finishTimes[total - recent.length - 1] ?? 0;
    finishTimes = finishTimes.slice(-Math.max(recent.length + 1, RATE_WINDOW_SAMPLES));
    return recent.length === 0 ? null : (recent.length * 1_000) / Math.max(1, at - since);
  }

  /**
   * Samples a second from now on. At the start, while ever more calls go on at once, those in flight tell of a higher
   * rate than what has come so far (Little's law). Neither can be higher than the bounds allow.
   */
  function rateToCome(
    ofLate: number,
    { inFlight, callsAtOnce, startsPerSecond }: CallsNow,
  ): number {
    const callsPerSample = 1 + repeats / Math.max(1, finished);
    const rateOf = (calls: number) => (meanCallMs ? (calls * 1_000) / meanCallMs : 0);
    const allowed = [callsAtOnce && rateOf(callsAtOnce), startsPerSecond].filter((rate) => !!rate);
    const bound = Math.min(...(allowed as number[])) / callsPerSample;
    return Math.min(bound, Math.max(ofLate, rateOf(inFlight) / callsPerSample));
  }

  /** The pauses to come before so many samples are finished, the present one left out. */
  function pausesMs(samples: number): number {
    const known = burst.pauseMs > 0 ? [...bursts, burst].slice(-BURSTS_KEPT) : bursts;
    const size = mean(known.map((each) => each.finished));
    if (!size) return 0;
    const sincePause = burst.pauseMs > 0 ? 0 : burst.finished;
    if (sincePause > BURSTS_WITHOUT_PAUSE * size) return 0;
    const untilPause = Math.max(1, size - sincePause);
    const pauses = Math.max(0, Math.ceil((samples - untilPause) / size));
    return pauses * mean(known.map((each) => each.pauseMs));
  }

  return {
    finished(now, callMs) {
      if (burst.pauseMs > 0 && now >= pausedUntil) {
        bursts = [...bursts, burst].slice(-BURSTS_KEPT);
        burst = { finished: 0, pauseMs: 0 };
      }
      burst.finished += 1;
      finished += 1;
      finishTimes.push(activeMs(now));
      if (callMs === null) return;
      // Of late: answers may become slower or faster in the course of a run.
      const weight = 1 / Math.min(finished, RATE_WINDOW_SAMPLES);
      meanCallMs = meanCallMs === null ? callMs : meanCallMs + weight * (callMs - meanCallMs);
    },
    repeated() {
      repeats += 1;
    },
    paused(now, until) {
      if (until <= Math.max(now, pausedUntil)) return;
      const addedMs = until - Math.max(now, pausedUntil);
      pausedMs += addedMs;
      burst.pauseMs += addedMs;
      pausedUntil = until;
    },
    ratePerSecond,
    leftMs(now, samples, calls) {
      const rate = ratePerSecond(now);
      if (rate === null) return null;
      // What is not even in flight takes a whole call.
      const lastCallMs = samples > calls.inFlight ? (meanCallMs ?? 0) : 0;
      const callingMs = Math.max(lastCallMs, (samples * 1_000) / rateToCome(rate, calls));
      return Math.max(0, pausedUntil - now) + callingMs + pausesMs(samples);
    },
  };
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
