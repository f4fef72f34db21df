import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * One response and its socket. All waiting ends at once, by an AbortError, when the client leaves,
 * so that no timer or writer outlives its call.
 */
export class ClientConnection {
  readonly res: ServerResponse;
  readonly socket: Socket;
  readonly signal: AbortSignal;
  /** What the log shall say if the reply goes out whole. */
  outcomeIfComplete: 'answered' | 'failed' = 'answered';
  readonly #startedAt: number;
  readonly #settle: (outcome: 'answered' | 'failed') => void;

  constructor(
    res: ServerResponse,
    socket: Socket,
    startedAt: number,
    settle: (outcome: 'answered' | 'failed') => void,
  ) {
    const clientLeft = new AbortController();
    res.once('close', () => clientLeft.abort());
    this.res = res;
    this.socket = socket;
    this.signal = clientLeft.signal;
    this.#startedAt = startedAt;
    this.#settle = settle;
  }

  /** Waits until `ms` after the request came in. */
  async waitUntil(ms: number): Promise<void> {
    const remainingMs = this.#startedAt + ms - performance.now();
    if (remainingMs > 0)
      await setTimeout(Math.ceil(remainingMs), undefined, { signal: this.signal });
    this.signal.throwIfAborted();
  }

  async wait(ms: number): Promise<void> {
    const { signal } = this;
    await (ms > 0 ? setTimeout(ms, undefined, { signal }) : setImmediate(undefined, { signal }));
  }

  /** Never resolves; rejects when the client leaves. */
  async hang(): Promise<never> {
    this.signal.throwIfAborted();
    await once(this.signal, 'abort');
    throw this.signal.reason;
  }

  /** Sends a piece of the body no faster than the client reads. */
  async send(data: string | Buffer, splitBytes = Infinity): Promise<void> {
    const bytes = Buffer.from(data as string);
    for (let from = 0; from < bytes.length; from += splitBytes) {
      this.signal.throwIfAborted();
      const isWritable = this.res.write(bytes.subarray(from, from + splitBytes));
      if (!isWritable) await once(this.res, 'drain', { signal: this.signal });
      if (splitBytes < bytes.length) await this.wait(0);
    }
  }

  /** Bypasses the HTTP layer, for status lines and headers it would refuse to write. */
  async sendRaw(data: string | Buffer): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.socket.write(data)) await once(this.socket, 'drain', { signal: this.signal });
  }

  /** Ends a reply that went out by `sendRaw`. */
  endRaw(): void {
    this.#settle(this.outcomeIfComplete);
    this.socket.end();
  }

  async breakOff(how: 'rst' | 'fin'): Promise<void> {
    // A reset overtakes bytes still on their way; the client shall have read what came before it.
    if (this.res.headersSent) await this.wait(20);
    this.#settle('failed');
    const canReset = !('encrypted' in this.socket);
    if (how === 'rst' && canReset) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }
}
