import { performance } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { ResponseHeaders } from '../protocol/responseHeaders.ts';
import type { SendingListener } from './guardedDispatcher.ts';

export interface TransferRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  onSending(): void;
  signal: AbortSignal;
}

/** Ends a transfer from outside, when what came is enough or is not to be borne. */
export interface TransferControl {
  /** Nothing more is wanted; the transfer resolves, and the connection is closed. */
  stop(): void;
  /** The transfer rejects with this error, and the connection is closed. */
  fail(error: unknown): void;
}

export interface TransferListener {
  onStart(status: number, headers: ResponseHeaders, control: TransferControl): void;
  /**
   * @param arrivedAt when the bytes were read from the socket, by `performance.now()`
   * @returns false when nothing more is wanted; the connection is then closed
   */
  onBytes(bytes: Uint8Array, arrivedAt: number): boolean;
}

/** Something that came and was not looked at yet. */
type Arrival =
  | { bytes: Uint8Array; at: number }
  | { end: true; at: number }
  | { error: unknown; at: number };

/**
 * Sends a request and hands the answer on as it comes, without a stream in between: at some hundred
 * answers a second those cost more than the reading (docs/decisions/0003). What arrives is only stamped
 * with the time, and looked at once every other socket that is readable has been read too: else the
 * parsing of one answer would be counted as the latency of the next (docs/decisions/0025).
 * @returns when the end of the answer arrived, by `performance.now()`
 * @throws what the connection fails with, what the listener throws, or the signal's reason
 */
export function transfer(
  dispatcher: Dispatcher,
  { url, method, headers, body, onSending, signal }: TransferRequest,
  { onStart, onBytes }: TransferListener,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(url);
    let connection: Dispatcher.DispatchController | undefined;
    let isOver = false;
    let arrived: Arrival[] = [];

    const end = (finish: () => void) => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', giveUp);
      finish();
    };
    const breakOff = (error: unknown) => {
      end(() => reject(error));
      connection?.abort(error as Error);
    };
    const giveUp = () => {
      // What had come by then counts as come.
      look();
      breakOff(signal.reason);
    };
    const arrive = (arrival: Arrival) => {
      // After the reading of all sockets that are readable now.
      if (arrived.length === 0) setImmediate(look);
      arrived.push(arrival);
    };
    const look = () => {
      const arrivals = arrived;
      arrived = [];
      for (const arrival of arrivals) {
        if (isOver) return;
        if ('bytes' in arrival) lookAt(arrival);
        else if ('error' in arrival) end(() => reject(arrival.error));
        else end(() => resolve(arrival.at));
      }
    };
    const stop = (at: number) => {
      end(() => resolve(at));
      connection?.abort(new Error('Enough was read.'));
    };
    const lookAt = ({ bytes, at }: { bytes: Uint8Array; at: number }) => {
      try {
        if (!onBytes(bytes, at)) stop(at);
      } catch (error) {
        breakOff(error);
      }
    };
    const control: TransferControl = {
      stop: () => stop(performance.now()),
      fail: breakOff,
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', giveUp);

    const options: Dispatcher.DispatchOptions & SendingListener = {
      origin,
      path: pathname + search,
      method,
      headers,
      body,
      onSending,
    };
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        connection = controller;
        // Given up while it waited for its turn.
        if (isOver) controller.abort(signal.reason);
      },
      onResponseStart(_controller, status, responseHeaders) {
        // Between the request and its answer there may be notices such as 103.
        if (isOver || status < 200) return;
        try {
          onStart(status, responseHeaders, control);
        } catch (error) {
          breakOff(error);
        }
      },
      onResponseData(_controller, bytes) {
        if (!isOver) arrive({ bytes, at: performance.now() });
      },
      onResponseEnd: () => arrive({ end: true, at: performance.now() }),
      onResponseError: (_controller, error) => arrive({ error, at: performance.now() }),
    });
  });
}
