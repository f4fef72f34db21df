/**
 * How many streams may be open at once in this process. Each holds a connection and a listener for as
 * long as its reader likes, which no rate limit bounds (docs/decisions/0023).
 */
import { DomainError } from '../../contract/domainError.ts';

const PER_SESSION = 20;
const PER_ADDRESS = 100;
/** Not multiplied: it is what a process can bear. */
const PER_PROCESS = 10_000;
/** Streams end at any moment; this is only when to look again. */
const RETRY_AFTER_SECONDS = 5;

export interface StreamSlots {
  /**
   * Takes a slot for one more stream; call what it returns when the stream is over, once or more.
   * @throws DomainError `stream_limit`
   */
  open(reader: { sessionHash: string | undefined; addressBucket: string }): () => void;
}

/** `factor` multiplies what one session and one address may have. */
export function createStreamSlots(factor: number): StreamSlots {
  const taken = new Map<string, number>();

  function release(key: string): void {
    const left = (taken.get(key) ?? 1) - 1;
    if (left === 0) taken.delete(key);
    else taken.set(key, left);
  }

  return {
    open({ sessionHash, addressBucket }) {
      const claims = [
        { key: 'process', most: PER_PROCESS, where: 'on this server' },
        {
          key: `address ${addressBucket}`,
          most: PER_ADDRESS * factor,
          where: 'from your network address',
        },
      ];
      if (sessionHash !== undefined) {
        claims.push({
          key: `session ${sessionHash}`,
          most: PER_SESSION * factor,
          where: 'in this session',
        });
      }
      for (const { key, most, where } of claims) {
        if ((taken.get(key) ?? 0) >= most) throw full(most, where);
      }
      for (const { key } of claims) taken.set(key, (taken.get(key) ?? 0) + 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        for (const { key } of claims) release(key);
      };
    },
  };
}

function full(most: number, where: string): DomainError {
  return new DomainError(
    'stream_limit',
    `${most} streams are open ${where}, which is as many as are allowed at once. Close a tab or a ` +
      'watcher. The server administrator can allow more with DEMO_RATE_LIMIT_FACTOR.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
