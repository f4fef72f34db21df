/**
 * Bodies that come compressed although `identity` was asked for, unpacked while they arrive. What comes out
 * is handed on in blocks of some KiB, so that whoever reads it can end the call before there is too much.
 */
import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { ResponseHeaders } from '../protocol/responseHeaders.ts';

/** A body that is being unpacked. */
export interface Unpacking {
  write(bytes: Uint8Array): void;
  /** Resolves when all that came is unpacked; of a body that was cut off, what there is. */
  end(): Promise<void>;
  destroy(): void;
}

/** What is packed is damaged, or packed in a way that we do not undo. */
export class PackedBodyError extends Error {
  override name = 'PackedBodyError';
}

/** Servers pack once, some twice; whoever names more wants to cost us something. */
const MAX_LAYERS = 2;

// A body that was cut off is no error here: what is missing shows in what comes out.
const whatThereIs = { finishFlush: constants.Z_SYNC_FLUSH };
const gunzip = () => createGunzip(whatThereIs);
/** Some servers leave out the header that a deflate body should have. */
const inflate = (first: Uint8Array) =>
  ((first[0] ?? 0) & 0x0f) === 8 ? createInflate(whatThereIs) : createInflateRaw(whatThereIs);

/** By the name of the encoding; given the first bytes of the body. */
const unpackers: Record<string, (first: Uint8Array) => Transform> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflate,
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
};

/** The encodings of a body in the order in which they were put on; gzip also where no header says so. */
export function encodingsOf(headers: ResponseHeaders, first: Uint8Array): string[] {
  const named = [headers['content-encoding'] ?? []].flat().join(',').toLowerCase();
  const encodings = named
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const isGzip = first[0] === 0x1f && first[1] === 0x8b;
  if (encodings.length === 0 && isGzip) return ['gzip'];
  // Named, but already undone by a proxy that forgot the header: text begins as no packed body does.
  const isText = first[0] === 0x7b || (first[0] === 0x64 && first[1] === 0x61);
  return isText ? [] : encodings;
}

/**
 * Starts to unpack a body that begins with `first`.
 * @param onBytes gets what comes out; what it throws is passed to `onError`
 * @throws PackedBodyError for encodings that we do not undo
 */
export function startUnpacking(
  encodings: string[],
  first: Uint8Array,
  { onBytes, onError }: { onBytes(bytes: Uint8Array): void; onError(error: unknown): void },
): Unpacking {
  if (encodings.length > MAX_LAYERS) {
    throw new PackedBodyError('The endpoint sent an answer that is compressed more than twice.');
  }
  const layers = encodings.toReversed().map((name, index) => {
    const create = Object.hasOwn(unpackers, name) ? unpackers[name] : undefined;
    if (create) return create(index === 0 ? first : new Uint8Array([8]));
    throw new PackedBodyError('The endpoint compressed its answer, although none was asked for.');
  });
  const [outer, inner = outer] = layers;
  if (!outer || !inner) throw new Error('There is nothing to undo.');
  const destroy = () => {
    for (const layer of layers) layer.destroy();
  };
  let hasFailed = false;
  const fail = (error: unknown) => {
    if (hasFailed) return;
    hasFailed = true;
    destroy();
    onError(error);
  };
  const damaged = () => fail(new PackedBodyError('The endpoint sent a damaged compressed answer.'));
  for (const layer of layers) layer.on('error', damaged);
  if (inner !== outer) outer.pipe(inner);
  inner.on('data', (bytes: Uint8Array) => {
    try {
      onBytes(bytes);
    } catch (error) {
      fail(error);
    }
  });
  return {
    write(bytes) {
      if (!outer.destroyed) outer.write(bytes);
    },
    async end() {
      if (inner.closed) return;
      const isOver = new Promise((resolve) => inner.once('close', resolve));
      if (!outer.destroyed) outer.end();
      await isOver;
    },
    destroy,
  };
}
