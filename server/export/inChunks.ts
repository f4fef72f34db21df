const CHUNK_CHARACTERS = 64 * 1024;

/** Puts the texts of a document together to about 64 KB each; what comes as UTF-8 becomes text. */
export async function* inChunks(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
): AsyncGenerator<string> {
  // A piece may end within a character.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let chunk = '';
  for await (const piece of pieces) {
    chunk += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
