import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^demo-[A-Za-z0-9_-]{22,128}$/;

/** A new capability: whoever holds it is the session. 256 random bits (docs/decisions/0004). */
export function createSessionToken(): string {
  return `demo-${randomBytes(32).toString('base64url')}`;
}

/**
 * What the database knows of a token. Plain SHA-256 suffices: the input is random, not a password.
 * Undefined when `token` cannot be one of ours.
 */
export function hashSessionToken(token: string): string | undefined {
  if (!TOKEN.test(token)) return undefined;
  return createHash('sha256').update(token).digest('base64url');
}
