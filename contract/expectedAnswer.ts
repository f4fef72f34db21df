/**
 * Takes an expected answer apart: ` | ` stands between alternatives of which one is enough, ` & `
 * between parts that must all be there. `Paris | City of Light` gives `[['Paris'], ['City of Light']]`,
 * `42 & meters` gives `[['42', 'meters']]`. Blanks around a part are taken off; a part may be empty,
 * and no answer has that.
 */
export function parseExpectedAnswer(text: string): [string[], ...string[][]] {
  return text
    .split(' | ')
    .map((alternative) => alternative.split(' & ').map((part) => part.trim())) as [
    string[],
    ...string[][],
  ];
}
