import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import {
  assertAnswersAllowed,
  assertIpAllowed,
  assertUrlAllowed,
  bareHost,
  type GuardPolicy,
  NameNotPublicError,
} from './guard.ts';
import type { EndpointLimits } from './limits.ts';

/** Looks a host name up, as `dns.lookup` does with `all`. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, answers: LookupAddress[]) => void,
) => void;

export interface DispatcherOptions {
  limits: Pick<EndpointLimits, 'connectTimeoutMs' | 'maxHeaderBytes' | 'maxSocketsPerOrigin'>;
  /** PEM texts of authorities that are trusted besides the usual ones. */
  extraCaCertificates?: string[] | undefined;
  lookupAll?: LookupAll;
}

/** What a request may carry besides undici's own options. */
export interface SendingListener {
  /**
   * Called when the request is about to be written to a connected socket: waiting for a socket, the
   * look-up of the name, TCP and TLS are over then.
   */
  onSending?: () => void;
}

/**
 * The only way out: an undici dispatcher that judges each address at the moment it connects and
 * then connects to exactly that address. Environment proxies do not apply to it, and certificates
 * are always verified.
 */
export function openGuardedDispatcher(
  policy: GuardPolicy,
  { limits, extraCaCertificates, lookupAll = lookup }: DispatcherOptions,
): Dispatcher {
  const connect = buildConnector({
    timeout: limits.connectTimeoutMs,
    lookup: guardedLookup(policy, lookupAll),
    // The bound on response headers is one of the HTTP/1.1 parser.
    allowH2: false,
    // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
    ...(extraCaCertificates && { ca: [...rootCertificates, ...extraCaCertificates] }),
  });
  const agent = new Agent({
    connections: limits.maxSocketsPerOrigin,
    maxHeaderSize: limits.maxHeaderBytes,
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
  return agent.compose(
    (dispatch) => (options: Dispatcher.DispatchOptions & SendingListener, handler) => {
      const { onSending } = options;
      if (!onSending) return dispatch(options, handler);
      return dispatch(options, {
        ...forward(handler),
        onRequestStart(controller, context) {
          onSending();
          handler.onRequestStart?.(controller, context);
        },
      });
    },
  );
}

/** The handler's own methods, bound to it. */
function forward(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  };
}

function guardedLookup(policy: GuardPolicy, lookupAll: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookupAll(hostname, { ...options, all: true }, (error, answers) => {
      try {
        if (error) throw new NameNotPublicError();
        assertAnswersAllowed(answers, bareHost(hostname), policy);
      } catch (refusal) {
        return callback(refusal as NodeJS.ErrnoException, []);
      }
      const [first] = answers;
      if (options.all || !first) callback(null, answers);
      else callback(null, first.address, first.family);
    });
  };
}
