/**
 * The key of one endpoint while calls are on their way: read for the first of them, shared by those
 * that overlap, and forgotten with the last (docs/decisions/0017). A run at full speed thus does not
 * decrypt its key for each prompt, and nobody holds it in between.
 */
export interface KeyInUse {
  use<Result>(withKey: (apiKey: string) => Promise<Result>): Promise<Result>;
  /** Whether it is held just now. */
  readonly isHeld: boolean;
}

/** @param readKey decrypts the key; what it throws, `use` rejects with */
export function createKeyInUse(readKey: () => string): KeyInUse {
  let apiKey: string | undefined;
  let calls = 0;
  return {
    get isHeld() {
      return apiKey !== undefined;
    },
    async use(withKey) {
      apiKey ??= readKey();
      calls += 1;
      try {
        return await withKey(apiKey);
      } finally {
        calls -= 1;
        if (calls === 0) apiKey = undefined;
      }
    },
  };
}
