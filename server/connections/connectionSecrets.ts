/** Key and headers of a connection, encrypted together and decrypted together. */

import type { ConnectionRow } from '../../db/rows.ts';
import type { EndpointCredentials } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { ApiKeyCipher, KeyBinding } from './apiKeyCipher.ts';
import { decryptHeaders, encryptHeaders } from './headerEncryption.ts';

type Secrets = Required<EndpointCredentials>;

/** The columns of a connection that hold its secrets, bound to where they may be used. */
export function encryptSecrets(
  cipher: ApiKeyCipher,
  { apiKey, headers }: Secrets,
  binding: KeyBinding,
): Pick<ConnectionRow, 'apiKeyEncrypted' | 'headersEncrypted' | 'encryptionKeyId'> {
  return {
    apiKeyEncrypted: cipher.encrypt(apiKey, binding),
    headersEncrypted: encryptHeaders(cipher, headers, binding),
    encryptionKeyId: cipher.keyId,
  };
}

/**
 * Key and headers of the session's connection in plain text, to be kept no longer than calls take.
 * @throws ApiKeyUnreadableError
 */
export function credentialsOf(
  cipher: ApiKeyCipher,
  session: Pick<Session, 'sessionHash' | 'expiresAt' | 'connection'>,
): Secrets {
  const { encryptionKeyId, apiKeyEncrypted, headersEncrypted } = session.connection;
  const stored = { ...bindingOf(session), encryptionKeyId };
  return {
    apiKey: cipher.decrypt({ ...stored, apiKeyEncrypted }),
    headers: decryptHeaders(cipher, headersEncrypted, stored),
  };
}

/**
 * What the secrets of a session's connection are bound to. In the session's own row there is one, and a node of
 * the version before binds it to the session alone.
 */
export function bindingOf({
  sessionHash,
  expiresAt,
  connection: { endpointUrl, connectionId, isFurther },
}: {
  sessionHash: string;
  expiresAt: Date;
  connection: Pick<ConnectionRow, 'endpointUrl' | 'connectionId' | 'isFurther'>;
}): KeyBinding {
  const binding = { sessionHash, expiresAt, endpointUrl };
  return isFurther ? { ...binding, connectionId } : binding;
}
