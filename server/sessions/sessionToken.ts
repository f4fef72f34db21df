import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^demo-[A-Za-z0-9_-]{22,128}$/;

/** A new token of 256 random bits. It is a capability: having it opens the session (docs/decisions/0004). */
export function createSessionToken(): string {
  return `demo-${randomBytes(32).toString('base64url')}`;
}

/**
 * What the database stores instead of a token. Plain SHA-256 suffices: the input is random, not a
 * password.
 * Undefined when `token` cannot be one of ours.
 */
export function hashSessionToken(token: string): string | undefined {
  if (!TOKEN.test(token)) return undefined;
  return createHash('sha256').update(token).digest('base64url');
}
