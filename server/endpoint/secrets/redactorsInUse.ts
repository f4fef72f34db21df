import { answerRedactors } from './answerRedactor.ts';
import type { Secrets } from './redact.ts';
import type { TextFilter } from './textFilter.ts';

/** Makes the filters of a call's secrets while it is on its way. */
export interface RedactorInUse {
  createFilter: () => TextFilter;
  /** Call it when the call is over; with the last one of the same secrets their pieces are forgotten. */
  release(): void;
}

/**
 * Cuts secrets up for the filters of answers: once for calls with the same ones that overlap, since that
 * takes about as long as a short call's parsing. Nothing is kept in between (docs/decisions/0017).
 */
export function createRedactorsInUse(): {
  take(secrets: Secrets): RedactorInUse;
  /** Sets of secrets whose pieces are held just now. */
  readonly size: number;
} {
  const held = new Map<string, { createFilter: () => TextFilter; calls: number }>();
  return {
    get size() {
      return held.size;
    },
    take(secrets) {
      // No secret has a line break in it: it would not have fitted into a header.
      const id = [secrets].flat().join('\n');
      const shared = held.get(id) ?? { createFilter: answerRedactors(secrets), calls: 0 };
      held.set(id, shared);
      shared.calls += 1;
      return {
        createFilter: shared.createFilter,
        release() {
          shared.calls -= 1;
          if (shared.calls === 0) held.delete(id);
        },
      };
    },
  };
}
