/**
 * API keys, and the values of added headers, at rest: AES-256-GCM, stored as `Base64(IV + ciphertext + tag)` with a 16-byte IV and a
 * 16-byte tag. The additional data binds a ciphertext to its field, its session and its connection, to the origin it may be
 * sent to, to the time at which the session ends and to the encryption key's id, so that moving it to another row
 * or field, editing the address beside it or prolonging the session makes it unreadable instead of sending the
 * key somewhere else, or for longer (docs/decisions/0017).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError } from '../../contract/domainError.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 16;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;

/** What a ciphertext is bound to. */
export interface KeyBinding {
  sessionHash: string;
  /** Of a connection that is not in the session's own row. */
  connectionId?: string;
  endpointUrl: string;
  /** When the session ends, in whole milliseconds. */
  expiresAt: Date;
  /** What was encrypted; by default the API key. */
  field?: SecretField;
}

/** The header's name is in small letters. */
export type SecretField = 'api_key' | `header ${string}`;

export interface ApiKeyCipher {
  /** Short public name of the key that encrypts, stored beside what it encrypted. */
  readonly keyId: string;
  encrypt(secret: string, binding: KeyBinding): string;
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

/**
 * Creates a cipher from keys of 64 hexadecimal characters, that is 32 bytes, each. `hexKey` encrypts;
 * what `oldHexKeys` have encrypted can still be decrypted.
 */
export function createApiKeyCipher(hexKey: string, oldHexKeys: string[] = []): ApiKeyCipher {
  const primary = deriveKey(hexKey);
  const keys = new Map([...oldHexKeys.map(deriveKey), primary].map(({ id, key }) => [id, key]));

  return {
    keyId: primary.id,
    encrypt(secret, binding) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, primary.key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(primary.id, binding));
      const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, ciphertext, cipher.getAuthTag()]).toString('base64');
    },
    decrypt(stored) {
      const key = keys.get(stored.encryptionKeyId);
      const bytes = Buffer.from(stored.apiKeyEncrypted, 'base64');
      if (!key || bytes.length < IV_BYTES + TAG_BYTES) throw new ApiKeyUnreadableError();
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
          // Without it Node accepts tags shortened to 4 bytes.
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(additionalData(stored.encryptionKeyId, stored));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const ciphertext = bytes.subarray(IV_BYTES, -TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch {
        throw new ApiKeyUnreadableError();
      }
    },
  };
}

/** A key that serves only to encrypt what opens endpoints, and its public name. */
function deriveKey(hexKey: string): { id: string; key: Buffer } {
  const master = Buffer.from(hexKey, 'hex');
  if (master.length !== KEY_BYTES) throw new Error('An encryption key must be 32 bytes.');
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', master, '', purpose, bytes));
  return {
    id: derive('byom/key-id/v2', KEY_ID_BYTES).toString('hex'),
    key: derive('byom/api-key/v2', KEY_BYTES),
  };
}

function additionalData(
  keyId: string,
  { sessionHash, connectionId, endpointUrl, expiresAt, field = 'api_key' }: KeyBinding,
): Buffer {
  const { origin } = new URL(endpointUrl);
  const owner = connectionId === undefined ? sessionHash : `${sessionHash}|${connectionId}`;
  return Buffer.from(`byom/v2|${field}|${keyId}|${owner}|${origin}|${expiresAt.getTime()}`);
}
