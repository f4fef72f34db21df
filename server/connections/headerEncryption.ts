/**
 * The headers of a connection at rest: each value by itself, bound to its name.
 * See docs/decisions/0017, docs/decisions/0027.
 */
import type { RequestHeaders, StoredHeader } from '../../contract/requestHeaders.ts';
import type { ApiKeyCipher, KeyBinding, SecretField } from './apiKeyCipher.ts';

export function encryptHeaders(
  cipher: ApiKeyCipher,
  headers: RequestHeaders,
  binding: KeyBinding,
): StoredHeader[] {
  return Object.entries(headers).map(([name, value]) => ({
    name,
    valueEncrypted: cipher.encrypt(value, { ...binding, field: fieldOf(name) }),
  }));
}

/** @throws ApiKeyUnreadableError when one of them was changed, renamed or moved */
export function decryptHeaders(
  cipher: ApiKeyCipher,
  headers: StoredHeader[],
  binding: KeyBinding & { encryptionKeyId: string },
): RequestHeaders {
  return Object.fromEntries(
    headers.map(({ name, valueEncrypted: apiKeyEncrypted }) => [
      name,
      cipher.decrypt({ ...binding, apiKeyEncrypted, field: fieldOf(name) }),
    ]),
  );
}

function fieldOf(name: string): SecretField {
  return `header ${name.toLowerCase()}`;
}
