/** Parts of rows that several rooms work with. */
import type { modelConfigs } from './schema.ts';

type ModelConfigRow = typeof modelConfigs.$inferSelect;

/** The part of a session's row that is its connection; key and values of headers are encrypted. */
export interface ConnectionRow
  extends Pick<
    ModelConfigRow,
    | 'endpointUrl'
    | 'alternativeUrls'
    | 'apiKeyEncrypted'
    | 'headersEncrypted'
    | 'encryptionKeyId'
    | 'modelId'
    | 'modelName'
    | 'extraBody'
    | 'connectionTested'
    | 'connectionLatencyMs'
    | 'connectionTtftMs'
    | 'lastError'
    | 'adaptations'
    | 'connectionReport'
  > {}

/** The part that is the session itself. */
export interface SessionRow
  extends Pick<
    ModelConfigRow,
    'id' | 'sessionHash' | 'createdAt' | 'expiresAt' | 'ipAddress' | 'conversation'
  > {}
