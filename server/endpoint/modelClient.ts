/**
 * The one client for users' endpoints. Every byte we send to one leaves through it. It asks in the
 * way the endpoint understands, and waits while a model is being loaded (docs/decisions/0010).
 */
import { createHostLimiter, waitUnlessAborted } from '../pacing/index.ts';
import { type CallBounds, defaultCallBounds } from './callBounds.ts';
import {
  type ChatListener,
  type ExchangeTarget,
  exchangeChat,
  fetchJson,
  RefusedFeatureError,
} from './exchange.ts';
import { ModelCallError } from './failure/modelCallError.ts';
import type {
  EndpointCredentials,
  ModelAnswer,
  ModelCallEvent,
  ModelCallRequest,
  ModelListRequest,
} from './modelCall.ts';
import { assertUrlAllowed, BlockedAddressError, type GuardPolicy } from './net/addressGuard.ts';
import { modelsUrlOf } from './net/endpointAddress.ts';
import { type DispatcherOptions, openGuardedDispatcher } from './net/guardedDispatcher.ts';
import { createNameLookup, type NameLookupSettings } from './net/nameLookup.ts';
import { createAdaptationTrials } from './protocol/adaptationTrials.ts';
import { type ListedModel, readModelList } from './protocol/modelList.ts';
import { chatBody, type PossibleAdaptation } from './protocol/requestAdaptation.ts';
import { requestHeaders } from './protocol/requestHeaders.ts';
import { createSchedulingDelayMeter, type SchedulingDelay } from './schedulingDelay.ts';
import { secretsRedactor } from './secrets/redact.ts';
import { createRedactorsInUse, type RedactorInUse } from './secrets/redactorsInUse.ts';
import { secretsOf } from './secrets/secretsOf.ts';

export interface ModelCallOptions {
  /** Hears what happens before the call ends, in order. */
  onEvent?: (event: ModelCallEvent) => void;
  /** Ends the call early; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ModelClient {
  /**
   * Asks the model and resolves with its whole answer.
   * @throws ModelCallError for everything that goes wrong between us and the model
   */
  call(request: ModelCallRequest, options?: ModelCallOptions): Promise<ModelAnswer>;
  /**
   * The models that the endpoint lists beside its chat route; null where the address tells of no
   * such route.
   * @throws ModelCallError also where the route does not exist
   */
  listModels(request: ModelListRequest): Promise<ListedModel[] | null>;
  /**
   * Watches how late the stopwatch is, from now until `end`, which tells it; null when that was too
   * short to see anything, or when it cannot be told.
   */
  measureClock(): { end(): Promise<SchedulingDelay | null> };
  close(): Promise<void>;
}

export interface ModelClientOptions extends Pick<DispatcherOptions, 'extraCaCertificates'> {
  bounds?: CallBounds;
  names?: NameLookupSettings;
}

