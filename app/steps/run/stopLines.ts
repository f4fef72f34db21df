/** Stop sequences as a person types them: one a line, with `\n` for a line break within one. */

export function parseStopLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line) => line.replace(/\\([nrt\\])/g, (_, sign: string) => signs[sign] ?? sign));
}

export function formatStopLines(texts: readonly string[]): string {
  return texts
    .map((text) => text.replace(/[\n\r\t\\]/g, (character) => escapes[character] ?? character))
    .join('\n');
}

const signs: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
const escapes = Object.fromEntries(
  Object.entries(signs).map(([sign, character]) => [character, `\\${sign}`]),
);
