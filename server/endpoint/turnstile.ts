/**
 * Bounds how many calls are out at once: to one host, whoever asks for it, so that nobody can turn us
 * against somebody else's server, and in all. Who has to wait is let in by turns, one call of each
 * asker after the other, so that a run of a thousand prompts does not keep a chat waiting.
 */
export interface Turnstile {
  /**
   * Resolves when a call to `host` may be made; `leave` must be called when it is over.
   * @param asker whoever the call is for; askers take turns
   * @throws the reason of `signal` when that is aborted first
   */
  enter(
    host: string,
    asker: object,
    signal?: AbortSignal,
  ): Promise<{
    /** Milliseconds. */
    waitedMs: number;
    leave(): void;
  }>;
}

interface Line {
  host: string;
  admit: (() => void)[];
}

/** Opens a turnstile. */
export function createTurnstile(most: { perHost: number; total: number }): Turnstile {
  let total = 0;
  const inside = new Map<string, number>();
  /** Who waits, in the order of their next turn. */
  const lines = new Map<object, Line>();

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
    for (const [asker, line] of lines) {
      if (!hasRoom(line.host)) continue;
      lines.delete(asker);
      line.admit.shift()?.();
      if (line.admit.length > 0) lines.set(asker, line);
      return;
    }
  }

  function letIn(host: string): () => void {
    count(host, 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      count(host, -1);
      admitNext();
    };
  }

  function waitForTurn(host: string, asker: object, signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const line = lines.get(asker) ?? { host, admit: [] };
      lines.set(asker, line);
      const admit = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(letIn(host));
      };
      const giveUp = () => {
        line.admit = line.admit.filter((other) => other !== admit);
        if (line.admit.length === 0 && lines.get(asker) === line) lines.delete(asker);
        reject(signal?.reason);
      };
      line.admit.push(admit);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async enter(host, asker, signal) {
      signal?.throwIfAborted();
      // Whoever can wait for this host is in line already, so nobody is overtaken.
      if (hasRoom(host)) return { waitedMs: 0, leave: letIn(host) };
      const since = performance.now();
      const leave = await waitForTurn(host, asker, signal);
      return { waitedMs: Math.round(performance.now() - since), leave };
    },
  };
}
