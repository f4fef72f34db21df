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

export interface TransferListener {
  onStart(status: number, headers: ResponseHeaders): void;
  /** False when nothing more is wanted; the connection is then closed. */
  onBytes(bytes: Uint8Array): boolean;
}

/**
 * Sends a request and hands the answer on as it comes, without a stream in between: at some hundred
 * answers a second those cost more than the reading. Resolves at the end of the answer.
 * See docs/decisions/0003.
 * @throws what the connection fails with, what the listener throws, or the signal's reason
 */
export function transfer(
  dispatcher: Dispatcher,
  { url, method, headers, body, onSending, signal }: TransferRequest,
  { onStart, onBytes }: TransferListener,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(url);
    let connection: Dispatcher.DispatchController | undefined;
    let isOver = false;

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
    const giveUp = () => breakOff(signal.reason);
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
          onStart(status, responseHeaders);
        } catch (error) {
          breakOff(error);
        }
      },
      onResponseData(controller, bytes) {
        if (isOver) return;
        try {
          if (onBytes(bytes)) return;
          end(resolve);
          controller.abort(new Error('Enough was read.'));
        } catch (error) {
          breakOff(error);
        }
      },
      onResponseEnd: () => end(resolve),
      onResponseError: (_controller, error) => end(() => reject(error)),
    });
  });
}
