import { answerRedactors } from './answerRedactor.ts';
import type { TextFilter } from './textFilter.ts';

/** Makes the filters of one key while a call with it is on its way. */
export interface RedactorInUse {
  createFilter: () => TextFilter;
  /** Call it when the call is over; with the last one of a key its pieces are forgotten. */
  release(): void;
}

/**
 * Cuts keys up for the filters of answers: once for calls with the same key that overlap, since that
 * takes about as long as a short call's parsing. Nothing is kept in between (docs/decisions/0017).
 */
export function createRedactorsInUse(): {
  take(apiKey: string): RedactorInUse;
  /** Keys whose pieces are held just now. */
  readonly size: number;
} {
  const held = new Map<string, { createFilter: () => TextFilter; calls: number }>();
  return {
    get size() {
      return held.size;
    },
    take(apiKey) {
      const shared = held.get(apiKey) ?? { createFilter: answerRedactors(apiKey), calls: 0 };
      held.set(apiKey, shared);
      shared.calls += 1;
      return {
        createFilter: shared.createFilter,
        release() {
          shared.calls -= 1;
          if (shared.calls === 0) held.delete(apiKey);
        },
      };
    },
  };
}
