import { parsed, unescaped } from './jsonShapes.ts';

/**
 * Reads events of a stream that are like an earlier one but for their text. A stream repeats some hundred
 * characters with each token; to parse them again and again was most of what reading a stream cost.
 */
export interface LikeEvents {
  /** The text of this line if all else in it is as it was in the line learnt; undefined for any other. */
  textOf(line: string): string | undefined;
  /**
   * The events from `start` on that are like it, as long as one follows the other: their texts as one, how many
   * they are, and where the next event begins. Undefined where there are none.
   */
  textsFrom(text: string, start: number): LikeRun | undefined;
  /**
   * Learns a line that means nothing but its text.
   * @param line as it came, with its field name
   */
  learn(line: string, text: string): void;
}

interface LikeRun {
  text: string;
  events: number;
  end: number;
}

/** Some servers put something new into each event; then it is cheaper not to learn. */
const MAX_USELESS = 8;
/** A quotation mark, a backslash or a control character: what JSON does not have in a text as it is. */
const needsUnescaping = /[^ !#-[\]-\uffff]/;

/**
 * @param readText the text of a parsed event of which the text is all that counts; undefined for another
 */
export function createLikeEvents(readText: (payload: unknown) => string | undefined): LikeEvents {
  let before = '';
  let after = '';
  /** What stands between two texts. */
  let between = '';
  let useless = 0;
  let searchedInVain = 0;

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
    textsFrom(text, start) {
      const isLongEnough = text.length >= start + before.length + between.length;
      if (between === '' || !isLongEnough || !text.startsWith(before, start)) return undefined;
      const literals = text.slice(start + before.length).split(between);
      // After the last of them there may be anything.
      literals.pop();
      let texts: (string | undefined)[] = literals;
      if (needsUnescaping.test(literals.join(''))) {
        texts = literals.map(unescaped);
        const other = texts.indexOf(undefined);
        if (other !== -1) literals.length = texts.length = other;
      }
      const events = literals.length;
      if (events === 0) {
        // Whoever sends this may want all of it to be searched for nothing, again and again.
        searchedInVain += 1;
        if (searchedInVain === MAX_USELESS) between = '';
        return undefined;
      }
      const end = start + literals.join('').length + events * between.length;
      return { text: texts.join(''), events, end };
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
      between = searchedInVain < MAX_USELESS ? `${tail}\n\n${head}` : '';
    },
  };
}
