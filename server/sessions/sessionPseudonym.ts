import { createHmac, hkdfSync } from 'node:crypto';
import { hashSessionToken } from './sessionToken.ts';

/** Names a session in the audit trail: long enough to tell sessions apart, of no other use. */
export interface SessionPseudonyms {
  /** For a session that the database knows, by the hash of its token. */
  ofHash(sessionHash: string): string;
  /** For the token that a caller holds; undefined when it cannot be one of ours. */
  ofToken(token: string | undefined): string | undefined;
}

const CHARACTERS = 12;

/**
 * Keyed with the encryption key, so that neither the database nor a token leads to the name without
 * it. `hexKey`: 64 hexadecimal characters.
 */
export function createSessionPseudonyms(hexKey: string): SessionPseudonyms {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(hexKey, 'hex'), '', 'byom/session-pseudonym/v1', 32),
  );
  const ofHash = (sessionHash: string) =>
    createHmac('sha256', key).update(sessionHash).digest('base64url').slice(0, CHARACTERS);
  return {
    ofHash: ofHash,
    ofToken(token) {
      const sessionHash = token === undefined ? undefined : hashSessionToken(token);
      return sessionHash && ofHash(sessionHash);
    },
  };
}
