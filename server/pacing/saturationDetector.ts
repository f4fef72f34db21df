/**
 * Notices when an endpoint takes more calls than it works on at once: it refuses none, but lets them
 * wait, so that more in flight bring longer waits and no more answers. Both must be seen before fewer
 * are called: answers differ in length, and the first byte of a longer prompt comes later.
 * See docs/decisions/0013.
 */
interface Round {
  /** Most calls in flight. */
  limit: number;
  answersPerMs: number;
  /** Median time to the first byte. */
  waitMs: number;
}

export interface SaturationDetector {
  /**
   * Takes note of an answer.
   * @param call when it was made, how many were in flight then, and how long it waited for its first
   *   byte, in milliseconds
   * @returns how many in flight brought as much, and for how long to stay there, when more brought
   *   nothing; else undefined
   */
  answered(call: {
    startedAt: number;
    atOnce: number;
    firstByteMs: number;
  }): { limit: number; stayMs: number } | undefined;
  /** Forgets what was found: the endpoint has changed its mind. */
  reset(): void;
}

const MIN_CALLS_PER_ROUND = 4;
/** More in flight must bring so much more… */
const WORTHWHILE = 1.2;
/** …or not make anybody wait by so much longer. */
const LONGER = 1.5;
const LONGER_BY_MS = 50;
const STAY_ROUNDS = 10;
const ROUNDS_KEPT = 12;

/** Opens the account of one endpoint. */
export function createSaturationDetector(): SaturationDetector {
  let startedAt: number | undefined;
  let answers = 0;
  let atOnceMost = 0;
  let waits: number[] = [];
  let rounds: Round[] = [];

  function beginRound(at: number | undefined): void {
    startedAt = at;
    answers = 0;
    atOnceMost = 0;
    waits = [];
  }

  return {
    answered(call) {
      const now = performance.now();
      startedAt ??= call.startedAt;
      answers += 1;
      // What was called before says something about the round before.
      if (call.startedAt < startedAt) return undefined;
      waits.push(call.firstByteMs);
      atOnceMost = Math.max(atOnceMost, call.atOnce);
      if (waits.length < Math.max(atOnceMost, MIN_CALLS_PER_ROUND)) return undefined;
      const tookMs = Math.max(1, now - startedAt);
      const round = { limit: atOnceMost, answersPerMs: answers / tookMs, waitMs: median(waits) };
      beginRound(now);
      const asGood = rounds
        .filter((earlier) => bringsNothing(round, earlier))
        .toSorted((a, b) => a.limit - b.limit)[0];
      if (asGood) return { limit: asGood.limit, stayMs: STAY_ROUNDS * tookMs };
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
function bringsNothing(round: Round, earlier: Round): boolean {
  return (
    earlier.limit < round.limit &&
    round.answersPerMs < WORTHWHILE * earlier.answersPerMs &&
    round.waitMs > LONGER * earlier.waitMs + LONGER_BY_MS
  );
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
