export { createAddressBucket } from './addressBucket.ts';
export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { reproduceTest, testConnection } from './connectionTest.ts';
export {
  connectModel,
  connectModelInput,
  endpointInput,
  endpointOf,
  modelIdInput,
} from './connectModel.ts';
export { contextProbeInput, probeContext } from './contextProbe.ts';
export { localEncryptionKey } from './localEncryptionKey.ts';
export { listEndpointModels } from './modelList.ts';
export { deleteSession, purgeExpiredSessions } from './sessionEnd.ts';
export { createSessionPseudonyms, type SessionPseudonyms } from './sessionPseudonym.ts';
export {
  assertAlive,
  chooseModel,
  findSession,
  findStoredSession,
  readWhileAlive,
  type Session,
  type SessionDeps,
  secondsLeft,
} from './sessionStore.ts';
export { hashSessionToken } from './sessionToken.ts';
export { untilSessionEnds } from './untilSessionEnds.ts';
