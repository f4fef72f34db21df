import { ModelCallError } from '../endpoint/index.ts';

/**
 * Does `work` with a signal that aborts with `signal`, or with a ModelCallError when it took `limitMs`
 * milliseconds. A call has bounds of its own; this also ends one that is asked again and again, as while the
 * model is being loaded.
 */
export async function withinTime<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (bounded: AbortSignal) => Promise<T>,
): Promise<T> {
  const bounded = new AbortController();
  const giveUp = () => bounded.abort(signal.reason);
  const timer = setTimeout(() => bounded.abort(notReady(limitMs)), limitMs);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await work(bounded.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

function notReady(limitMs: number): ModelCallError {
  const seconds = Math.round(limitMs / 1_000);
  const limit = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return new ModelCallError('model_loading', { what: `The model was not ready within ${limit}.` });
}
