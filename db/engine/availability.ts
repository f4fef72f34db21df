/**
 * Whether the database answers. A driver that has lost its server lets statements queue until it may
 * try to connect again, and waits for ever for a server that hangs; whoever has people waiting asks
 * here instead, and tells them at once (docs/decisions/0022). What it says is a little old: a
 * statement may fail though the database is called available.
 */
const PROBE_EVERY_MS = 300;
/** A shorter interruption, such as a quick restart, is felt only by the statements that meet it. */
const LOST_AFTER_MS = 1_200;

export interface Availability {
  readonly isAvailable: boolean;
  /** Calls `onLost` when the database stops answering; returns the way to end that. */
  onLost(onLost: () => void): () => void;
}

/** The embedded database is there as long as the process is. */
export const alwaysAvailable: Availability = { isAvailable: true, onLost: () => () => {} };

/**
 * Keeps probing until `signal` aborts. That `probe` resolves is all that counts; `isLate` tells it that
 * the last one was given up.
 */
export function watchAvailability(
  probe: (isLate: boolean) => Promise<unknown>,
  signal: AbortSignal,
): Availability {
  const listeners = new Set<() => void>();
  let isAvailable = true;

  void (async () => {
    let answeredAt = performance.now();
    let outcome: ProbeOutcome = 'answered';
    while (!signal.aborted) {
      outcome = await outcomeOf(probe(outcome === 'late'));
      if (outcome === 'answered') {
        answeredAt = performance.now();
        isAvailable = true;
      } else if (isAvailable && performance.now() - answeredAt >= LOST_AFTER_MS) {
        isAvailable = false;
        for (const onLost of listeners) onLost();
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS).unref());
    }
  })();

  return {
    get isAvailable() {
      return isAvailable;
    },
    onLost(onLost) {
      listeners.add(onLost);
      return () => void listeners.delete(onLost);
    },
  };
}

type ProbeOutcome = 'answered' | 'refused' | 'late';

function outcomeOf(probing: Promise<unknown>): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    // An answer that came in while the process itself was too busy to look is not late.
    const timer = setTimeout(() => setImmediate(() => resolve('late')), LOST_AFTER_MS);
    probing
      .then(
        () => resolve('answered'),
        () => resolve('refused'),
      )
      .finally(() => clearTimeout(timer));
  });
}
