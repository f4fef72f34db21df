export { deleteSession, purgeExpiredSessions } from './sessionEnd.ts';
export { createSessionPseudonyms, type SessionPseudonyms } from './sessionPseudonym.ts';
export {
  assertAlive,
  chooseModel,
  findSession,
  findStoredSession,
  insertSession,
  readWhileAlive,
  recordConnectionTest,
  recordProbe,
  rememberAdaptation,
  type Session,
  type SessionDeps,
  secondsLeft,
} from './sessionStore.ts';
export { hashSessionToken } from './sessionToken.ts';
export { untilSessionEnds } from './untilSessionEnds.ts';
