/**
 * The one client for users' endpoints. Every byte we send to one leaves through it. It asks in the
 * way the endpoint understands, and waits while a model is being loaded (docs/decisions/0010).
 */
import type {
  AdaptableFeature,
  Adaptation,
  Adaptations,
  EndpointRateLimit,
} from '../../contract/connectionReport.ts';
import { createHostLimiter, waitUnlessAborted } from '../pacing/index.ts';
import { type CallBounds, defaultCallBounds } from './callBounds.ts';
import { exchangeChat, fetchJson, RefusedFeatureError } from './exchange.ts';
import { ModelCallError } from './failure/modelCallError.ts';
import { assertUrlAllowed, BlockedAddressError, type GuardPolicy } from './net/addressGuard.ts';
import { modelsUrlOf } from './net/endpointAddress.ts';
import { type DispatcherOptions, openGuardedDispatcher } from './net/guardedDispatcher.ts';
import { type ListedModel, readModelList } from './protocol/modelList.ts';
import { chatBody } from './protocol/requestAdaptation.ts';
import { createKeysInUse } from './secrets/keysInUse.ts';
import { redactSecrets } from './secrets/redact.ts';

export interface ModelEndpoint {
  /** Full address of the chat route. */
  endpointUrl: string;
  /**
   * Empty for servers that want none; then no `Authorization` header is sent. Read at the start of each
   * call, so it may be decrypted on reading.
   */
  readonly apiKey: string;
  modelId: string;
  /**
   * How requests differ from the usual because the endpoint refused one. Calls add to it what they
   * find out, so all calls to one endpoint should share the object.
   */
  adaptations: Adaptations;
  /** Hears of each addition, to remember it. */
  onAdapted?: (feature: AdaptableFeature, adaptation: Adaptation) => void;
}

export interface ChatTurn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  messages: ChatTurn[];
  maxTokens: number;
  temperature?: number;
  seed?: number;
  /** Whether the answer is asked for as a stream; without it, TTFT stays unknown. */
  stream: boolean;
  /** Longest the whole call may take, in milliseconds; the client's own limit holds as well. */
  timeoutMs: number;
  /**
   * How often to ask again when the connection broke before anything came back. Default 2.
   */
  connectionRetries?: number;
  /** Ends the call early; `call` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ModelAnswer {
  text: string;
  /** What a reasoning model thought before it answered, kept apart from the answer. */
  reasoning: string;
  /** Where the thoughts stood; null when there were none. */
  reasoningPlace: 'reasoning_content' | 'reasoning' | 'think_tags' | null;
  /** What a model that declined said in the field made for it; empty when it did not. */
  refusal: string;
  /** Request written to last byte of the answer, in milliseconds. */
  latencyMs: number;
  /**
   * Waiting for its turn and for a connection before the request was written, in milliseconds; no part
   * of the latency.
   */
  connectMs: number;
  /** Request written to first byte of the answer's body, in milliseconds. */
  firstByteMs: number | null;
  /**
   * Request written to first non-empty piece of the answer, in milliseconds; null when the answer
   * came in one piece. As NVIDIA's AIPerf defines time to first token: a chunk that only names the
   * role carries no token. Thoughts are not the answer; AIPerf calls this one time to first output.
   */
  ttftMs: number | null;
  /** Request written to first piece of a thought, in milliseconds; null when none was streamed. */
  timeToFirstReasoningMs: number | null;
  /** Null when the server did not say. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** The part of `outputTokens` that was spent on thoughts. */
  reasoningTokens: number | null;
  finishReason: string | null;
  /** The name the server gave the model. */
  model: string | null;
  /** Whether the answer came in pieces. */
  streamed: boolean;
  /** What the headers told of limits; empty where they do not. */
  rateLimits: EndpointRateLimit[];
  /** How long we waited while the server was loading the model; no part of the latency. */
  waitedForModelMs: number;
}

export interface ModelClient {
  /**
   * Asks the model and resolves with its whole answer; `onText` and `onReasoning` hear the pieces as
   * they arrive.
   * @throws ModelCallError for everything that goes wrong between us and the model
   */
  call(
    endpoint: ModelEndpoint,
    request: ModelRequest,
    onText?: (text: string) => void,
    onReasoning?: (text: string) => void,
  ): Promise<ModelAnswer>;
  /**
   * The models that the endpoint lists beside its chat route; null where the address tells of no
   * such route.
   * @throws ModelCallError also where the route does not exist
   */
  listModels(
    endpoint: Pick<ModelEndpoint, 'endpointUrl' | 'apiKey'>,
  ): Promise<ListedModel[] | null>;
  close(): Promise<void>;
}

