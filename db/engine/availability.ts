/**
 * Whether the database answers. A driver that has lost its server lets statements queue until it may
 * try to connect again, and waits for ever for a server that hangs; whoever has people waiting asks
 * here instead, and tells them at once (docs/decisions/0022).
 */
const ASK_EVERY_MS = 300;
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
 * Keeps asking until `signal` aborts. That `ask` answers is all that counts; it hears by `isLate` when
 * its last question was given up.
 */
export function watchAvailability(
  ask: (isLate: boolean) => Promise<unknown>,
  signal: AbortSignal,
): Availability {
  const listeners = new Set<() => void>();
  let isAvailable = true;

  void (async () => {
    let answeredAt = performance.now();
    let answer: Awaited<ReturnType<typeof answerTo>> = 'given';
    while (!signal.aborted) {
      answer = await answerTo(ask(answer === 'late'));
      if (answer === 'given') {
        answeredAt = performance.now();
        isAvailable = true;
      } else if (isAvailable && performance.now() - answeredAt >= LOST_AFTER_MS) {
        isAvailable = false;
        for (const onLost of listeners) onLost();
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS).unref());
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

function answerTo(question: Promise<unknown>): Promise<'given' | 'refused' | 'late'> {
  return new Promise((resolve) => {
    // An answer that came in while the process itself was too busy to look is none too late.
    const timer = setTimeout(() => setImmediate(() => resolve('late')), LOST_AFTER_MS);
    question
      .then(
        () => resolve('given'),
        () => resolve('refused'),
      )
      .finally(() => clearTimeout(timer));
  });
}
