/**
 * Looks host names up so that a name server that stays silent costs only those who ask for its names
 * (docs/decisions/0032). Names of the internet are asked for over the network, by c-ares. `getaddrinfo`, which
 * knows what this machine and its network call things, blocks one of the few threads that a process has for
 * such work, and is asked only for names of that kind.
 */
import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createHostLimiter } from '../../pacing/index.ts';
import type { AllowedEndpoints } from './allowedEndpoints.ts';

/** All addresses of a name; none where it leads nowhere. @throws NameLookupTimeoutError */
export type LookUpName = (host: string) => Promise<LookupAddress[]>;

export interface NameLookupSettings {
  /** `address` or `address:port` of each; by default those of the system. */
  nameServers?: string[] | undefined;
  /** Whether the system may know names that no name server does: those of somebody's own machine. */
  asksSystem?: boolean;
}

interface NameLookupOptions extends NameLookupSettings {
  /** Names that the operator admits may be those of the network around. */
  allowedEndpoints?: AllowedEndpoints | undefined;
  /** After that it is too late. */
  deadlineMs?: number;
  /** `getaddrinfo`, but for tests. */
  lookUpBySystem?: LookUpName;
}

/** No name server answered in time: nothing is known of the name. */
export class NameLookupTimeoutError extends Error {
  override name = 'NameLookupTimeoutError';

  constructor(options?: ErrorOptions) {
    super('No name server told the address of this host in time.', options);
  }
}

const DEADLINE_MS = 4_000;
/** How long a look-up may wait until it is its turn. */
export const TURN_TIMEOUT_MS = DEADLINE_MS;
/** Of a try; c-ares doubles it for the second. */
const TRY_MS = 1_300;
const TRIES = 2;
/** libuv does not give more of its four threads to look-ups either. */
const MAX_BY_SYSTEM = 2;
/** Connections that are made together share an answer; a name that moves is followed soon. */
const MAX_KEPT_SECONDS = 10;
const MAX_KEPT = 500;
/** Of each kind. An answer may hold thousands, which would all be kept, and tried one after the other. */
const MAX_ADDRESSES = 16;

/** Opens the look-up of a thread. */
export function createNameLookup({
  nameServers,
  asksSystem = false,
  allowedEndpoints,
  deadlineMs = DEADLINE_MS,
  lookUpBySystem = (host) => lookup(host, { all: true }),
}: NameLookupOptions = {}): LookUpName {
  const underWay = new Map<string, Promise<LookupAddress[]>>();
  const kept = new Map<string, { addresses: LookupAddress[]; until: number }>();
  const systemTurns = createHostLimiter({ perHost: MAX_BY_SYSTEM, total: MAX_BY_SYSTEM });

  async function lookUp(host: string): Promise<LookupAddress[]> {
    const until = performance.now() + deadlineMs;
    if (isNameOfSystem(host, allowedEndpoints)) return askSystem(host, until);
    const { addresses, seconds, isLate } = await askNameServers(host);
    if (addresses.length > 0) keep(host, addresses, seconds);
    else if (asksSystem) return askSystem(host, until);
    else if (isLate) throw new NameLookupTimeoutError();
    return addresses;
  }

  async function askNameServers(host: string): Promise<Found> {
    // One for each name: it can be given up by itself, and knows the name servers of today.
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
    if (nameServers) resolver.setServers(nameServers);
    // Where the system may know the name, it needs time to be asked.
    const giveUp = setTimeout(() => resolver.cancel(), asksSystem ? deadlineMs / 2 : deadlineMs);
    const [ipv4, ipv6] = await Promise.allSettled([
      resolver.resolve4(host, { ttl: true }),
      resolver.resolve6(host, { ttl: true }),
    ]);
    clearTimeout(giveUp);
    return foundIn([
      { family: 4, asked: ipv4 },
      { family: 6, asked: ipv6 },
    ]);
  }

  /** A look-up that is given up still holds its place until the system has done with it. */
  async function askSystem(host: string, until: number): Promise<LookupAddress[]> {
    const late = AbortSignal.timeout(Math.max(0, Math.round(until - performance.now())));
    const asking = (async () => {
      const turn = await systemTurns.acquire('system', host, late);
      try {
        return await lookUpBySystem(host);
      } catch (error) {
        if (isSilence(error)) throw error;
        return [];
      } finally {
        turn.release();
      }
    })();
    const tooLate = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(late.reason), { once: true });
    });
    return Promise.race([asking, tooLate]).catch((error) => {
      throw new NameLookupTimeoutError({ cause: error });
    });
  }

  function keep(host: string, addresses: LookupAddress[], seconds: number): void {
    const keptMs = Math.min(seconds, MAX_KEPT_SECONDS) * 1_000;
    if (keptMs <= 0) return;
    kept.delete(host);
    kept.set(host, { addresses, until: performance.now() + keptMs });
    if (kept.size <= MAX_KEPT) return;
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      break;
    }
  }

  return (host) => {
    const known = kept.get(host);
    if (known && known.until > performance.now()) return Promise.resolve(known.addresses);
    const shared = underWay.get(host);
    if (shared) return shared;
    const asking = lookUp(host).finally(() => underWay.delete(host));
    underWay.set(host, asking);
    return asking;
  };
}

/** Names without a dot, of mDNS, and of this machine mean something only here; so may admitted ones. */
function isNameOfSystem(host: string, allowed: AllowedEndpoints | undefined): boolean {
  return (
    isIP(host) !== 0 ||
    !host.includes('.') ||
    /\.(?:local|localhost)$/.test(host) ||
    allowed?.hasName(host) === true
  );
}

interface Found {
  addresses: LookupAddress[];
  /** How long they may be kept. */
  seconds: number;
  /** Nobody answered, so that there being no address says nothing. */
  isLate: boolean;
}

interface Asked {
  family: 4 | 6;
  asked: PromiseSettledResult<{ address: string; ttl: number }[]>;
}

function foundIn(both: Asked[]): Found {
  const records = both.flatMap(({ family, asked }) =>
    asked.status === 'fulfilled'
      ? asked.value.slice(0, MAX_ADDRESSES).map((record) => ({ ...record, family }))
      : [],
  );
  const failures = both.flatMap(({ asked }) => (asked.status === 'rejected' ? [asked.reason] : []));
  return {
    addresses: records.map(({ address, family }) => ({ address, family })),
    seconds: Math.min(...records.map(({ ttl }) => ttl)),
    // Whoever says of one kind of address that there is no such name says it of the other, too.
    isLate: failures.some(isSilence) && !failures.some(({ code }) => code === 'ENOTFOUND'),
  };
}

/** https://nodejs.org/api/dns.html#error-codes, and `EAI_AGAIN` of getaddrinfo. */
const silence = new Set(['ETIMEOUT', 'ECANCELLED', 'ECONNREFUSED', 'EAI_AGAIN']);

function isSilence(error: unknown): boolean {
  return silence.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
