import { isAscii } from 'node:buffer';

/** Decodes UTF-8 that comes in pieces, which may be cut within a character. */
export interface TextDecoding {
  decode(bytes: Uint8Array): string;
  /** What is left of a character that never became whole. */
  end(): string;
}

/** ASCII, as most pieces are, takes a shorter way. A byte order mark stays. */
export function createTextDecoding(): TextDecoding {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Whether the decoder may hold the beginning of a character. */
  let isWithin = false;
  return {
    decode(bytes) {
      if (!isWithin && isAscii(bytes)) {
        const { buffer, byteOffset, byteLength } = bytes;
        return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
      }
      isWithin = (bytes.at(-1) ?? (isWithin ? 0x80 : 0)) >= 0x80;
      return decoder.decode(bytes, { stream: true });
    },
    end: () => decoder.decode(),
  };
}
