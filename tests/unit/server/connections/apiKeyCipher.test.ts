import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  ApiKeyUnreadableError,
  createApiKeyCipher,
} from '../../../../server/connections/apiKeyCipher.ts';

const hexKey = randomBytes(32).toString('hex');
const cipher = createApiKeyCipher(hexKey);
const apiKey = `sk-canary-${randomBytes(16).toString('hex')}`;
const expiresAt = new Date('2026-01-01T12:00:00.123Z');
const binding = {
  sessionHash: 'session-a',
  endpointUrl: 'https://host.example/v1/chat/completions',
  expiresAt,
};

function stored(key = apiKey, bound = binding) {
  return {
    ...bound,
    apiKeyEncrypted: cipher.encrypt(key, bound),
    encryptionKeyId: cipher.keyId,
  };
}

/** Decrypts a row after a change to it. */
function decryptChanged(change: Partial<ReturnType<typeof stored>>, row = stored()) {
  return () => cipher.decrypt({ ...row, ...change });
}

function changeBytes(base64: string, change: (bytes: Buffer) => Buffer): string {
  return change(Buffer.from(base64, 'base64')).toString('base64');
}

describe('an encrypted API key', () => {
  it.each(['', 'x', apiKey, 'a'.repeat(4_000), 'ключ 🔑'])('comes back: %j', (key) => {
    expect(cipher.decrypt(stored(key))).toBe(key);
  });

  it('is Base64 of IV (16 bytes), ciphertext and tag (16 bytes)', () => {
    const { apiKeyEncrypted } = stored();
    expect(apiKeyEncrypted).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    const bytes = Buffer.from(apiKeyEncrypted, 'base64');
    expect(bytes).toHaveLength(16 + apiKey.length + 16);

    // The same again by hand, from the IV that was drawn.
    const derived = hkdfSync('sha256', Buffer.from(hexKey, 'hex'), '', 'byom/api-key/v2', 32);
    const byHand = createCipheriv('aes-256-gcm', Buffer.from(derived), bytes.subarray(0, 16));
    const bound = `session-a|https://host.example|${expiresAt.getTime()}`;
    byHand.setAAD(Buffer.from(`byom/v2|api_key|${cipher.keyId}|${bound}`));
    const ciphertext = Buffer.concat([byHand.update(apiKey), byHand.final()]);
    expect(bytes.subarray(16)).toEqual(Buffer.concat([ciphertext, byHand.getAuthTag()]));
  });

  it('differs each time and shows nothing of the key', () => {
    const many = new Set(Array.from({ length: 1_000 }, () => stored().apiKeyEncrypted));
    expect(many.size).toBe(1_000);
    const ivs = new Set([...many].map((text) => text.slice(0, 20)));
    expect(ivs.size).toBe(1_000);
    for (const text of many) {
      expect(Buffer.from(text, 'base64').includes('sk-canary')).toBe(false);
    }
  });
});

