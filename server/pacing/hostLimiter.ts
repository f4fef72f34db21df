/**
 * Bounds how many calls are out at once: to one host, whoever the calls are for, so that nobody can
 * turn us against somebody else's server, and in all. Owners that have to wait take turns, one call
 * each, so that a run of a thousand prompts does not keep a chat waiting.
 */
export interface HostLimiter {
  /**
   * Resolves when a call to `host` may be made; `release` must be called when it is over.
   * @param owner whoever the call is for, such as the id of a run
   * @throws the reason of `signal` when that is aborted first
   */
  acquire(
    host: string,
    owner: string,
    signal?: AbortSignal,
  ): Promise<{
    /** Milliseconds. */
    waitedMs: number;
    release(): void;
  }>;
}

/** The calls of one owner that wait for one host. */
interface WaitQueue {
  host: string;
  waiters: (() => void)[];
}

/** Opens a limiter; nothing is out yet. */
export function createHostLimiter(bounds: { perHost: number; total: number }): HostLimiter {
  let total = 0;
  const inFlight = new Map<string, number>();
  /** By host and owner, in the order of their next turn. */
  const queues = new Map<string, WaitQueue>();

  function hasRoom(host: string): boolean {
    return total < bounds.total && (inFlight.get(host) ?? 0) < bounds.perHost;
  }

  function count(host: string, change: 1 | -1): void {
    total += change;
    const now = (inFlight.get(host) ?? 0) + change;
    if (now > 0) inFlight.set(host, now);
    else inFlight.delete(host);
  }

  function startNext(): void {
    for (const [key, queue] of queues) {
      if (!hasRoom(queue.host)) continue;
      queues.delete(key);
      queue.waiters.shift()?.();
      // To the end of the line, as the others are next.
      if (queue.waiters.length > 0) queues.set(key, queue);
      return;
    }
  }

  function start(host: string): () => void {
    count(host, 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      count(host, -1);
      startNext();
    };
  }

  function waitForTurn(host: string, owner: string, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const key = `${host} ${owner}`;
      const queue = queues.get(key) ?? { host, waiters: [] };
      queues.set(key, queue);
      const waiter = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(start(host));
      };
      const giveUp = () => {
        queue.waiters = queue.waiters.filter((other) => other !== waiter);
        if (queue.waiters.length === 0 && queues.get(key) === queue) queues.delete(key);
        reject(signal?.reason);
      };
      queue.waiters.push(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async acquire(host, owner, signal) {
      signal?.throwIfAborted();
      // Whoever could start is not waiting any more, so nobody is overtaken.
      if (hasRoom(host)) return { waitedMs: 0, release: start(host) };
      const since = performance.now();
      const release = await waitForTurn(host, owner, signal);
      return { waitedMs: Math.round(performance.now() - since), release };
    },
  };
}
