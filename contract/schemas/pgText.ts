import { z } from 'zod';

/**
 * Text that PostgreSQL can store. It has no place for U+0000, and half a surrogate pair is no
 * character; both are refused here by field instead of failing later as a database error.
 */
export function pgText(missing = 'is required') {
  return z
    .string({ error: (issue) => (issue.input === undefined ? missing : 'must be a string') })
    .refine(
      (text) => !text.includes('\0') && text.isWellFormed(),
      'must not contain NUL or broken characters',
    );
}
