/**
 * Notices when an endpoint takes more calls than it works on at once: it refuses none, but lets them
 * wait, so that more in flight bring longer waits and no more answers. Both must be seen before fewer
 * are called: answers differ in length, and the first byte of a longer prompt comes later.
 * See docs/decisions/0013.
 */
export interface SaturationDetector {
  /**
   * Takes note of an answer.
   * @param call when it started, how many calls were in flight then, and its time to first byte in
   *   milliseconds
   * @returns when more in flight gained nothing: how many were enough, and how long to hold that
   */
  noteAnswer(call: {
    startedAt: number;
    concurrency: number;
    firstByteMs: number;
  }): { limit: number; holdMs: number } | undefined;
  /** Forgets what was measured: the endpoint has refused a call, so it works differently by now. */
  reset(): void;
}

/** A stretch of about as many answers as calls were in flight. */
interface Round {
  /** Most calls in flight. */
  limit: number;
  answersPerMs: number;
  /** Median time to first byte. */
  medianFirstByteMs: number;
}

const MIN_CALLS_PER_ROUND = 4;
/** More in flight must bring this many times the answers… */
const MIN_GAIN = 1.2;
/** …unless the time to first byte stays below this many times what it was, and this much more. */
const MAX_SLOWDOWN = 1.5;
const MAX_SLOWDOWN_MS = 50;
const HOLD_ROUNDS = 10;
const ROUNDS_KEPT = 12;

/** Opens the detector of one endpoint. */
export function createSaturationDetector(): SaturationDetector {
  let startedAt: number | undefined;
  let answers = 0;
  let maxConcurrency = 0;
  let firstBytesMs: number[] = [];
  let rounds: Round[] = [];

  function beginRound(at: number | undefined): void {
    startedAt = at;
    answers = 0;
    maxConcurrency = 0;
    firstBytesMs = [];
  }

  return {
    noteAnswer(call) {
      const now = performance.now();
      startedAt ??= call.startedAt;
      answers += 1;
      // It started in the round before, with other calls in flight.
      if (call.startedAt < startedAt) return undefined;
      firstBytesMs.push(call.firstByteMs);
      maxConcurrency = Math.max(maxConcurrency, call.concurrency);
      if (firstBytesMs.length < Math.max(maxConcurrency, MIN_CALLS_PER_ROUND)) return undefined;
      const tookMs = Math.max(1, now - startedAt);
      const round = {
        limit: maxConcurrency,
        answersPerMs: answers / tookMs,
        medianFirstByteMs: median(firstBytesMs),
      };
      beginRound(now);
      const enough = rounds
        .filter((earlier) => gainsNothing(round, earlier))
        .toSorted((a, b) => a.limit - b.limit)[0];
      if (enough) return { limit: enough.limit, holdMs: HOLD_ROUNDS * tookMs };
      rounds = [...rounds.filter(({ limit }) => limit !== round.limit), round].slice(-ROUNDS_KEPT);
      return undefined;
    },
    reset() {
      beginRound(undefined);
      rounds = [];
    },
  };
}

/** Whether fewer in flight had brought about as many answers, with less waiting. */
function gainsNothing(round: Round, earlier: Round): boolean {
  return (
    earlier.limit < round.limit &&
    round.answersPerMs < MIN_GAIN * earlier.answersPerMs &&
    round.medianFirstByteMs > MAX_SLOWDOWN * earlier.medianFirstByteMs + MAX_SLOWDOWN_MS
  );
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
