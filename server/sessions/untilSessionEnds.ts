import { DomainError } from '../../contract/domainError.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import { sessionExpiredError } from './sessionEnd.ts';
import { assertSessionAlive, type Session } from './sessionStore.ts';

/**
 * For work that has no row in the database to be stopped by: the signal aborts, with `session_expired`
 * as the reason, when the session expires or is deleted on any node. Call `release` when the work is over.
 * See docs/decisions/0020.
 */
export function untilSessionEnds(
  { db, notifications }: { db: Db; notifications: Notifications },
  { sessionHash, expiresInSeconds }: Session,
): { signal: AbortSignal; release(): void } {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(sessionExpiredError()), expiresInSeconds * 1_000);
  // A notification is only a hint: after a reconnection every subscriber gets one.
  const unsubscribe = notifications.subscribe(`ended:${sessionHash}`, () => {
    assertSessionAlive(db, sessionHash).catch((error: unknown) => {
      if (error instanceof DomainError) ended.abort(error);
    });
  });
  return {
    signal: ended.signal,
    release() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
