import { DomainError } from '../../../contract/domainError.ts';

/** Deeper than any input of ours. */
const MAX_DEPTH = 32;
/** A run of 5,000 prompts, each with five fields, has some fifty thousand. */
const MAX_VALUES = 60_000;
/** Of one object: each is to be named and judged. None of ours has a hundred; a JSON Schema of somebody may. */
const MAX_FIELDS = 1_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * Refuses JSON of which a few megabytes would keep the process busy for seconds: a hundred thousand fields,
 * each to be judged and answered, or thousands of levels. Reads the bytes once and makes nothing of them.
 * @throws DomainError `invalid_input`
 */
export function assertModestJson(bytes: Uint8Array): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let depth = 0;
  let values = 0;
  /** Of the objects that are open, by their depth. */
  const fields = new Array<number>(MAX_DEPTH + 1).fill(0);
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === QUOTE) {
      at = endOfString(text, at + 1);
      // What is not closed is told by whoever parses it.
      if (at === -1) return;
    } else if (byte === COMMA || byte === COLON) {
      values += 1;
      if (values > MAX_VALUES) {
        const most = MAX_VALUES.toLocaleString('en-US');
        throw refused(`The request holds more than ${most} values. Send fewer or shorter lists.`);
      }
      if (byte === COLON) {
        const count = (fields[depth] ?? 0) + 1;
        fields[depth] = count;
        if (count > MAX_FIELDS) {
          const most = MAX_FIELDS.toLocaleString('en-US');
          throw refused(`An object of the request has more than ${most} fields. Send fewer.`);
        }
      }
    } else if (isOpening(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw refused(`The request is nested more than ${MAX_DEPTH} levels deep.`);
      fields[depth] = 0;
    } else if (isClosing(byte)) depth -= 1;
  }
}

/** Where the quotation mark stands that is not escaped; -1 where there is none. */
function endOfString(text: Buffer, start: number): number {
  let end = text.indexOf(QUOTE, start);
  while (end !== -1 && isEscaped(text, end, start)) end = text.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(text: Buffer, at: number, start: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= start && text[at - 1 - backslashes] === BACKSLASH)
    backslashes += 1;
  return backslashes % 2 === 1;
}

const isOpening = (byte: number | undefined) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number | undefined) => byte === 0x7d || byte === 0x5d;

const refused = (message: string) => new DomainError('invalid_input', message);
