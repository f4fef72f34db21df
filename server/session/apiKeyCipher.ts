/**
 * API keys at rest: AES-256-GCM, stored as `Base64(IV + ciphertext + tag)` with a 16-byte IV and a
 * 16-byte tag. The additional data binds a ciphertext to its session, to the origin it may be sent
 * to and to the encryption key's id, so that moving it to another row, or editing the address beside
 * it, makes it unreadable instead of sending the key somewhere else.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { DomainError } from '../domainError.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 16;
const TAG_BYTES = 16;

/** What a ciphertext is bound to. */
export interface KeyBinding {
  /** The stored session id, that is the hash of the token. */
  sessionId: string;
  endpointUrl: string;
}

export interface ApiKeyCipher {
  /** Short public name of the encryption key, stored beside what it encrypted. */
  readonly keyId: string;
  encrypt(apiKey: string, binding: KeyBinding): string;
  /** @throws ApiKeyUnreadableError when the ciphertext, its key or what it is bound to was changed */
  decrypt(stored: { apiKeyEncrypted: string; encryptionKeyId: string } & KeyBinding): string;
}

export class ApiKeyUnreadableError extends DomainError {
  override name = 'ApiKeyUnreadableError';

  constructor() {
    super(
      'key_unreadable',
      'The stored API key cannot be decrypted. Delete the session and enter the key again.',
    );
  }
}

/** `hexKey`: 64 hexadecimal characters, that is 32 bytes. */
export function createApiKeyCipher(hexKey: string): ApiKeyCipher {
  const key = Buffer.from(hexKey, 'hex');
  if (key.length !== 32) throw new Error('An encryption key must be 32 bytes.');
  const keyId = createHash('sha256').update('byom/key-id').update(key).digest('hex').slice(0, 16);

  return {
    keyId,
    encrypt(apiKey, binding) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(keyId, binding));
      const ciphertext = Buffer.concat([cipher.update(apiKey, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, ciphertext, cipher.getAuthTag()]).toString('base64');
    },
    decrypt(stored) {
      const bytes = Buffer.from(stored.apiKeyEncrypted, 'base64');
      if (stored.encryptionKeyId !== keyId || bytes.length < IV_BYTES + TAG_BYTES) {
        throw new ApiKeyUnreadableError();
      }
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
          // Without it Node accepts tags shortened to 4 bytes.
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(additionalData(keyId, stored));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const ciphertext = bytes.subarray(IV_BYTES, -TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch {
        throw new ApiKeyUnreadableError();
      }
    },
  };
}

function additionalData(keyId: string, { sessionId, endpointUrl }: KeyBinding): Buffer {
  const origin = new URL(endpointUrl).origin;
  return Buffer.from(`byom/v1|api_key|${keyId}|${sessionId}|${origin}`);
}
