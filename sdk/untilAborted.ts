import { errorFrom } from './errorFrom.ts';

/** The answer of a call, its errors as those of this client. An abort counts at once, also between two tries. */
export async function untilAborted<Output>(
  signal: AbortSignal | undefined,
  answer: Promise<Output>,
): Promise<Output> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([aborted, answer]);
  } catch (error) {
    signal?.throwIfAborted();
    throw errorFrom(error);
  } finally {
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}
