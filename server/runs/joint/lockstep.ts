/**
 * Lets the runs of a comparison ask each prompt at the same moment, so that what the day does to one model it does to
 * the other as well. A side that waits gives up when the others take longer than a prompt of its own did, and goes on
 * alone until they have caught up: a slow, a refused or a paused side delays nobody by more than that
 * (docs/decisions/0036).
 */
export interface Lockstep {
  /**
   * Resolves when `side` may ask what stands at `place` of the order; the side that goes first there a moment earlier.
   * @param patienceMs how long it waits for the others at most
   * @throws the reason of `signal` when that is aborted first
   */
  ready(
    side: number,
    place: number,
    options: { patienceMs: number; signal: AbortSignal },
  ): Promise<void>;
  /** The side asks nothing more, so nobody waits for it. */
  leave(side: number): void;
}

interface Waiter {
  side: number;
  place: number;
  start(): void;
}

/**
 * @param sides those that take part
 * @param firstSideAt which of them goes first at a place
 */
export function createLockstep(
  sides: number[],
  firstSideAt: (place: number) => number | undefined,
): Lockstep {
  /** The furthest place that each side has come to. */
  const reached = new Map(sides.map((side) => [side, -1]));
  /** Sides that somebody has waited for in vain. */
  const lagging = new Set<number>();
  const waiting = new Set<Waiter>();

  function missingAt(place: number): number[] {
    return [...reached].flatMap(([side, furthest]) =>
      furthest < place && !lagging.has(side) ? side : [],
    );
  }

  function startThoseReady(): void {
    const isFirst = ({ side, place }: Waiter) => firstSideAt(place) === side;
    const ready = [...waiting].filter(({ place }) => missingAt(place).length === 0);
    // Prompt by prompt: where only a few calls may be made at once, no side takes them all.
    const inOrder = ready.toSorted(
      (a, b) => a.place - b.place || Number(isFirst(b)) - Number(isFirst(a)),
    );
    for (const waiter of inOrder) {
      waiting.delete(waiter);
      waiter.start();
    }
  }

  return {
    async ready(side, place, { patienceMs, signal }) {
      signal.throwIfAborted();
      reached.set(side, Math.max(place, reached.get(side) ?? -1));
      if (Math.max(...reached.values()) === reached.get(side)) lagging.delete(side);
      await new Promise<void>((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
        };
        const waiter = {
          side,
          place,
          start() {
            end();
            resolve();
          },
        };
        const giveUp = () => {
          end();
          waiting.delete(waiter);
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          for (const missing of missingAt(place)) lagging.add(missing);
          startThoseReady();
        }, patienceMs);
        signal.addEventListener('abort', giveUp);
        waiting.add(waiter);
        // Once this one waits as well, so that all go on in the order in which they are started.
        queueMicrotask(startThoseReady);
      });
    },
    leave(side) {
      reached.delete(side);
      lagging.delete(side);
      startThoseReady();
    },
  };
}
