/**
 * Keeps an API key that an endpoint echoes inside an ordinary answer out of everything we store and
 * show. Works on a stream: what leaves does not depend on how the text was cut, and only text that
 * may be the inside of a key is held back until it is known not to be.
 */
import type { TextFilter } from './completionReader.ts';
import { foldCase, spellingsOf } from './redact.ts';

/** Shorter keys, such as "ollama" or "lm-studio", are no secrets, but words answers may contain. */
const SHORTEST_SECRET = 16;
const PIECE = 12;
const GRAM = 4;
const REDACTED = '[redacted]';

/**
 * A filter for one text. Every stretch that is a piece of the key of 12 characters or more, in any
 * spelling and case, becomes `[redacted]`, but for its first three characters, which have left before
 * it can be recognised; all other text passes unchanged.
 */
export function createAnswerRedactor(apiKey: string): TextFilter {
  const known = knownPieces(apiKey);
  if (!known) return { push: (text) => text, end: () => '' };
  const { grams, pieces } = known;
  /** The last characters that left; with the next one they make a gram. */
  let last = '';
  /** What is held back: each of its characters ends a gram of the key. */
  let held = '';
  /** The characters that left just before `held`. */
  let lead = '';

  function release(): string {
    if (held === '') return '';
    const shown = withoutPieces(lead + held, pieces, lead.length);
    held = '';
    return shown;
  }

  return {
    push(text) {
      let out = '';
      let passed = 0;
      const folded = foldCase(text);
      for (let at = 0; at < text.length; at++) {
        const gram = last + folded.charAt(at);
        last = gram.slice(1 - GRAM);
        const isWithinKey = gram.length === GRAM && grams.has(gram);
        if (isWithinKey) {
          if (held === '') {
            out += text.slice(passed, at);
            lead = gram.slice(0, -1);
          }
          held += text.charAt(at);
          passed = at + 1;
        } else if (held !== '') out += release();
      }
      return out + text.slice(passed);
    },
    end: release,
  };
}

/** `run` from `from` on, with every stretch covered by pieces of the key replaced. */
function withoutPieces(run: string, pieces: ReadonlySet<string>, from: number): string {
  const folded = foldCase(run);
  let out = '';
  let shownUpTo = from;
  for (let at = 0; at + PIECE <= run.length; at++) {
    if (!pieces.has(folded.slice(at, at + PIECE))) continue;
    if (at > shownUpTo || out === '') out += run.slice(shownUpTo, Math.max(at, from)) + REDACTED;
    shownUpTo = at + PIECE;
  }
  return out + run.slice(shownUpTo);
}

interface KnownPieces {
  grams: ReadonlySet<string>;
  pieces: ReadonlySet<string>;
}

/** Of the key that was used last: a run asks thousands of times with the same one. */
let latest: { apiKey: string; known: KnownPieces } | undefined;

function knownPieces(apiKey: string): KnownPieces | undefined {
  if (apiKey.length < SHORTEST_SECRET) return undefined;
  if (latest?.apiKey !== apiKey) latest = { apiKey, known: cutUp(apiKey) };
  return latest.known;
}

function cutUp(apiKey: string): KnownPieces {
  const grams = new Set<string>();
  const pieces = new Set<string>();
  for (const spelling of spellingsOf(apiKey)) {
    const folded = foldCase(spelling);
    for (let at = 0; at + GRAM <= folded.length; at++) grams.add(folded.slice(at, at + GRAM));
    for (let at = 0; at + PIECE <= folded.length; at++) pieces.add(folded.slice(at, at + PIECE));
  }
  return { grams, pieces };
}
