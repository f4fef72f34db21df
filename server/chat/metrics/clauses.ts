/** Splits an answer into clauses, the parts within which a number belongs to the words around it. */

export interface Clause {
  /** Its text, with code and markup replaced by blanks, so that positions are those of the answer. */
  text: string;
  start: number;
  /** The whole sentence, or table row, that it is part of. */
  sentence: string;
}

/** The clauses of an answer in Markdown; a row of a table is one. Code is left out. */
export function clausesOf(answer: string): Clause[] {
  const prose = withoutMarkup(answer);
  return splitAt(prose, 0, SENTENCE_END).flatMap((sentence) =>
    sentence.text.trimStart().startsWith('|')
      ? [{ ...sentence, sentence: sentence.text }]
      : splitAt(sentence.text, sentence.start, CLAUSE_END).map((clause) => ({
          ...clause,
          sentence: sentence.text,
        })),
  );
}

/** A full stop within a number or before a small letter ("e.g. qa") ends nothing. */
const SENTENCE_END = /\n|[.!?](?=\s+[^a-z\s]|\s*$)/gmu;
/** A comma within a number (1,234) ends nothing. */
const CLAUSE_END =
  /[;,](?!\d)|\s[–—-]\s|(?<=\s)(?:and|but|while|whereas|which|with|versus|vs\.?)(?=\s)/gu;

function splitAt(text: string, offset: number, end: RegExp): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  let from = 0;
  for (const match of text.matchAll(end)) {
    found.push({ text: text.slice(from, match.index), start: offset + from });
    from = match.index + match[0].length;
  }
  found.push({ text: text.slice(from), start: offset + from });
  return found.filter((piece) => piece.text.trim() !== '');
}

/** Blanks of the same length in place of code and emphasis. */
function withoutMarkup(answer: string): string {
  return answer
    .replace(/```[\s\S]*?(?:```|$)/g, (code) => code.replace(/[^\n]/g, ' '))
    .replace(/[*_`~]/g, ' ');
}