const LIST_TIMEOUT_MS = 5_000;
/** OpenRouter's list of some hundreds takes one. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const LOADING_RETRY_MS = 1_000;
const CONNECTION_RETRIES = 2;

/** Opens the client; its connections obey `policy`. */
export function openModelClient(
  policy: GuardPolicy,
  { bounds = defaultCallBounds, extraCaCertificates, names }: ModelClientOptions = {},
): ModelClient {
  const { allowedEndpoints } = policy;
  const lookUpName = createNameLookup({ ...names, allowedEndpoints });
  const dispatcher = openGuardedDispatcher(policy, { bounds, extraCaCertificates, lookUpName });
  const hosts = createHostLimiter({ perHost: bounds.maxCallsPerHost, total: bounds.maxCalls });
  const redactors = createRedactorsInUse();
  const clock = createSchedulingDelayMeter();

  function exchangeWith(
    url: string,
    credentials: Credentials,
    {
      timeoutMs,
      firstByteTimeoutMs = bounds.firstByteTimeoutMs,
      firstTokenTimeoutMs,
      signal,
    }: { signal?: AbortSignal } & CallWaits,
  ) {
    assertMayCall(url, policy);
    return {
      dispatcher,
      bounds: { ...bounds, firstByteTimeoutMs, firstTokenTimeoutMs },
      url,
      ...credentials,
      timeoutMs: Math.min(timeoutMs, bounds.totalTimeoutMs),
      signal,
    };
  }

  async function inTurn<Answer>(
    url: string,
    owner: string,
    signal: AbortSignal | undefined,
    exchange: (waitedMs: number) => Promise<Answer>,
  ): Promise<Answer> {
    const turn = await hosts.acquire(new URL(url).hostname, owner, signal);
    try {
      return await exchange(turn.waitedMs);
    } finally {
      turn.release();
    }
  }

  async function callAdapting(
    request: ModelCallRequest,
    { onEvent, signal }: ModelCallOptions,
    credentials: Credentials & Pick<RedactorInUse, 'createFilter'>,
  ): Promise<ModelAnswer> {
    const { owner, timeoutMs, firstByteTimeoutMs, firstTokenTimeoutMs } = request;
    const { endpointUrl, modelId } = request.endpoint;
    const listener = textListener(request, onEvent);
    const trials = createAdaptationTrials(request.endpoint.adaptations);
    const tellAdapted = ({ feature, adaptation }: PossibleAdaptation) =>
      onEvent?.({ type: 'adapted', feature, adaptation });
    let waitedForModelMs = 0;
    let loadingUntil: number | undefined;
    let retriesLeft = request.connectionRetries ?? CONNECTION_RETRIES;
    while (true) {
      const body = chatBody(modelId, request, trials.adaptations);
      try {
        const answer = await inTurn(endpointUrl, owner, signal, async (waitedMs) => {
          const { createFilter } = credentials;
          const limits = { timeoutMs, firstByteTimeoutMs, firstTokenTimeoutMs, signal };
          const exchange = exchangeWith(endpointUrl, credentials, limits);
          const answer = await exchangeChat({ ...exchange, createFilter }, body, listener);
          return { ...answer, connectMs: answer.connectMs + waitedMs, waitedForModelMs };
        });
        trials.confirmed().forEach(tellAdapted);
        return answer;
      } catch (error) {
        if (error instanceof RefusedFeatureError) {
          const next = trials.refused(error.adaptations, error.cause.providerMessage);
          if (!next) throw error.cause;
          if (!next.isTrial) tellAdapted(next);
          continue;
        }
        if (isLostConnection(error) && retriesLeft > 0) {
          retriesLeft -= 1;
          await waitUnlessAborted(retryPauseMs(), signal);
          continue;
        }
        const isLoading = error instanceof ModelCallError && error.reason === 'model_loading';
        if (!isLoading) throw error;
        loadingUntil ??= performance.now() + bounds.modelLoadingTimeoutMs;
        // By the clock: the replies that say so take time as well.
        const leftMs = Math.round(loadingUntil - performance.now());
        if (leftMs <= 0) throw error;
        const ms = Math.min(LOADING_RETRY_MS, leftMs);
        await waitUnlessAborted(ms, signal);
        waitedForModelMs += ms;
      }
    }
  }

  return {
    async call(request, options = {}) {
      assertMayCall(request.endpoint.endpointUrl, policy);
      const credentials = credentialsOf(request);
      const { createFilter, release } = redactors.take(credentials.secrets);
      try {
        return await callAdapting(request, options, { ...credentials, createFilter });
      } finally {
        release();
      }
    },
    async listModels({ endpointUrl, owner, timeoutMs = LIST_TIMEOUT_MS, ...plain }) {
      const url = modelsUrlOf(endpointUrl);
      if (url === null) return null;
      const credentials = credentialsOf(plain);
      const exchange = exchangeWith(url, credentials, {
        timeoutMs: Math.min(timeoutMs, LIST_TIMEOUT_MS),
      });
      const list = await inTurn(url, owner, undefined, () => fetchJson(exchange, MAX_LIST_BYTES));
      const redact = secretsRedactor(credentials.secrets);
      return readModelList(list, bounds.maxModels).filter(({ id }) => redact(id) === id);
    },
    measureClock() {
      const measurement = clock.measure();
      return { end: async () => measurement.end() };
    },
    close: () => dispatcher.destroy(),
  };
}

type CallWaits = Pick<ModelCallRequest, 'timeoutMs' | 'firstByteTimeoutMs' | 'firstTokenTimeoutMs'>;

/** What a call sends to be let in, and what of it must not come back. */
type Credentials = Pick<ExchangeTarget, 'headers' | 'secrets'>;

function credentialsOf(plain: EndpointCredentials): Credentials {
  return { headers: requestHeaders(plain), secrets: secretsOf(plain) };
}

/** No event is made for a piece that nobody asked for: a run would make one a token. */
function textListener(
  { textEvents = false }: ModelCallRequest,
  onEvent: ModelCallOptions['onEvent'],
): ChatListener {
  if (!textEvents || !onEvent) return {};
  return {
    onText: (text, atMs) => onEvent({ type: 'text', text, atMs }),
    onReasoning: (text, atMs) => onEvent({ type: 'reasoning', text, atMs }),
    onMistaken: (reasoning, atMs) => onEvent({ type: 'correction', reasoning, atMs }),
  };
}

/** The server may have closed a kept connection just when we wrote to it. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof ModelCallError && error.reason === 'connection_lost' && !error.hasResponse
  );
}

/** Jitter, so that many calls that broke together do not come back together. */
function retryPauseMs(): number {
  return 100 + Math.random() * 400;
}

/** @throws ModelCallError when the address itself is one we never call */
function assertMayCall(url: string, policy: GuardPolicy): void {
  try {
    assertUrlAllowed(new URL(url), policy);
  } catch (error) {
    const reason = error instanceof BlockedAddressError ? 'address_blocked' : 'unexpected';
    throw new ModelCallError(reason, { what: (error as Error).message });
  }
}
