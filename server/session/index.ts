export { createAddressBucket } from './addressBucket.ts';
export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { connectModel, connectModelInput, endpointOf, testConnection } from './connectModel.ts';
export { localEncryptionKey } from './localEncryptionKey.ts';
export {
  deleteSession,
  findSession,
  findStoredSession,
  purgeExpiredSessions,
  readWhileAlive,
  type Session,
  type SessionDeps,
} from './sessionStore.ts';
