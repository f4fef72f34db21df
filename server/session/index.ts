export { createAddressBucket } from './addressBucket.ts';
export { type ApiKeyCipher, createApiKeyCipher } from './apiKeyCipher.ts';
export { connectModel, connectModelInput, endpointOf, testConnection } from './connectModel.ts';
export { localEncryptionKey } from './localEncryptionKey.ts';
export {
  assertSessionAlive,
  deleteSession,
  findSession,
  purgeExpiredSessions,
  type Session,
  type SessionDeps,
} from './sessionStore.ts';
