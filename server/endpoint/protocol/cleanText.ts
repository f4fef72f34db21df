/** Texts of an endpoint as a database takes them. */

const MAX_NAME_CHARACTERS = 200;

/** Cleans a text that comes in pieces, between which a character may be cut in two. */
export function createCleaner(): (piece: string) => string {
  let heldSurrogate = '';
  return (piece) => {
    // Nearly every piece is.
    if (heldSurrogate === '' && piece.isWellFormed() && !piece.includes('\0')) return piece;
    let whole = heldSurrogate + piece.replaceAll('\0', '');
    heldSurrogate = '';
    const last = whole.charCodeAt(whole.length - 1);
    // The first half of a character alone is not text.
    if (last >= 0xd800 && last <= 0xdbff) {
      heldSurrogate = whole.slice(-1);
      whole = whole.slice(0, -1);
    }
    return whole.toWellFormed();
  };
}

/** A name or a reason as it may be stored; undefined when it is none. */
export function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.replaceAll('\0', '').slice(0, MAX_NAME_CHARACTERS).toWellFormed();
  return name === '' ? undefined : name;
}
