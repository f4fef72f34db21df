/**
 * The contract of a model call: plain data in, plain data and events out. Nothing here has getters,
 * callbacks or an identity that matters, so `structuredClone` and JSON carry all of it and a call may
 * be made in another thread. What is convenient (signals, promises, an error to throw) is added around
 * it by `ModelClient` and `ModelCaller`.
 */
import type { AdaptableFeature, Adaptation, Adaptations } from '../../contract/connectionReport.ts';
import type { ErrorReason } from '../../contract/errorReasons.ts';
import type { ExtraBody } from '../../contract/extraBody.ts';
import type { EndpointRateLimit } from '../../contract/rateLimits.ts';
import type { RequestHeaders } from '../../contract/requestHeaders.ts';

/** Which model is called where, and how it wants to be asked. */
export interface CalledEndpoint {
  /** Full address of the chat route. */
  endpointUrl: string;
  modelId: string;
  /** How requests differ from the usual because the endpoint refused one. */
  adaptations: Adaptations;
  /** Parameters that every request has besides. `ModelCaller` puts them into the requests. */
  extraBody?: ExtraBody;
}

/** What opens an endpoint, in plain text: for calls that are about to be made, and no longer. */
export interface EndpointCredentials {
  /** Empty for servers that want none: no `Authorization: Bearer` header. */
  apiKey: string;
  /** Headers beside ours. Default none. */
  headers?: RequestHeaders;
}

export interface ChatTurn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What is asked of the model, and in which manner. */
export interface ChatRequest {
  messages: ChatTurn[];
  maxTokens: number;
  temperature?: number;
  topP?: number;
  seed?: number;
  /** Texts that end the answer; up to four. */
  stop?: string[];
  /** Parameters over those above, by their names in the API; null takes one away. */
  extraBody?: ExtraBody;
  /** Whether the answer is asked for as a stream; without it, TTFT stays unknown. */
  stream: boolean;
}

/** The JSON of a request to the chat route. */
export type ChatBody = Record<string, unknown> & { messages: { role: string; content: string }[] };

export interface ModelCallRequest extends ChatRequest, EndpointCredentials {
  endpoint: CalledEndpoint;
  /** Whoever the call is for, such as the id of a run: owners that wait for a busy host take turns. */
  owner: string;
  /** Longest the whole call may take, in milliseconds; the client's own bound holds as well. */
  timeoutMs: number;
  /** Longest silence before the answer begins, in milliseconds, in place of the client's own bound. */
  firstByteTimeoutMs?: number;
  /**
   * Longest until the first token of a stream, in milliseconds, whatever comes before it. Default: no bound
   * but those on silence and on the whole call.
   */
  firstTokenTimeoutMs?: number;
  /** How often to ask again when the connection broke before anything came back. Default 2. */
  connectionRetries?: number;
  /** Whether `text`, `reasoning` and `correction` events tell the answer while it arrives. Default false. */
  textEvents?: boolean;
}

/** What happens before a call ends, in order. */
export type ModelCallEvent =
  /** The next piece of the answer; `atMs` is the time from the request's being written to its arrival. */
  | { type: 'text'; text: string; atMs: number }
  /** The next piece of the reasoning before the answer, likewise. */
  | { type: 'reasoning'; text: string; atMs: number }
  /** All text so far was reasoning, namely this; the answer begins anew. */
  | { type: 'correction'; reasoning: string; atMs: number }
  /**
   * The endpoint refused a part of the request and is asked differently. Whoever calls it again should
   * put this into `endpoint.adaptations`.
   */
  | { type: 'adapted'; feature: AdaptableFeature; adaptation: Adaptation }
  /** What makes the calls failed on our side while this one was under way, so it is made again. */
  | { type: 'repeated' };

/** How a call ended well. */
export interface ModelAnswer {
  text: string;
  /** What a reasoning model wrote before its answer, kept apart from it. */
  reasoning: string;
  /** Where the reasoning stood; null when there was none. */
  reasoningPlace: ReasoningPlace | null;
  /** What a model that declined wrote into the field made for it; empty when it did not. */
  refusal: string;
  /** Request written to last byte of the answer, in milliseconds. */
  latencyMs: number;
  /**
   * Waiting for its turn and for a connection before the request was written, in milliseconds, and for a
   * thread that has only just been started; no part of the latency.
   */
  connectMs: number;
  /** Request written to first byte of the answer's body, in milliseconds. */
  firstByteMs: number | null;
  /**
   * Request written to first non-empty piece of the answer, in milliseconds; null when the answer
   * came in one piece. As NVIDIA's AIPerf defines time to first token: a chunk that only names the
   * role carries no token. Reasoning is not the answer; AIPerf calls this one time to first output.
   */
  ttftMs: number | null;
  /** Request written to first piece of reasoning, in milliseconds; null when none was streamed. */
  timeToFirstReasoningMs: number | null;
  /** Null when the server did not say. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** The part of `outputTokens` that was spent on reasoning. */
  reasoningTokens: number | null;
  finishReason: string | null;
  /** The name the server gave the model. */
  model: string | null;
  /** Whether the answer came in pieces. */
  streamed: boolean;
  /** What the headers told of limits; empty where they do not. */
  rateLimits: EndpointRateLimit[];
  /** The id under which the provider's support finds the call; null where no header told one. */
  upstreamRequestId: string | null;
  /** How long we waited while the server was loading the model; no part of the latency. */
  waitedForModelMs: number;
}

/** A field of a message, parts of its content, or markers within the text. */
export type ReasoningPlace =
  | 'reasoning_content'
  | 'reasoning'
  | 'reasoning_details'
  | 'reasoning_text'
  | 'thinking'
  | 'thinking_blocks'
  | 'thinking_content'
  | 'thought'
  | 'content'
  | 'think_tags';

/** How a call ended badly: a `ModelCallError` as plain data. */
export interface ModelCallFailure {
  reason: ErrorReason;
  /** For the user: what happened, what to do, and the provider's own words without secrets. */
  message: string;
  /** The provider's own words, without secrets; empty when there were none. */
  providerMessage: string;
  /** HTTP status; null where there was no answer. */
  status: number | null;
  /** How long the endpoint asks us to wait, in milliseconds; null when it does not say. */
  retryAfterMs: number | null;
  /** The id under which the provider's support finds the call; null where no header told one. */
  upstreamRequestId: string | null;
  /** What had arrived of the answer before it broke off. */
  partialText: string;
  partialReasoning: string;
  /** Whether anything at all came back; only where nothing did is asking again harmless. */
  hasResponse: boolean;
  /** Request written to failure noticed, in milliseconds. */
  latencyMs: number;
}

/** A look at the list of models beside the chat route. */
export interface ModelListRequest extends EndpointCredentials {
  /** Full address of the chat route. */
  endpointUrl: string;
  owner: string;
  /** Shorter than the usual limit, in milliseconds. */
  timeoutMs?: number;
}
