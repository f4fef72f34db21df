const CHUNK_CHARACTERS = 64 * 1024;

/** Puts the texts of a document together to about 64 KB each; bytes come in large pieces already. */
export async function* inChunks(
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
