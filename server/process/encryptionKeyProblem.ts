/** 32 random bytes practically always have at least this many different ones (all but one in 10^10 keys). */
const MIN_DIFFERENT_BYTES = 16;

/**
 * Why a text cannot be an encryption key; undefined when it can. Refuses what people type or copy
 * (repeated bytes, bytes counted up, text); it does not measure randomness.
 * See docs/decisions/0017.
 */
export function encryptionKeyProblem(text: string): string | undefined {
  if (!/^[0-9a-f]{64}$/i.test(text)) return 'must be 64 hexadecimal characters (32 bytes)';
  const bytes = [...Buffer.from(text, 'hex')];
  const isRepeated = new Set(bytes).size < MIN_DIFFERENT_BYTES;
  const steps = bytes.slice(1).map((byte, index) => (byte - (bytes[index] as number) + 256) % 256);
  const isCounted = new Set(steps).size === 1;
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isRepeated || isCounted || isText) return 'is too easy to guess: it must be random';
  return undefined;
}
