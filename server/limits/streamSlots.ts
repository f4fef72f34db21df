/**
 * Bounds how many streams are open at once in this process. A rate limit cannot: a stream keeps its
 * connection and its listener for as long as its reader likes (docs/decisions/0023).
 */
import { DomainError } from '../../contract/domainError.ts';

const PER_SESSION = 20;
const PER_ADDRESS = 100;
/** Not multiplied: it is what a process can bear. */
const PER_PROCESS = 10_000;
/** Nobody knows when a stream ends, so this is only when to try again. */
const RETRY_AFTER_SECONDS = 5;

export interface StreamSlots {
  /**
   * Takes a slot for one more stream; call what it returns when the stream is over, once or more.
   * @throws DomainError `stream_limit`
   */
  acquire(reader: { sessionHash: string | undefined; addressBucket: string }): () => void;
}

/** `factor` multiplies the bounds of a session and of an address. */
export function createStreamSlots(factor: number): StreamSlots {
  const openStreams = new Map<string, number>();

  function release(key: string): void {
    const remaining = (openStreams.get(key) ?? 1) - 1;
    if (remaining === 0) openStreams.delete(key);
    else openStreams.set(key, remaining);
  }

  return {
    acquire({ sessionHash, addressBucket }) {
      const bounds = [
        { key: 'process', max: PER_PROCESS, where: 'on this server' },
        {
          key: `address ${addressBucket}`,
          max: PER_ADDRESS * factor,
          where: 'from your network address',
        },
      ];
      if (sessionHash !== undefined) {
        bounds.push({
          key: `session ${sessionHash}`,
          max: PER_SESSION * factor,
          where: 'in this session',
        });
      }
      for (const { key, max, where } of bounds) {
        if ((openStreams.get(key) ?? 0) >= max) throw streamLimitError(max, where);
      }
      for (const { key } of bounds) openStreams.set(key, (openStreams.get(key) ?? 0) + 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        for (const { key } of bounds) release(key);
      };
    },
  };
}

function streamLimitError(max: number, where: string): DomainError {
  return new DomainError(
    'stream_limit',
    `${max} streams are open ${where}, which is as many as are allowed at once. Close a tab or a ` +
      'watcher. The server administrator can allow more with DEMO_RATE_LIMIT_FACTOR.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
