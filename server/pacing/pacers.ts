import { createHmac, randomBytes } from 'node:crypto';
import { createPacer, type Pacer } from './pacer.ts';

/**
 * The pacers of this process: all runs against one endpoint with one key share one.
 * See docs/decisions/0013.
 */
export interface Pacers {
  /** Call `release` when the run is over; what was learnt is kept as long as anyone uses it. */
  use(endpoint: { endpointUrl: string; apiKey: string }): { pacer: Pacer; release(): void };
}

/** Opens an empty set of pacers. */
export function createPacers(): Pacers {
  const shared = new Map<string, { pacer: Pacer; users: number }>();
  // A keyed hash tells keys apart without holding them, and means nothing outside of this process.
  const secret = randomBytes(32);

  function hashOf(endpointUrl: string, apiKey: string): string {
    const { origin } = new URL(endpointUrl);
    return createHmac('sha256', secret).update(`${origin} ${apiKey}`).digest('base64');
  }

  return {
    use({ endpointUrl, apiKey }) {
      const id = hashOf(endpointUrl, apiKey);
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
