import { describe, expect, it } from 'vitest';
import { createApiKeyCipher } from '../../../../server/connections/apiKeyCipher.ts';
import { decryptHeaders, encryptHeaders } from '../../../../server/connections/headerEncryption.ts';

const cipher = createApiKeyCipher('7c'.repeat(32));
const binding = {
  sessionHash: 'session-a',
  endpointUrl: 'https://host.example/v1/chat/completions',
  expiresAt: new Date('2026-11-24T12:00:00.123Z'),
  encryptionKeyId: cipher.keyId,
};
const headers = { 'api-key': 'a-secret', 'X-Title': 'Mine' };

function decryptChanged(change: Partial<typeof binding>) {
  return () =>
    decryptHeaders(cipher, encryptHeaders(cipher, headers, binding), { ...binding, ...change });
}

describe('encrypted headers', () => {
  it('come back, and show nothing of their values', () => {
    const stored = encryptHeaders(cipher, headers, binding);
    expect(decryptHeaders(cipher, stored, binding)).toEqual(headers);
    expect(stored.map(({ name }) => name)).toEqual(['api-key', 'X-Title']);
    expect(JSON.stringify(stored)).not.toMatch(/a-secret|Mine/);
  });

  it('are bound to session, origin and end', () => {
    expect(decryptChanged({ endpointUrl: 'https://host.example/other' })()).toEqual(headers);
    const changes = [
      { sessionHash: 'session-b' },
      { endpointUrl: 'https://elsewhere.example/v1/chat/completions' },
      { expiresAt: new Date('2026-11-24T13:00:00.123Z') },
    ];
    for (const change of changes) expect(decryptChanged(change)).toThrow('cannot be decrypted');
  });

  it('are bound to their names: none can be given to another, or take the place of the key', () => {
    const [first, second] = encryptHeaders(cipher, headers, binding);
    if (!first || !second) throw new Error('Two headers were encrypted.');
    const swapped = [
      { ...first, valueEncrypted: second.valueEncrypted },
      { ...first, name: 'x-api-key' },
      { ...first, valueEncrypted: cipher.encrypt('the key', binding) },
    ];
    for (const header of swapped) {
      expect(() => decryptHeaders(cipher, [header], binding)).toThrow('cannot be decrypted');
    }
    const asKey = { ...binding, apiKeyEncrypted: first.valueEncrypted };
    expect(() => cipher.decrypt(asKey)).toThrow('cannot be decrypted');
  });
});