describe('it cannot be read', () => {
  it('in another row: swapped ciphertexts both fail', () => {
    const other = stored('sk-other-key', { ...binding, sessionHash: 'session-b' });
    const mine = stored();
    const swap = [
      decryptChanged({ apiKeyEncrypted: other.apiKeyEncrypted }, mine),
      decryptChanged({ apiKeyEncrypted: mine.apiKeyEncrypted }, other),
    ];
    for (const attempt of swap) expect(attempt).toThrow(ApiKeyUnreadableError);
  });

  it.each([
    'https://evil.example/v1/chat/completions',
    'http://host.example/v1/chat/completions',
    'https://host.example:8443/v1/chat/completions',
    'https://host.example.evil.example/v1/chat/completions',
    'https://host.example@evil.example/v1/chat/completions',
    'not an address',
    '',
  ])('after the address beside it was edited to %j', (endpointUrl) => {
    expect(decryptChanged({ endpointUrl })).toThrow(ApiKeyUnreadableError);
  });

  it.each([1, -1, 3_600_000])('after the end of its session was moved by %i ms', (byMs) => {
    const moved = new Date(expiresAt.getTime() + byMs);
    expect(decryptChanged({ expiresAt: moved })).toThrow(ApiKeyUnreadableError);
  });

  it('after a single bit was changed, anywhere', () => {
    const row = stored();
    const { length } = Buffer.from(row.apiKeyEncrypted, 'base64');
    for (let at = 0; at < length; at++) {
      const apiKeyEncrypted = changeBytes(row.apiKeyEncrypted, (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return bytes;
      });
      expect(decryptChanged({ apiKeyEncrypted }, row)).toThrow(ApiKeyUnreadableError);
    }
  });

  it('with its tag cut to 4, 8 or 12 bytes, or with more behind it', () => {
    const row = stored();
    for (const kept of [0, 4, 8, 12, 15]) {
      const apiKeyEncrypted = changeBytes(row.apiKeyEncrypted, (bytes) =>
        bytes.subarray(0, bytes.length - 16 + kept),
      );
      expect(decryptChanged({ apiKeyEncrypted }, row)).toThrow(ApiKeyUnreadableError);
    }
    const longer = changeBytes(row.apiKeyEncrypted, (bytes) => Buffer.concat([bytes, bytes]));
    expect(decryptChanged({ apiKeyEncrypted: longer }, row)).toThrow(ApiKeyUnreadableError);
  });

  it('when an empty key is stored with a tag of 4 bytes', () => {
    const row = stored('');
    const apiKeyEncrypted = changeBytes(row.apiKeyEncrypted, (bytes) => bytes.subarray(0, 20));
    expect(decryptChanged({ apiKeyEncrypted }, row)).toThrow(ApiKeyUnreadableError);
  });

  it.each(['', 'AAAA', '%%%', 'A'.repeat(10_000)])('when %.20j stands there instead', (text) => {
    expect(decryptChanged({ apiKeyEncrypted: text })).toThrow(ApiKeyUnreadableError);
  });

  it('with another encryption key, whatever key id the row claims', () => {
    const other = createApiKeyCipher(randomBytes(32).toString('hex'));
    expect(other.keyId).not.toBe(cipher.keyId);
    expect(() => other.decrypt(stored())).toThrow(ApiKeyUnreadableError);
    const relabelled = { ...stored(), encryptionKeyId: other.keyId };
    expect(() => other.decrypt(relabelled)).toThrow(ApiKeyUnreadableError);
    expect(() => cipher.decrypt(relabelled)).toThrow(ApiKeyUnreadableError);
  });

  it('and the error says what to do, without the key or the ciphertext', () => {
    const row = stored();
    try {
      cipher.decrypt({ ...row, sessionHash: 'session-b' });
      expect.unreachable();
    } catch (error) {
      const shown = `${(error as Error).message} ${(error as Error).stack}`;
      expect(shown).toContain('enter the key again');
      expect(shown).not.toContain(row.apiKeyEncrypted);
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

describe('another path on the same origin', () => {
  it('leaves the key readable', () => {
    expect(cipher.decrypt({ ...stored(), endpointUrl: 'https://host.example/other' })).toBe(apiKey);
  });
});

describe('a ring of keys', () => {
  const newKey = randomBytes(32).toString('hex');

  it('encrypts with the new key and still reads what an old one encrypted', () => {
    const rotated = createApiKeyCipher(newKey, [randomBytes(32).toString('hex'), hexKey]);
    expect(rotated.keyId).not.toBe(cipher.keyId);
    expect(rotated.decrypt(stored())).toBe(apiKey);
    const fresh = { ...binding, apiKeyEncrypted: rotated.encrypt(apiKey, binding) };
    const row = { ...fresh, encryptionKeyId: rotated.keyId };
    expect(rotated.decrypt(row)).toBe(apiKey);
    expect(createApiKeyCipher(newKey).decrypt(row)).toBe(apiKey);
    expect(() => cipher.decrypt(row)).toThrow(ApiKeyUnreadableError);
  });

  it('no longer reads what a key encrypted that was taken out', () => {
    expect(() => createApiKeyCipher(newKey).decrypt(stored())).toThrow(ApiKeyUnreadableError);
  });

  it('does not mix its keys up, whatever key id a row claims', () => {
    const rotated = createApiKeyCipher(newKey, [hexKey]);
    const relabelled = { ...stored(), encryptionKeyId: rotated.keyId };
    expect(() => rotated.decrypt(relabelled)).toThrow(ApiKeyUnreadableError);
  });
});

describe('an encryption key', () => {
  it.each(['', 'abcd', 'a'.repeat(62), 'z'.repeat(64), 'a'.repeat(66)])('is refused: %j', (key) => {
    expect(() => createApiKeyCipher(key)).toThrow('32 bytes');
  });

  it('has a short public name that is the same each time and is not its plain hash', () => {
    expect(createApiKeyCipher(hexKey).keyId).toBe(cipher.keyId);
    expect(cipher.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(hexKey).not.toContain(cipher.keyId);
    const hash = createHash('sha256').update(Buffer.from(hexKey, 'hex')).digest('hex');
    expect(hash).not.toContain(cipher.keyId);
  });
});
