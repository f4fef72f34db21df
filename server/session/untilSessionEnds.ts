import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { DomainError } from '../domainError.ts';
import { sessionExpired } from './sessionEnd.ts';
import { assertSessionAlive, type Session } from './sessionStore.ts';

/**
 * For work that nothing in the database stands for: its signal aborts, with `session_expired` as the
 * reason, when the session expires or is deleted on any node. Call `release` when the work is over.
 */
export function untilSessionEnds(
  { db, wakeups }: { db: Db; wakeups: Wakeups },
  { sessionId, expiresInSeconds }: Session,
): { signal: AbortSignal; release(): void } {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(sessionExpired()), expiresInSeconds * 1_000);
  // A wake-up is only a hint: a listener that reconnects wakes everyone.
  const ignore = wakeups.onWake(`ended:${sessionId}`, () => {
    assertSessionAlive(db, sessionId).catch((error: unknown) => {
      if (error instanceof DomainError) ended.abort(error);
    });
  });
  return {
    signal: ended.signal,
    release() {
      clearTimeout(timer);
      ignore();
    },
  };
}
