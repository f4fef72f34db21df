import { createHash } from 'node:crypto';

const MAX_SHOWN = 500;
/** More than is ever shown; what a hostile body puts behind it is not worth searching. */
const MAX_SEARCHED = 16_000;
/** A shorter piece of a key gives nothing away. */
export const MIN_PIECE_CHARACTERS = 12;
/** Shorter ones ("test", "none") are no secrets, and replacing them would garble ordinary words. */
export const MIN_REDACTED_CHARACTERS = 6;
export const REDACTED = '[redacted]';

/** What must not come back: a key, or all that opens an endpoint. */
export type Secrets = string | readonly string[];

/**
 * A provider's own words, fit to be stored and shown: without the secrets that were sent to it in any of
 * the spellings an echo may use, nor any longer piece of one, without anything else that looks like a
 * bearer token, without characters that a database refuses, and cut to a sane length.
 */
export function redactSecrets(text: string, secrets: Secrets): string {
  return secretsRedactor(secrets)(text);
}

/** The same for many texts: cutting the secrets up takes longer than reading a text. */
export function secretsRedactor(secrets: Secrets): (text: string) => string {
  const spellings = new Set([secrets].flat().flatMap((secret) => [...spellingsOf(secret)]));
  const whole = [...spellings].filter(({ length }) => length < MIN_PIECE_CHARACTERS);
  const pieces = piecesOf([...spellings]);
  return (text) => {
    let shown = text.slice(0, MAX_SEARCHED).replaceAll('\0', '').toWellFormed();
    for (const secret of whole) shown = shown.replaceAll(secret, REDACTED);
    if (/[%\\&]/.test(shown)) shown = cutPieces(unescaped(shown), pieces);
    shown = cutPieces(plain(shown), pieces)
      .replace(/\bBearer\s+(?=[^\s"',;]*\d)[^\s"',;]+/gi, `Bearer ${REDACTED}`)
      // Without a digit it is a word such as `key_not_found_error`.
      .replace(/\b(?:sk|gsk|pk|fw|key)[-_](?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{12,}/g, REDACTED);
    return shown.slice(0, MAX_SHOWN).replace(/[\ud800-\udbff]$/, '');
  };
}

/** How a key may be spelled where it is echoed; none for what is too short to be a secret. */
export function spellingsOf(apiKey: string): Set<string> {
  if (apiKey.length < MIN_REDACTED_CHARACTERS) return new Set();
  const escaped = JSON.stringify(apiKey).slice(1, -1);
  const percentEncodings = [
    encodeURIComponent(apiKey),
    percentEncoded(apiKey, /[^A-Za-z0-9]/),
    percentEncoded(apiKey, /./s),
  ];
  return new Set([
    apiKey,
    ...percentEncodings,
    // Once more by whoever passed it on, such as a proxy that redirects.
    ...percentEncodings.map((encoded) => encoded.replaceAll('%', '%25')),
    escaped,
    escaped.replaceAll('/', '\\/'),
    JSON.stringify(escaped).slice(1, -1),
    ...base64Of(apiKey),
    Buffer.from(apiKey).toString('hex'),
    createHash('sha256').update(apiKey).digest('hex'),
  ]);
}

/** RFC 3986 lets any character be encoded, the unreserved ones as well. */
function percentEncoded(apiKey: string, encoded: RegExp): string {
  return [...Buffer.from(apiKey)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return encoded.test(character) ? `%${byte.toString(16).padStart(2, '0')}` : character;
    })
    .join('');
}

/**
 * Base64 of the key wherever it stands in what was encoded (`Bearer …`, `user:…`): three bytes make
 * four characters, so there are three ways, each without the characters it shares with a neighbour.
 */
function base64Of(apiKey: string): string[] {
  const key = Buffer.from(apiKey);
  return [0, 1, 2].flatMap((before) => {
    const usable = Math.floor(((before + key.length) * 4) / 3);
    const encoded = Buffer.concat([Buffer.alloc(before), key]).toString('base64');
    const own = encoded.slice(before === 0 ? 0 : before + 1, usable);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** All stretches of the spellings that give something away, in small letters. */
function piecesOf(spellings: string[]): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const spelling of spellings) {
    const folded = foldCase(spelling);
    for (let at = 0; at + MIN_PIECE_CHARACTERS <= folded.length; at++) {
      pieces.add(folded.slice(at, at + MIN_PIECE_CHARACTERS));
    }
  }
  return pieces;
}

/** A text that is searched, and where in its source each of its characters stands. */
interface Searched {
  source: string;
  text: string;
  /** Also of the end. */
  placeOf(at: number): number;
}

const plain = (text: string): Searched => ({ source: text, text, placeOf: (at) => at });

/** One character that is escaped: percent-encoded any number of times, in JSON, in HTML. */
const ESCAPE =
  /%(?:25)*(?<hex>[0-9a-f]{2})|(?<!\\)\\{1,4}u00(?<hex>[0-9a-f]{2})|&#x0{0,4}(?<hex>[0-9a-f]{2});|&#0{0,4}(?<decimal>\d{2,3});/gi;

/** The text as it was before any of its characters was escaped, whichever they are. */
function unescaped(source: string): Searched {
  const places: number[] = [];
  let text = '';
  let readUpTo = 0;
  const take = (characters: string) => {
    for (let at = 0; at < characters.length; at++) places.push(readUpTo + at);
    text += characters;
  };
  for (const { index, 0: escaped, groups: { hex, decimal } = {} } of source.matchAll(ESCAPE)) {
    take(source.slice(readUpTo, index));
    places.push(index);
    text += String.fromCharCode(hex ? Number.parseInt(hex, 16) : Number(decimal));
    readUpTo = index + escaped.length;
  }
  take(source.slice(readUpTo));
  return { source, text, placeOf: (at) => places[at] ?? source.length };
}

/** Removes every stretch of a text that is one of `pieces`, whatever its case. */
function cutPieces({ source, text, placeOf }: Searched, pieces: ReadonlySet<string>): string {
  const searched = foldCase(text);
  let kept = '';
  let hiddenUpTo = 0;
  for (let at = 0; at + MIN_PIECE_CHARACTERS <= searched.length; at++) {
    if (!pieces.has(searched.slice(at, at + MIN_PIECE_CHARACTERS))) continue;
    if (at > hiddenUpTo || kept === '')
      kept += source.slice(placeOf(hiddenUpTo), placeOf(at)) + REDACTED;
    hiddenUpTo = at + MIN_PIECE_CHARACTERS;
  }
  return kept + source.slice(placeOf(hiddenUpTo));
}

/** Only A to Z, so that positions stay what they are. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
