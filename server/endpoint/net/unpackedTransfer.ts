import type { Dispatcher } from 'undici';
import type { ResponseHeaders } from '../protocol/responseHeaders.ts';
import {
  type TransferControl,
  type TransferListener,
  type TransferRequest,
  transfer,
} from './transfer.ts';
import { encodingsOf, PackedBodyError, startUnpacking, type Unpacking } from './unpacking.ts';

/** Enough to recognise a body that is packed although no header says so. */
const BYTES_TO_DECIDE = 2;

/**
 * A transfer whose listener gets the body unpacked, whichever way it came. Bytes that were packed arrived
 * when the packed ones did.
 * @throws what `transfer` throws; PackedBodyError
 */
export async function unpackedTransfer(
  dispatcher: Dispatcher,
  request: TransferRequest,
  { onStart, onBytes }: TransferListener,
  maxPackedBytes: number,
): Promise<number> {
  let headers: ResponseHeaders = {};
  let control: TransferControl | undefined;
  let isPlain = false;
  let unpacking: Unpacking | undefined;
  let packedBytes = 0;
  let arrivedAt = 0;
  let held: Uint8Array | undefined;
  let isEnough = false;
  let failure: { error: unknown } | undefined;

  function pass(bytes: Uint8Array): void {
    if (isEnough || onBytes(bytes, arrivedAt)) return;
    isEnough = true;
    unpacking?.destroy();
    control?.stop();
  }

  function receive(bytes: Uint8Array, at: number): boolean {
    if (isPlain) return onBytes(bytes, at);
    arrivedAt = at;
    packedBytes += bytes.length;
    if (packedBytes > maxPackedBytes) {
      throw new PackedBodyError('The endpoint sent more compressed bytes than we accept.');
    }
    if (unpacking) {
      unpacking.write(bytes);
      return true;
    }
    const first = held ? Buffer.concat([held, bytes]) : bytes;
    if (first.length < BYTES_TO_DECIDE && first[0] === 0x1f) {
      held = first;
      return true;
    }
    held = undefined;
    const encodings = encodingsOf(headers, first);
    if (encodings.length === 0) {
      isPlain = true;
      return onBytes(first, at);
    }
    unpacking = startUnpacking(encodings, first, {
      onBytes: pass,
      onError(error) {
        failure = { error };
        control?.fail(error);
      },
    });
    unpacking.write(first);
    return true;
  }

  let endedAt: number;
  try {
    endedAt = await transfer(dispatcher, request, {
      onStart(status, responseHeaders, transferControl) {
        headers = responseHeaders;
        control = transferControl;
        onStart(status, responseHeaders, transferControl);
      },
      onBytes: receive,
    });
  } catch (error) {
    // What had come by then counts as come, unless nobody wants it any more.
    if (request.signal.aborted) unpacking?.destroy();
    else await unpacking?.end();
    throw error;
  }
  await unpacking?.end();
  // It may have come up when all had arrived already.
  if (failure) throw failure.error;
  return endedAt;
}
