/**
 * Checks the addresses that people enter, before anything is stored or called. Look-ups are bounded
 * (docs/decisions/0032).
 */
import { createHostLimiter } from '../../pacing/index.ts';
import { assertEndpointAllowed, type GuardPolicy } from './addressGuard.ts';
import {
  createNameLookup,
  type NameLookupSettings,
  NameLookupTimeoutError,
  TURN_TIMEOUT_MS,
} from './nameLookup.ts';

export interface EndpointGuard {
  /**
   * @param client whose look-ups are bounded together
   * @throws BlockedAddressError
   */
  assertAllowed(endpointUrl: string, client: string): Promise<void>;
}

/** Look-ups under way at once; further ones wait for their turn, not for ever. */
interface LookupBounds {
  ofOneClient: number;
  ofAll: number;
}

/** One costs two small sockets. Whoever wants to keep all others waiting has to come from many addresses. */
const usualBounds: LookupBounds = { ofOneClient: 4, ofAll: 256 };

/** Opens the guard of a process. */
export function createEndpointGuard(
  policy: GuardPolicy,
  names: NameLookupSettings,
  { ofOneClient, ofAll } = usualBounds,
): EndpointGuard {
  const lookUpName = createNameLookup({ ...names, allowedEndpoints: policy.allowedEndpoints });
  const turns = createHostLimiter({ perHost: ofOneClient, total: ofAll });

  async function lookUpInTurn(host: string, client: string) {
    // Clients take turns, however many names each of them has.
    const turn = await turns
      .acquire(client, '', AbortSignal.timeout(TURN_TIMEOUT_MS))
      .catch((error) => {
        throw new NameLookupTimeoutError({ cause: error });
      });
    try {
      return await lookUpName(host);
    } finally {
      turn.release();
    }
  }

  return {
    assertAllowed: (endpointUrl, client) =>
      assertEndpointAllowed(endpointUrl, policy, (host) => lookUpInTurn(host, client)),
  };
}
