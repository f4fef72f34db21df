import type { ClientConnection } from './clientConnection.ts';

/**
 * A response that is written as it stands here, with its pauses, and whose connection ends as told: what
 * servers really send, right or wrong.
 */
export interface WireScript {
  kind: 'wire';
  /** Default 200. */
  status?: number;
  /**
   * Default: those of an event stream. The body is chunked and the connection kept alive, unless a
   * `content-length` is among them.
   */
  headers?: Record<string, string>;
  /**
   * Status line and headers byte by byte, with the blank line that ends them, in place of `status` and
   * `headers`. The body is then sent as it is too, without chunk sizes, and ends the connection.
   */
  head?: string;
  body: WirePart | WirePart[];
  end?: WireEnd;
}

/** Bytes that are sent in one piece, or a pause in milliseconds. */
export type WirePart = string | Uint8Array | { waitMs: number };

/**
 * `whole` (default) ends the body as its framing wants; `never` leaves it open until the client goes;
 * `fin` and `rst` close and reset the connection in the middle of it.
 */
type WireEnd = 'whole' | 'never' | 'fin' | 'rst';

/** Plays the response; rejects with an AbortError when the client leaves before its end. */
export async function sendWire(connection: ClientConnection, script: WireScript): Promise<void> {
  const { head, body, status = 200, end = 'whole' } = script;
  const { headers = { 'content-type': 'text/event-stream' } } = script;
  if (status >= 300) connection.outcomeIfComplete = 'failed';
  if (head !== undefined) await connection.sendRaw(head);
  else {
    connection.res.writeHead(status, headers);
    connection.res.flushHeaders();
  }
  for (const part of [body].flat()) {
    if (typeof part !== 'string' && 'waitMs' in part) await connection.wait(part.waitMs);
    else if (head !== undefined) await connection.sendRaw(Buffer.from(part as string));
    else await connection.send(Buffer.from(part as string));
  }
  if (end === 'never') return connection.hang();
  if (end !== 'whole') return connection.breakOff(end);
  if (head !== undefined) return connection.endRaw();
  connection.res.end();
}
