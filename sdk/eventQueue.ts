/** What listeners hear, as an iterable for one reader. */
export interface EventQueue<Event> extends AsyncIterableIterator<Event, undefined> {
  push(event: Event): void;
  /** Ends it behind what was pushed. */
  end(): void;
  /** Ends it with an error, behind what was pushed. */
  fail(error: unknown): void;
}

/**
 * Keeps events until they are read.
 * @param signal fails it with its reason
 */
export function eventQueue<Event>(signal?: AbortSignal): EventQueue<Event> {
  const waiting: Event[] = [];
  let ended: { error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  const close = (how: { error?: unknown }) => {
    ended ??= how;
    signal?.removeEventListener('abort', onAbort);
    wake?.();
  };
  const onAbort = () => close({ error: signal?.reason });
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort);
  return {
    push(event) {
      if (ended) return;
      waiting.push(event);
      wake?.();
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    async next() {
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (waiting.length > 0) return { value: waiting.shift() as Event, done: false };
      if (ended && 'error' in ended) {
        const { error } = ended;
        ended = {};
        throw error;
      }
      return { value: undefined, done: true };
    },
    async return() {
      waiting.length = 0;
      close({});
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
