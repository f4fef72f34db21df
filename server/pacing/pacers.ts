import { createHmac, randomBytes } from 'node:crypto';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';
import { createPacer, type Pacer } from './pacer.ts';

/** Whose calls are paced together: one endpoint, opened by the same key and headers. */
export interface PacedEndpoint {
  endpointUrl: string;
  apiKey: string;
  headers?: RequestHeaders;
}

/**
 * The pacers of this process: all runs against one endpoint with one key and the same headers share one.
 * See docs/decisions/0013.
 */
export interface Pacers {
  /** Call `release` when the run is over; what was learnt is kept as long as anyone uses it. */
  use(endpoint: PacedEndpoint): { pacer: Pacer; release(): void };
}

/** Opens an empty set of pacers. */
export function createPacers(): Pacers {
  const shared = new Map<string, { pacer: Pacer; users: number }>();
  // A keyed hash tells keys apart without holding them, and means nothing outside of this process.
  const secret = randomBytes(32);

  function hashOf({ endpointUrl, apiKey, headers = {} }: PacedEndpoint): string {
    const { origin } = new URL(endpointUrl);
    const opened = JSON.stringify([origin, apiKey, Object.entries(headers).sort()]);
    return createHmac('sha256', secret).update(opened).digest('base64');
  }

  return {
    use(endpoint) {
      const id = hashOf(endpoint);
      const entry = shared.get(id) ?? { pacer: createPacer(), users: 0 };
      shared.set(id, entry);
      entry.users += 1;
      let isReleased = false;
      return {
        pacer: entry.pacer,
        release() {
          if (isReleased) return;
          isReleased = true;
          entry.users -= 1;
          if (entry.users === 0) shared.delete(id);
        },
      };
    },
  };
}
