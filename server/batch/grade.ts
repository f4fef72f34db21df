/**
 * Grades an answer against what it must contain. ` | ` separates alternatives of which one is
 * enough, ` & ` parts that must all be there: `Paris | City of Light`, `42 & meters`.
 *
 * Letter case, punctuation and white space do not count, and only whole words match: `12` is not in
 * `112`. Thousands separators are ignored, so `1,250` matches `1250`.
 *
 * @returns null when there is nothing to grade against
 */
export function gradeAnswer(answer: string, expected: string | undefined | null): boolean | null {
  if (!expected?.trim()) return null;
  const text = normalise(answer);
  return expected
    .split(' | ')
    .some((alternative) =>
      alternative.split(' & ').every((part) => containsWords(text, normalise(part))),
    );
}

function containsWords(text: string, part: string): boolean {
  return part.trim() !== '' && text.includes(part);
}

/** Words between single spaces, with one at each end, so that containment means whole words. */
function normalise(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(\d)[,\u2009\u202f'’](?=\d{3}\b)/g, '$1')
    // A point or minus belongs to the word only where it belongs to a number.
    .replace(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replace(/(?<![\s(=:,]|^)-|-(?!\d)/g, ' ')
    .replace(/[^\p{L}\p{N}.\-_+#%<>=/*]+/gu, ' ');
  return ` ${text === '' ? '' : words.trim()} `;
}
