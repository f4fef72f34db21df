export { deleteSession, missingSessionError, purgeExpiredSessions } from './sessionEnd.ts';
export { createSessionPseudonyms, type SessionPseudonyms } from './sessionPseudonym.ts';
export {
  type AdmittedSession,
  admitSession,
  assertAlive,
  assertSessionAlive,
  createSessionFinder,
  type FindSession,
  findStoredSession,
  readWhileAlive,
  type Session,
  type SessionBounds,
  secondsLeft,
  toSession,
} from './sessionStore.ts';
export { endSessionsInTheWay } from './sessionsOfAddress.ts';
export { hashSessionToken } from './sessionToken.ts';
export { untilSessionEnds } from './untilSessionEnds.ts';
