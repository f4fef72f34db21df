/** Names for parts of rows that more than one room works with. */
import type { modelConfigs } from './schema.ts';

type ModelConfigRow = typeof modelConfigs.$inferSelect;

/** The connected model of a session, as its row holds it; the key is encrypted. */
export interface ConnectionRow
  extends Pick<
    ModelConfigRow,
    | 'endpointUrl'
    | 'alternativeUrls'
    | 'apiKeyEncrypted'
    | 'encryptionKeyId'
    | 'modelId'
    | 'modelName'
    | 'connectionTested'
    | 'connectionLatencyMs'
    | 'connectionTtftMs'
    | 'lastError'
    | 'adaptations'
    | 'connectionReport'
  > {}

/** What a row says of the session itself. */
export interface SessionRow
  extends Pick<
    ModelConfigRow,
    'id' | 'sessionHash' | 'createdAt' | 'expiresAt' | 'ipAddress' | 'conversation'
  > {}
