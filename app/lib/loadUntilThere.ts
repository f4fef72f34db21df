const RETRY_AFTER_MS = 2_000;

/**
 * Loads something, however often that has to be tried.
 * @param then is given it, unless it is no longer wanted
 * @returns the way to say that it is no longer wanted
 */
export function loadUntilThere<Loaded>(
  load: () => Promise<Loaded>,
  then: (loaded: Loaded) => void,
): () => void {
  let isWanted = true;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const attempt = () =>
    load().then(
      (loaded) => {
        if (isWanted) then(loaded);
      },
      () => {
        if (isWanted) retry = setTimeout(attempt, RETRY_AFTER_MS);
      },
    );
  attempt();
  return () => {
    isWanted = false;
    clearTimeout(retry);
  };
}
