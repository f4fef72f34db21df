import { createHash } from 'node:crypto';

/** Shorter pieces of a key are no use to a thief, and would be found by chance. */
const PIECE = 12;
const GRAM = 4;
/** One of every so many positions begins a gram that lies whole within any given piece. */
const STRIDE = PIECE - GRAM + 1;
const CONTEXT = 60;
const MAX_FINDS = 5;

/**
 * Where 12 characters or more of an API key stand in what a server gave away: in any of the spellings
 * of `spellingsOf`, in capitals or small letters. Each find is a text that shows the place; there are
 * none for a key that was kept.
 */
export function findKey(bytes: Uint8Array | string, apiKey: string): string[] {
  const text = Buffer.from(bytes as string)
    .toString('latin1')
    .toLowerCase();
  const { pieces, grams } = cutUp(apiKey);
  const found: string[] = [];
  for (let at = 0; at + GRAM <= text.length && found.length < MAX_FINDS; at += STRIDE) {
    if (!grams.has(text.slice(at, at + GRAM))) continue;
    for (let start = Math.max(0, at - STRIDE + 1); start <= at; start++) {
      const spelling = pieces.get(text.slice(start, start + PIECE));
      if (spelling === undefined) continue;
      const place = text.slice(Math.max(0, start - CONTEXT), start + PIECE + CONTEXT);
      found.push(`${spelling}, at byte ${start}: …${place}…`);
      break;
    }
  }
  return found;
}

/** The ways in which an API key may be written, by their names; by its digest it can be looked up. */
export function spellingsOf(apiKey: string): Record<string, string> {
  // Three bytes make four characters, so there are three ways; the first ones tell of a neighbour.
  const base64After = (before: string, shared: number) =>
    Buffer.from(before + apiKey)
      .toString('base64')
      .slice(shared);
  return {
    'as it is': apiKey,
    'in Base64': base64After('', 0),
    'in Base64 after one byte': base64After(':', 2),
    'in Base64 after two bytes': base64After('a:', 3),
    'in Base64 for addresses': Buffer.from(apiKey).toString('base64url'),
    'URL-encoded': encodeURIComponent(apiKey),
    'JSON-escaped': JSON.stringify(apiKey).slice(1, -1),
    'in hexadecimal': Buffer.from(apiKey).toString('hex'),
    'as its SHA-256': createHash('sha256').update(apiKey).digest('hex'),
  };
}

function cutUp(apiKey: string) {
  const pieces = new Map<string, string>();
  const grams = new Set<string>();
  for (const [name, spelling] of Object.entries(spellingsOf(apiKey))) {
    const folded = spelling.toLowerCase();
    for (let at = 0; at + PIECE <= folded.length; at++) {
      const piece = folded.slice(at, at + PIECE);
      if (!pieces.has(piece)) pieces.set(piece, name);
    }
    for (let at = 0; at + GRAM <= folded.length; at++) grams.add(folded.slice(at, at + GRAM));
  }
  return { pieces, grams };
}
