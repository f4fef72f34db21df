import type { TextFilter } from '../protocol/completionReader.ts';
import { answerRedactors } from './answerRedactor.ts';

/** An API key in plain text with the filters that are made from it. */
export interface KeyInUse {
  apiKey: string;
  createFilter: () => TextFilter;
  /** Call it when the call is over; with the last one of an endpoint the key is forgotten. */
  release(): void;
}

/**
 * Reads the key of an endpoint for a call. Calls that overlap share one reading, so that a run at full
 * speed neither decrypts its key nor cuts it up again for each prompt; nothing is kept in between.
 * See docs/decisions/0017.
 */
export function createKeysInUse<Endpoint extends { readonly apiKey: string }>(): {
  take(endpoint: Endpoint): KeyInUse;
  /** Endpoints whose key is held just now. */
  readonly size: number;
} {
  const held = new Map<Endpoint, Omit<KeyInUse, 'release'> & { calls: number }>();
  return {
    get size() {
      return held.size;
    },
    take(endpoint) {
      let key = held.get(endpoint);
      if (!key) {
        const { apiKey } = endpoint;
        key = { apiKey, createFilter: answerRedactors(apiKey), calls: 0 };
        held.set(endpoint, key);
      }
      const { apiKey, createFilter } = key;
      const taken = key;
      taken.calls += 1;
      return {
        apiKey,
        createFilter,
        release() {
          taken.calls -= 1;
          if (taken.calls === 0) held.delete(endpoint);
        },
      };
    },
  };
}
