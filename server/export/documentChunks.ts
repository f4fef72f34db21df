const CHUNK_CHARACTERS = 64 * 1024;

/** A document in pieces of about 64 KB, read once as they are consumed. */
export interface DocumentChunks extends AsyncIterable<string> {
  /** The same; what the database wrote stays the UTF-8 that it is, each piece good until the next one is asked for. */
  asWritten(): AsyncIterable<string | Uint8Array>;
}

/** @param pieces texts of any length, and UTF-8 in large pieces */
export function documentChunks(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
): DocumentChunks {
  return {
    [Symbol.asyncIterator]: () => inText(pieces),
    asWritten: () => inChunks(pieces),
  };
}

async function* inText(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
): AsyncGenerator<string> {
  // A piece may end within a character.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of inChunks(pieces)) {
    yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
}

async function* inChunks(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
): AsyncGenerator<string | Uint8Array> {
  let chunk = '';
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (chunk !== '') yield chunk;
      chunk = '';
      yield piece;
      continue;
    }
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
