import { expect, it } from 'vitest';
import { SKIPPED_CHARACTERS } from '../../../../server/export/exportedRows.ts';

it('the database skips the white space, control and format characters that Unicode has', () => {
  const escapes = SKIPPED_CHARACTERS.replace(
    /\\(?:U([0-9a-f]{8})|u([0-9a-f]{4}))/g,
    (_, long, short) => `\\u{${Number.parseInt(long ?? short, 16).toString(16)}}`,
  );
  const skipped = new RegExp(`^[${escapes}]$`, 'u');
  const differing = Array.from({ length: 0x10ffff }, (_, index) => index + 1)
    // Halves of a pair cannot be stored.
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .filter((code) => {
      const character = String.fromCodePoint(code);
      return skipped.test(character) !== /^[\s\p{Cc}\p{Cf}]$/u.test(character);
    });
  expect(differing).toEqual([]);
});
