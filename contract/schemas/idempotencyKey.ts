import { pgText } from './pgText.ts';

/**
 * A key that a caller chooses, so that the same start or question sent twice is one. Blanks around it are
 * taken off. Lengths in UTF-16 units.
 */
export function idempotencyKeyInput({ minLength }: { minLength: number }) {
  return pgText()
    .trim()
    .min(
      minLength,
      minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`,
    )
    .max(MAX_LENGTH, `is longer than ${MAX_LENGTH} characters`);
}

const MAX_LENGTH = 200;
