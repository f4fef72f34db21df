import { once } from 'node:events';
import type express from 'express';

/** Waits until a slow client has read what it was sent, or has left; leaves no listener behind. */
export async function drained(res: express.Response): Promise<void> {
  // Whoever has left tells it once.
  if (res.destroyed) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })]);
  } finally {
    waiting.abort();
  }
}