export interface ModelClientOptions extends Pick<DispatcherOptions, 'extraCaCertificates'> {
  limits?: CallBounds;
}

const LIST_TIMEOUT_MS = 5_000;
/** OpenRouter's list of some hundreds takes one. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const LOADING_RETRY_MS = 1_000;
const CONNECTION_RETRIES = 2;

/** Opens the client; its connections obey `policy`. */
export function openModelClient(
  policy: GuardPolicy,
  { limits = defaultCallBounds, extraCaCertificates }: ModelClientOptions = {},
): ModelClient {
  const dispatcher = openGuardedDispatcher(policy, { limits, extraCaCertificates });
  const turnstile = createHostLimiter({ perHost: limits.maxCallsPerHost, total: limits.maxCalls });
  const keys = createKeysInUse<ModelEndpoint>();

  function exchangeWith(
    url: string,
    { apiKey, timeoutMs, signal }: { apiKey: string; timeoutMs: number; signal?: AbortSignal },
  ) {
    assertMayCall(url, policy);
    const total = Math.min(timeoutMs, limits.totalTimeoutMs);
    return { dispatcher, limits, url, apiKey, timeoutMs: total, signal };
  }

  async function inTurn<Answer>(
    url: string,
    asker: object,
    signal: AbortSignal | undefined,
    exchange: (waitedMs: number) => Promise<Answer>,
  ): Promise<Answer> {
    const { waitedMs, release: leave } = await turnstile.acquire(
      new URL(url).hostname,
      asker,
      signal,
    );
    try {
      return await exchange(waitedMs);
    } finally {
      leave();
    }
  }

  return {
    async call(endpoint, request, onText = () => {}, onReasoning = () => {}) {
      const { endpointUrl, modelId, adaptations } = endpoint;
      const { timeoutMs, signal } = request;
      assertMayCall(endpointUrl, policy);
      let waitedForModelMs = 0;
      let retriesLeft = request.connectionRetries ?? CONNECTION_RETRIES;
      while (true) {
        const known = { ...adaptations };
        const body = chatBody(modelId, request, known);
        try {
          return await inTurn(endpointUrl, endpoint, signal, async (waitedMs) => {
            const { apiKey, createFilter, release } = keys.take(endpoint);
            try {
              const exchange = exchangeWith(endpointUrl, { apiKey, timeoutMs, signal });
              const listeners = { onText, onReasoning };
              const answer = await exchangeChat({ ...exchange, createFilter }, body, listeners);
              return { ...answer, connectMs: answer.connectMs + waitedMs, waitedForModelMs };
            } finally {
              release();
            }
          });
        } catch (error) {
          if (error instanceof RefusedFeatureError) {
            // Refused although it was left out: asking once more would never end.
            if (known[error.feature]) throw error.cause;
            if (!adaptations[error.feature]) {
              adaptations[error.feature] = error.adaptation;
              endpoint.onAdapted?.(error.feature, error.adaptation);
            }
            continue;
          }
          if (isLostConnection(error) && retriesLeft > 0) {
            retriesLeft -= 1;
            await waitUnlessAborted(retryPauseMs(), signal);
            continue;
          }
          const isLoading = error instanceof ModelCallError && error.reason === 'model_loading';
          if (!isLoading || waitedForModelMs >= limits.modelLoadingTimeoutMs) throw error;
          const ms = Math.min(LOADING_RETRY_MS, limits.modelLoadingTimeoutMs - waitedForModelMs);
          await waitUnlessAborted(ms, signal);
          waitedForModelMs += ms;
        }
      }
    },
    async listModels({ endpointUrl, apiKey }) {
      const url = modelsUrlOf(endpointUrl);
      if (url === null) return null;
      const exchange = exchangeWith(url, { apiKey, timeoutMs: LIST_TIMEOUT_MS });
      const list = await inTurn(url, exchange, undefined, () =>
        fetchJson(exchange, MAX_LIST_BYTES),
      );
      return readModelList(list, limits.maxModels).filter(
        ({ id }) => redactSecrets(id, apiKey) === id,
      );
    },
    close: () => dispatcher.destroy(),
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
