import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates } from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { CallBounds } from '../callBounds.ts';
import {
  assertAnswersAllowed,
  assertUrlAllowed,
  bareHost,
  type GuardPolicy,
  NameNotPublicError,
  portOf,
} from './addressGuard.ts';
import type { AdmittedAtPort } from './allowedEndpoints.ts';
import { type LookUpName, NameLookupTimeoutError } from './nameLookup.ts';

export interface DispatcherOptions {
  bounds: Pick<CallBounds, 'connectTimeoutMs' | 'maxHeaderBytes' | 'maxCallsPerHost'>;
  /** PEM texts of authorities that are trusted besides the usual ones. */
  extraCaCertificates?: string[] | undefined;
  lookUpName: LookUpName;
}

/** What a request may carry besides undici's own options. */
export interface SendingListener {
  /**
   * Called when the request is about to be written to a connected socket: waiting for a socket, the
   * look-up of the name, TCP and TLS are over then (docs/decisions/0009).
   */
  onSending?: () => void;
}

/**
 * The only way out: an undici dispatcher that judges each address at the moment it connects and
 * then connects to exactly that address. Environment proxies do not apply to it (docs/decisions/0031), and certificates
 * are always verified.
 */
export function openGuardedDispatcher(
  policy: GuardPolicy,
  { bounds, extraCaCertificates, lookUpName }: DispatcherOptions,
): Dispatcher {
  const secureContext = extraCaCertificates && contextTrusting(extraCaCertificates);
  /** A look-up is not told the port. What is admitted differs at the ports of the operator's list only. */
  const connectors = new Map<AdmittedAtPort | undefined, buildConnector.connector>();
  const connectorAt = (port: number) => {
    const admitted = policy.allowedEndpoints?.at(port);
    const connector =
      connectors.get(admitted) ??
      buildConnector({
        timeout: bounds.connectTimeoutMs,
        lookup: guardedLookup(policy, port, lookUpName, bounds.connectTimeoutMs),
        // The bound on response headers is one of the HTTP/1.1 parser.
        allowH2: false,
        // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
        rejectUnauthorized: true,
        ...(secureContext && { secureContext }),
      });
    connectors.set(admitted, connector);
    return connector;
  };
  const agent = new Agent({
    connections: bounds.maxCallsPerHost,
    maxHeaderSize: bounds.maxHeaderBytes,
    // The caller's own deadlines end a call; undici's would report them as something else.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      let connector: buildConnector.connector;
      try {
        const url = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
        // undici asks no lookup for IP literals, so they are judged here.
        assertUrlAllowed(url, policy);
        connector = connectorAt(portOf(url));
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      connector(options, callback);
    },
  });
  return agent.compose(
    (dispatch) => (options: Dispatcher.DispatchOptions & SendingListener, handler) => {
      const { onSending } = options;
      return dispatch(options, onSending ? new SendingHandler(handler, onSending) : handler);
    },
  );
}

/** Made once: reading the usual authorities anew for every connection would cost milliseconds. */
function contextTrusting(extraCaCertificates: string[]) {
  return createSecureContext({ ca: [...getCACertificates('default'), ...extraCaCertificates] });
}

/** Passes everything on, after telling when the request is written. A class, as one is made a call. */
class SendingHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #onSending: () => void;

  constructor(handler: Dispatcher.DispatchHandler, onSending: () => void) {
    this.#handler = handler;
    this.#onSending = onSending;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown) {
    this.#handler.onRequestStart?.(controller, context);
    // Given up while it waited: then nothing is written.
    if (!controller.aborted) this.#onSending();
  }

  onRequestUpgrade(...given: Parameters<Handler['onRequestUpgrade']>) {
    this.#handler.onRequestUpgrade?.(...given);
  }

  onResponseStart(...given: Parameters<Handler['onResponseStart']>) {
    this.#handler.onResponseStart?.(...given);
  }

  onResponseData(...given: Parameters<Handler['onResponseData']>) {
    this.#handler.onResponseData?.(...given);
  }

  onResponseEnd(...given: Parameters<Handler['onResponseEnd']>) {
    this.#handler.onResponseEnd?.(...given);
  }

  onResponseError(...given: Parameters<Handler['onResponseError']>) {
    this.#handler.onResponseError?.(...given);
  }
}

type Handler = Required<Dispatcher.DispatchHandler>;

/**
 * Its errors are the same whether a name leads somewhere private or nowhere, as the guard's are
 * (docs/decisions/0032).
 */
function guardedLookup(
  policy: GuardPolicy,
  port: number,
  lookUpName: LookUpName,
  timeoutMs: number,
): LookupFunction {
  return (hostname, options, callback) => {
    const host = bareHost(hostname);
    // The socket is destroyed when connecting takes too long, and heeds no later answer.
    const giveUp = setTimeout(() => callback(new NameLookupTimeoutError(), []), timeoutMs).unref();
    const looking = lookUpName(host).then((answers) => {
      assertAnswersAllowed(answers, host, policy, port);
      return answers;
    });
    looking.then(
      (answers) => {
        clearTimeout(giveUp);
        const [first] = answers;
        if (options.all || !first) callback(null, answers);
        else callback(null, first.address, first.family);
      },
      (error: Error) => {
        clearTimeout(giveUp);
        const isTold = error instanceof NameLookupTimeoutError;
        callback(isTold ? error : new NameNotPublicError(), []);
      },
    );
  };
}
