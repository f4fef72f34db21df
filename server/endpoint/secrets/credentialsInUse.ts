import type { EndpointCredentials } from '../modelCall.ts';

/**
 * Key and headers of one endpoint while calls are on their way: read for the first of them, shared by those
 * that overlap, and forgotten with the last (docs/decisions/0017). A run at full speed thus does not
 * decrypt them for each prompt, and nobody holds them in between.
 */
export interface CredentialsInUse {
  use<Result>(withCredentials: (plain: EndpointCredentials) => Promise<Result>): Promise<Result>;
  /** Whether they are held just now. */
  readonly isHeld: boolean;
}

/** @param read decrypts them; what it throws, `use` rejects with */
export function createCredentialsInUse(read: () => EndpointCredentials): CredentialsInUse {
  let plain: EndpointCredentials | undefined;
  let calls = 0;
  return {
    get isHeld() {
      return plain !== undefined;
    },
    async use(withCredentials) {
      plain ??= read();
      calls += 1;
      try {
        return await withCredentials(plain);
      } finally {
        calls -= 1;
        if (calls === 0) plain = undefined;
      }
    },
  };
}
