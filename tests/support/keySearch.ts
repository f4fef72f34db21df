import { createHash } from 'node:crypto';

/** Shorter pieces of a key are no use to a thief, and would be found by chance. */
const PIECE_CHARACTERS = 12;
const GRAM_CHARACTERS = 4;
/** One of every so many positions begins a gram that lies whole within any given piece. */
const STRIDE = PIECE_CHARACTERS - GRAM_CHARACTERS + 1;
const CONTEXT_CHARACTERS = 60;
const MAX_FINDS = 5;

/**
 * Where 12 characters or more of an API key stand in what a server gave away: in any of the spellings
 * of `keyEncodings`, in capitals or small letters. Each find is a text that shows the place; there are
 * none for a key that was kept.
 */
export function findKey(bytes: Uint8Array | string, apiKey: string): string[] {
  const text = Buffer.from(bytes as string)
    .toString('latin1')
    .toLowerCase();
  const { pieces, grams } = indexPieces(apiKey);
  const found: string[] = [];
  for (
    let offset = 0;
    offset + GRAM_CHARACTERS <= text.length && found.length < MAX_FINDS;
    offset += STRIDE
  ) {
    if (!grams.has(text.slice(offset, offset + GRAM_CHARACTERS))) continue;
    for (let start = Math.max(0, offset - STRIDE + 1); start <= offset; start++) {
      const encoding = pieces.get(text.slice(start, start + PIECE_CHARACTERS));
      if (encoding === undefined) continue;
      const place = text.slice(
        Math.max(0, start - CONTEXT_CHARACTERS),
        start + PIECE_CHARACTERS + CONTEXT_CHARACTERS,
      );
      found.push(`${encoding}, at byte ${start}: …${place}…`);
      break;
    }
  }
  return found;
}

/** The ways in which an API key may be written, by their names; by its digest it can be looked up. */
export function keyEncodings(apiKey: string): Record<string, string> {
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
    'URL-encoded, all of it': Buffer.from(apiKey).toString('hex').replace(/../g, '%$&'),
    'URL-encoded, but for letters and digits': apiKey.replace(
      /[^A-Za-z0-9]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
    'URL-encoded twice': encodeURIComponent(encodeURIComponent(apiKey)),
    'JSON-escaped': JSON.stringify(apiKey).slice(1, -1),
    'JSON-escaped, slashes as well': JSON.stringify(apiKey).slice(1, -1).replaceAll('/', '\\/'),
    'in hexadecimal': Buffer.from(apiKey).toString('hex'),
    'as its SHA-256': createHash('sha256').update(apiKey).digest('hex'),
  };
}

function indexPieces(apiKey: string) {
  const pieces = new Map<string, string>();
  const grams = new Set<string>();
  for (const [name, encoding] of Object.entries(keyEncodings(apiKey))) {
    const folded = encoding.toLowerCase();
    for (let at = 0; at + PIECE_CHARACTERS <= folded.length; at++) {
      const piece = folded.slice(at, at + PIECE_CHARACTERS);
      if (!pieces.has(piece)) pieces.set(piece, name);
    }
    for (let at = 0; at + GRAM_CHARACTERS <= folded.length; at++)
      grams.add(folded.slice(at, at + GRAM_CHARACTERS));
  }
  return { pieces, grams };
}
