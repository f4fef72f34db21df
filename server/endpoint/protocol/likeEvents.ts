/**
 * Reads events of a stream that are like an earlier one but for their text. A stream repeats some hundred
 * characters with each token; to parse them again and again was most of what reading a stream cost.
 */
export interface LikeEvents {
  /** The text of this line if all else in it is as it was in the line learnt; undefined for any other. */
  textOf(line: string): string | undefined;
  /**
   * Learns a line that means nothing but its text.
   * @param line as it came, with its field name
   */
  learn(line: string, text: string): void;
}

/** Some servers put something new into each event; then it is cheaper not to learn. */
const MAX_USELESS = 8;
/** A quotation mark, a backslash or a control character: what JSON does not have in a text as it is. */
const needsUnescaping = /[^ !#-[\]-\u{10ffff}]/u;

/**
 * @param readText the text of a parsed event of which the text is all that counts; undefined for another
 */
export function createLikeEvents(readText: (payload: unknown) => string | undefined): LikeEvents {
  let before = '';
  let after = '';
  let useless = 0;

  return {
    textOf(line) {
      const length = line.length - before.length - after.length;
      if (before === '' || length < 0 || !line.startsWith(before) || !line.endsWith(after)) {
        return undefined;
      }
      const literal = line.slice(before.length, before.length + length);
      if (useless > 0) useless = 0;
      return needsUnescaping.test(literal) ? unescaped(literal) : literal;
    },
    learn(line, text) {
      if (useless === MAX_USELESS || text === '' || needsUnescaping.test(text)) return;
      useless += 1;
      const found = /"content" ?: ?"/.exec(line);
      if (!found) return;
      const start = found.index + found[0].length;
      if (!line.startsWith(`${text}"`, start)) return;
      const head = line.slice(0, start);
      const tail = line.slice(start + text.length);
      // Whether what stands between them is the text, and not a piece of something that looks like it.
      const other = `${text}?`;
      if (readText(parsed(head.slice(head.indexOf('{')) + other + tail)) !== other) return;
      before = head;
      after = tail;
    },
  };
}

/** Undefined where a quotation mark ends the text earlier: then the line is another one. */
function unescaped(literal: string): string | undefined {
  const text = parsed(`"${literal}"`);
  return typeof text === 'string' ? text : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
