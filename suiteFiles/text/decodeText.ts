import type { TextEncoding } from '../../contract/suiteFiles.ts';

export interface DecodedText {
  text: string;
  encoding: TextEncoding;
  /** Whether single characters could not be read; U+FFFD stands in their places. */
  isDamaged: boolean;
}

/** How much of the beginning shows whether every other byte is NUL. */
const SAMPLE_BYTES = 4_096;

/**
 * Text by its byte order mark, else UTF-16 where every other byte is NUL, else UTF-8, else Windows-1252. UTF-8 with a
 * few broken characters stays UTF-8: what is cut off or damaged is not another encoding.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = wideEncoding(bytes);
  if (wide) return decoded(bytes, wide);
  const utf8 = decoded(bytes, 'utf-8');
  if (!utf8.isDamaged) return utf8;
  const unmarked = unmarkedWide(bytes);
  if (unmarked) return unmarked;
  const broken = countOf(utf8.text, /\uFFFD/g);
  const sound = countOf(utf8.text, /[^\0-\x7F\uFFFD]/gu);
  return broken > sound ? decoded(bytes, 'windows-1252') : utf8;
}

function decoded(bytes: Uint8Array, encoding: TextEncoding): DecodedText {
  try {
    return {
      text: new TextDecoder(encoding, { fatal: true }).decode(bytes),
      encoding,
      isDamaged: false,
    };
  } catch {
    return { text: new TextDecoder(encoding).decode(bytes), encoding, isDamaged: true };
  }
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const nulls = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) nulls[index % 2] = (nulls[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nulls;
  const many = sample.length * 0.2;
  if (odd > many && even < odd / 10) return 'utf-16le';
  if (even > many && odd < even / 10) return 'utf-16be';
  return null;
}

/**
 * UTF-16 of a script of which few characters hold a NUL byte, by those of its line breaks and separators: all of them
 * are the same half of a unit. Null where it is not UTF-16.
 */
function unmarkedWide(bytes: Uint8Array): DecodedText | null {
  const first = bytes.indexOf(0);
  if (first === -1 || bytes.length % 2 !== 0) return null;
  for (let at = first; at !== -1; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 !== first % 2) return null;
  }
  const wide = decoded(bytes, first % 2 === 1 ? 'utf-16le' : 'utf-16be');
  return wide.isDamaged || !/[\n\r]/.test(wide.text) ? null : wide;
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}
