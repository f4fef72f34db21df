import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSessionToken, hashSessionToken } from '../../../../server/sessions/sessionToken.ts';

describe('a session token', () => {
  it('is demo- and 256 random bits', () => {
    const tokens = Array.from({ length: 1_000 }, createSessionToken);
    for (const token of tokens) expect(token).toMatch(/^demo-[A-Za-z0-9_-]{43}$/);
    expect(new Set(tokens).size).toBe(1_000);
  });

  it('is known to the database by its SHA-256 only', () => {
    const token = createSessionToken();
    const hash = createHash('sha256').update(token).digest('base64url');
    expect(hashSessionToken(token)).toBe(hash);
    expect(hash).not.toContain(token.slice(5, 15));
  });

  it.each([
    '',
    'demo-',
    'demo-short',
    `demo-${'a'.repeat(129)}`,
    `demo-${'a'.repeat(43)}\n`,
    ` demo-${'a'.repeat(43)}`,
    `DEMO-${'a'.repeat(43)}`,
    `demo-${'a'.repeat(42)}'`,
    `demo-${'a'.repeat(42)}\0`,
    `demo-${'ä'.repeat(43)}`,
    "' or 1=1 --",
  ])('is nothing like %j', (text) => {
    expect(hashSessionToken(text)).toBeUndefined();
  });
});
