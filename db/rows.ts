/** Parts of rows that several rooms work with. */
import type { modelConfigs } from './schema.ts';

type ModelConfigRow = typeof modelConfigs.$inferSelect;

/** One model at one endpoint; key and values of headers are encrypted. */
export interface ConnectionRow
  extends Pick<
    ModelConfigRow,
    | 'connectionId'
    | 'role'
    | 'connectedAt'
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
  > {
  /** Whether it is in the row of its session or in one of its own; its secrets are bound to that. */
  isFurther: boolean;
}

/** The part that is the session itself. */
export interface SessionRow
  extends Pick<
    ModelConfigRow,
    'id' | 'sessionHash' | 'createdAt' | 'expiresAt' | 'ipAddress' | 'conversation'
  > {}
