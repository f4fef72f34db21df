/**
 * Keeps secrets that an endpoint echoes inside an ordinary answer, its API key above all, out of everything
 * we store and show. Works on a stream: what leaves does not depend on how the text was cut, and only text that
 * may be the inside of a key is held back until it is known not to be (docs/decisions/0012).
 */
import { foldCase, MIN_PIECE_CHARACTERS, REDACTED, type Secrets, spellingsOf } from './redact.ts';
import { passThrough, type TextFilter } from './textFilter.ts';

/** Shorter keys, such as "ollama" or "lm-studio", are no secrets, but words answers may contain. */
export const MIN_SECRET_CHARACTERS = 16;
/** So many characters in a row are rarely in a key by chance, so ordinary text need not wait. */
const GRAM = 4;
/** So many characters of a piece can have come when it is not whole yet. */
const MAX_HELD = MIN_PIECE_CHARACTERS - 1;
/** A piece has so many grams: of those in a text, looking up one in so many finds every piece. */
const STRIDE = MIN_PIECE_CHARACTERS - GRAM + 1;

/**
 * Makes the filters for the texts of one call's secrets; cutting these up is done once, for all of them. Keep
 * the maker no longer than the secrets themselves. In each text every stretch that is a piece of one of 12
 * characters or more, in any spelling and case, becomes `[redacted]`, but for its first three
 * characters, which have left before it can be recognised; all other text passes unchanged. At most 11
 * characters are held back. What has less than 16 characters is no secret here
 * (docs/decisions/0012).
 */
export function answerRedactors(secrets: Secrets): () => TextFilter {
  const long = [secrets].flat().filter((secret) => secret.length >= MIN_SECRET_CHARACTERS);
  if (long.length === 0) return () => passThrough;
  let pieces: SecretPieces | undefined;
  return () => {
    pieces ??= piecesOf(long);
    return createFilter(pieces);
  };
}

function createFilter(secrets: SecretPieces): TextFilter {
  /** The end of the text so far; positions below count from its start. */
  let seen = '';
  let shownUpTo = 0;
  /** Where the last redaction ended. */
  let hiddenUpTo = -1;

  /** Where the run of characters begins that leads to `end` and of which each ends a gram. */
  function startOfRun(end: number, earliest: number): number {
    let start = end;
    while (start > earliest && secrets.grams.has(gramAt(seen, start - GRAM))) start--;
    return start;
  }

  return {
    push(text) {
      const firstPiece = Math.max(0, seen.length - MAX_HELD);
      seen += text;
      let out = '';
      for (let at = firstPiece + STRIDE - 1; at + GRAM <= seen.length; at += STRIDE) {
        if (!secrets.grams.has(gramAt(seen, at))) continue;
        const from = at - STRIDE + 1;
        const around = foldCase(seen.slice(from, at + MIN_PIECE_CHARACTERS));
        for (let lead = 0; lead + MIN_PIECE_CHARACTERS <= around.length; lead++) {
          if (!secrets.pieces.has(around.slice(lead, lead + MIN_PIECE_CHARACTERS))) continue;
          const start = from + lead;
          const firstGramEnd = start + GRAM - 1;
          if (firstGramEnd > hiddenUpTo) {
            const hidden = startOfRun(firstGramEnd, start);
            if (hidden > hiddenUpTo) out += seen.slice(shownUpTo, hidden) + REDACTED;
          }
          shownUpTo = hiddenUpTo = start + MIN_PIECE_CHARACTERS;
        }
      }
      let heldFrom = startOfRun(seen.length, Math.max(0, seen.length - MAX_HELD));
      // Half a character; a key has none.
      if (/[\ud800-\udbff]/.test(seen.slice(-1))) heldFrom--;
      if (heldFrom > shownUpTo) {
        out += seen.slice(shownUpTo, heldFrom);
        shownUpTo = heldFrom;
      }
      const forgotten = Math.max(0, seen.length - MAX_HELD - GRAM + 1);
      seen = seen.slice(forgotten);
      shownUpTo -= forgotten;
      hiddenUpTo -= forgotten;
      return out;
    },
    end() {
      const rest = seen.slice(shownUpTo);
      shownUpTo = seen.length;
      return rest;
    },
  };
}

interface SecretPieces {
  /** All stretches of 4 characters, as numbers. */
  grams: ReadonlySet<number>;
  /** All stretches of 12 characters. */
  pieces: ReadonlySet<string>;
}

function piecesOf(secrets: string[]): SecretPieces {
  const grams = new Set<number>();
  const pieces = new Set<string>();
  for (const spelling of secrets.flatMap((secret) => [...spellingsOf(secret)])) {
    const folded = foldCase(spelling);
    for (let at = 0; at + GRAM <= folded.length; at++) grams.add(gramAt(folded, at));
    for (let at = 0; at + MIN_PIECE_CHARACTERS <= folded.length; at++) {
      pieces.add(folded.slice(at, at + MIN_PIECE_CHARACTERS));
    }
  }
  return { grams, pieces };
}

/** Four characters in one number, in small letters; -1 unless all are ASCII, as keys are. */
function gramAt(text: string, at: number): number {
  let gram = 0;
  for (let next = at; next < at + GRAM; next++) {
    const code = text.charCodeAt(next);
    // NaN, too, where the text does not reach.
    if (!(code < 128)) return -1;
    gram = (gram << 7) | (code >= 65 && code <= 90 ? code + 32 : code);
  }
  return gram;
}
