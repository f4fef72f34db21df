import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { assertIpAllowed, assertUrlAllowed, bareHost, type GuardPolicy } from './guard.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_RESPONSE_HEADER_BYTES = 16 * 1024;
/** More than any run's concurrency, less than what would turn us into a load weapon. */
const MAX_SOCKETS_PER_ORIGIN = 256;

/** Looks a host name up, as `dns.lookup` does with `all`. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, answers: LookupAddress[]) => void,
) => void;

/**
 * The only way out: an undici dispatcher that judges each address at the moment it connects and
 * then connects to exactly that address. Environment proxies do not apply to it.
 */
export function openGuardedDispatcher(policy: GuardPolicy, lookupAll: LookupAll = lookup): Agent {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: guardedLookup(policy, lookupAll),
    // The bound on response headers is one of the HTTP/1.1 parser.
    allowH2: false,
  });
  return new Agent({
    connections: MAX_SOCKETS_PER_ORIGIN,
    maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
    // The caller's own deadlines end a call; undici's would report them as something else.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      try {
        // undici asks no lookup for IP literals, so they are judged here.
        const host = bareHost(options.hostname);
        if (isIP(host)) assertIpAllowed(host, policy);
        else
          assertUrlAllowed(
            new URL(`${options.protocol}//${options.host ?? options.hostname}`),
            policy,
          );
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      connect(options, callback);
    },
  });
}

function guardedLookup(policy: GuardPolicy, lookupAll: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookupAll(hostname, { ...options, all: true }, (error, answers) => {
      if (error) return callback(error, []);
      try {
        for (const { address } of answers) assertIpAllowed(address, policy);
      } catch (refusal) {
        return callback(refusal as NodeJS.ErrnoException, []);
      }
      const [first] = answers;
      if (options.all || !first) callback(null, answers);
      else callback(null, first.address, first.family);
    });
  };
}
