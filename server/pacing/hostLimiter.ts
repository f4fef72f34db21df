/**
 * Bounds how many calls are out at once: to one host, whoever asks for it, so that nobody can turn us
 * against somebody else's server, and in all. Who has to wait is let in by turns, one call of each
 * owner after the other, so that a run of a thousand prompts does not keep a chat waiting.
 */
export interface HostLimiter {
  /**
   * Resolves when a call to `host` may be made; `release` must be called when it is over.
   * @param owner whoever the call is for; owners take turns
   * @throws the reason of `signal` when that is aborted first
   */
  acquire(
    host: string,
    owner: object,
    signal?: AbortSignal,
  ): Promise<{
    /** Milliseconds. */
    waitedMs: number;
    release(): void;
  }>;
}

interface WaitQueue {
  host: string;
  admit: (() => void)[];
}

/** Opens the limiter of a process. */
export function createHostLimiter(most: { perHost: number; total: number }): HostLimiter {
  let total = 0;
  const inside = new Map<string, number>();
  /** Who waits, in the order of their next turn. */
  const queues = new Map<object, WaitQueue>();

  function hasRoom(host: string): boolean {
    return total < most.total && (inside.get(host) ?? 0) < most.perHost;
  }

  function count(host: string, change: 1 | -1): void {
    total += change;
    const now = (inside.get(host) ?? 0) + change;
    if (now > 0) inside.set(host, now);
    else inside.delete(host);
  }

  function admitNext(): void {
    for (const [owner, queue] of queues) {
      if (!hasRoom(queue.host)) continue;
      queues.delete(owner);
      queue.admit.shift()?.();
      if (queue.admit.length > 0) queues.set(owner, queue);
      return;
    }
  }

  function take(host: string): () => void {
    count(host, 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      count(host, -1);
      admitNext();
    };
  }

  function waitForTurn(host: string, owner: object, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const queue = queues.get(owner) ?? { host, admit: [] };
      queues.set(owner, queue);
      const admit = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(take(host));
      };
      const giveUp = () => {
        queue.admit = queue.admit.filter((other) => other !== admit);
        if (queue.admit.length === 0 && queues.get(owner) === queue) queues.delete(owner);
        reject(signal?.reason);
      };
      queue.admit.push(admit);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async acquire(host, owner, signal) {
      signal?.throwIfAborted();
      // Whoever can wait for this host is in line already, so nobody is overtaken.
      if (hasRoom(host)) return { waitedMs: 0, release: take(host) };
      const since = performance.now();
      const leave = await waitForTurn(host, owner, signal);
      return { waitedMs: Math.round(performance.now() - since), release: leave };
    },
  };
}
