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
const MAX_OF_ONE_CLIENT = 4;
const MAX_OF_ALL = 64;

/** Opens the guard of a process. */
export function createEndpointGuard(policy: GuardPolicy, names: NameLookupSettings): EndpointGuard {
  const lookUpName = createNameLookup({ ...names, allowedEndpoints: policy.allowedEndpoints });
  const turns = createHostLimiter({ perHost: MAX_OF_ONE_CLIENT, total: MAX_OF_ALL });

  async function lookUpInTurn(host: string, client: string) {
    const turn = await turns
      .acquire(client, host, AbortSignal.timeout(TURN_TIMEOUT_MS))
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
