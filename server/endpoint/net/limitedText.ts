/** Collects a body as text up to a limit in bytes; what comes after it is left out. */
export interface LimitedText {
  /** False once there is as much as is wanted. */
  add(bytes: Uint8Array): boolean;
  read(): string;
  /** Whether there is as much as is wanted, so that the end may be missing. */
  readonly isFull: boolean;
}

export function limitedText(maxBytes: number): LimitedText {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(bytes) {
      chunks.push(bytes);
      size += bytes.length;
      return size < maxBytes;
    },
    get isFull() {
      return size >= maxBytes;
    },
    read: () => Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'),
  };
}
