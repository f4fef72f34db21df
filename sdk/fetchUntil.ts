/**
 * Fetches until one of the signals gives up, which counts at once, also where a `fetch` of somebody's own heeds none.
 * @throws the reason of that signal, or what `fetch` rejects with
 */
export async function fetchUntil(
  signals: (AbortSignal | null | undefined)[],
  fetch: typeof globalThis.fetch,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  const signal = AbortSignal.any(signals.filter((each) => each != null));
  signal.throwIfAborted();
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([fetch(input, { ...init, signal }), givenUp]);
}
