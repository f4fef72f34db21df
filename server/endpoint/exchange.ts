/**
 * One HTTP request to an endpoint and what comes back, within the bounds and without secrets.
 * See docs/decisions/0003.
 */
import { performance } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { CallBounds } from './callBounds.ts';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
  ModelCallError,
} from './failure/modelCallError.ts';
import { parsedOrText } from './failure/providerMessage.ts';
import type { ChatBody, ModelAnswer } from './modelCall.ts';
import { BlockedAddressError } from './net/addressGuard.ts';
import { Deadline } from './net/deadline.ts';
import { type LimitedText, limitedText } from './net/limitedText.ts';
import { transfer } from './net/transfer.ts';
import {
  type CompletionState,
  createCompletionReader,
  PayloadError,
  UnreadableAnswerError,
} from './protocol/completionReader.ts';
import { readRateLimitHeaders } from './protocol/rateLimitHeaders.ts';
import { adaptationsFor, type PossibleAdaptation } from './protocol/requestAdaptation.ts';
import type { ResponseHeaders } from './protocol/responseHeaders.ts';
import { readUpstreamRequestId } from './protocol/upstreamRequestId.ts';
import { redactSecrets, type Secrets } from './secrets/redact.ts';
import type { TextFilter } from './secrets/textFilter.ts';

/** Where a request goes, and within which bounds. */
export interface ExchangeTarget {
  dispatcher: Dispatcher;
  bounds: CallBounds;
  url: string;
  /** Of the request. */
  headers: Record<string, string>;
  /** What is in them and must not come back. */
  secrets: Secrets;
  /** Keeps the secrets out of what the answer says. */
  createFilter: () => TextFilter;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Hears the pieces of an answer as they arrive; `atMs` is the time since the request was written. */
export interface ChatListener {
  onText?(text: string, atMs: number): void;
  onReasoning?(text: string, atMs: number): void;
}

/** A refusal that asking differently may cure. */
export class RefusedFeatureError extends Error {
  override name = 'RefusedFeatureError';
  /** At least one; the likelier first. */
  readonly adaptations: PossibleAdaptation[];
  declare readonly cause: ModelCallError;

  constructor(adaptations: PossibleAdaptation[], cause: ModelCallError) {
    super('The endpoint refused a part of the request.', { cause });
    this.adaptations = adaptations;
  }
}

const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Sends `body` to the chat route and reads the answer.
 * @throws ModelCallError, or RefusedFeatureError when asking differently may help
 */
export async function exchangeChat(
  exchange: ExchangeTarget,
  body: ChatBody,
  { onText, onReasoning }: ChatListener,
): Promise<ModelAnswer> {
  const { bounds, secrets } = exchange;
  exchange.signal?.throwIfAborted();
  const deadline = new Deadline(exchange.timeoutMs, bounds, exchange.signal);
  const calledAt = performance.now();
  let sentAt: number | undefined;
  /** When the bytes that are being read arrived. */
  let arrivedAt = calledAt;
  let firstTextAt: number | undefined;
  let firstReasoningAt: number | undefined;
  let hasResponse = false;
  let firstByteAt: number | undefined;
  let responseHeaders: ResponseHeaders = {};
  const reader = createCompletionReader({
    onText(text) {
      firstTextAt ??= arrivedAt;
      onText?.(text, arrivedAt - (sentAt ?? calledAt));
    },
    onReasoning(text) {
      firstReasoningAt ??= arrivedAt;
      onReasoning?.(text, arrivedAt - (sentAt ?? calledAt));
    },
    createFilter: exchange.createFilter,
    maxEventCharacters: bounds.maxEventBytes,
  });
  try {
    let refusal: { status: number; body: LimitedText } | undefined;
    let received = 0;
    const endedAt = await transfer(
      exchange.dispatcher,
      {
        url: exchange.url,
        method: 'POST',
        headers: exchange.headers,
        body: JSON.stringify(body),
        signal: deadline.signal,
        onSending() {
          sentAt = performance.now();
          deadline.onRequestSent(body.stream === true);
        },
      },
      {
        onStart(status, headers) {
          hasResponse = true;
          responseHeaders = headers;
          if (status >= 300) refusal = { status, body: limitedText(MAX_ERROR_BYTES) };
        },
        onBytes(bytes, at) {
          if (refusal) return refusal.body.add(bytes);
          arrivedAt = at;
          firstByteAt ??= at;
          deadline.onBytes(received === 0);
          received += bytes.length;
          if (received > bounds.maxAnswerBytes) throw tooLong(bounds.maxAnswerBytes);
          reader.push(bytes);
          return true;
        },
      },
    );
    if (refusal) {
      const text = refusal.body.read();
      const error = errorFromStatus(refusal.status, text, secrets, responseHeaders);
      throw refusedFeature(refusal.status, parsedOrText(text), error, body) ?? error;
    }
    arrivedAt = endedAt;
    reader.end();
    assertAnswered(reader.state);
    const { state } = reader;
    const requestId = readUpstreamRequestId(responseHeaders);
    const clean = (text: string) => filtered(text, exchange.createFilter);
    const since = (moment: number | undefined) =>
      state.streamed && moment ? Math.round(moment - (sentAt ?? calledAt)) : null;
    return {
      text: state.text,
      reasoning: state.reasoning,
      reasoningPlace: state.reasoningPlace,
      refusal: clean(state.refusal),
      latencyMs: Math.round(endedAt - (sentAt ?? calledAt)),
      connectMs: Math.round((sentAt ?? calledAt) - calledAt),
      firstByteMs: firstByteAt ? Math.round(firstByteAt - (sentAt ?? calledAt)) : null,
      ttftMs: since(firstTextAt),
      timeToFirstReasoningMs: since(firstReasoningAt),
      inputTokens: state.inputTokens,
      outputTokens: state.outputTokens,
      reasoningTokens: state.reasoningTokens,
      finishReason: state.finishReason && clean(state.finishReason),
      model: state.model && clean(state.model),
      streamed: state.streamed,
      rateLimits: readRateLimitHeaders(responseHeaders),
      upstreamRequestId: requestId && clean(requestId),
      waitedForModelMs: 0,
    };
  } catch (error) {
    exchange.signal?.throwIfAborted();
    if (error instanceof RefusedFeatureError) throw error;
    const failure = deadline.failure ?? toCallError(error, secrets);
    const { state } = reader;
    if (error instanceof PayloadError && state.text === '' && state.reasoning === '') {
      const refused = refusedFeature(400, error.payload, failure, body);
      if (refused) throw refused;
    }
    reader.breakOff();
    failure.upstreamRequestId = redactedRequestId(responseHeaders, secrets);
    failure.hasResponse = hasResponse;
    failure.partialText = state.text;
    failure.partialReasoning = state.reasoning;
    failure.latencyMs = Math.round(performance.now() - (sentAt ?? calledAt));
    throw failure;
  } finally {
    deadline.end();
  }
}

/**
 * Fetches the JSON of a list beside the chat route.
 * @throws ModelCallError
 */
export async function fetchJson(
  exchange: Omit<ExchangeTarget, 'createFilter'>,
  maxBytes: number,
): Promise<unknown> {
  const { secrets } = exchange;
  const deadline = new Deadline(exchange.timeoutMs, exchange.bounds, exchange.signal);
  let responseHeaders: ResponseHeaders = {};
  try {
    let status = 0;
    const body = limitedText(maxBytes);
    await transfer(
      exchange.dispatcher,
      {
        url: exchange.url,
        method: 'GET',
        headers: exchange.headers,
        signal: deadline.signal,
        onSending: () => deadline.onRequestSent(true),
      },
      {
        onStart(given, headers) {
          status = given;
          responseHeaders = headers;
        },
        onBytes: (bytes) => body.add(bytes),
      },
    );
    const text = body.read();
    if (status >= 300) throw errorFromStatus(status, text, secrets, responseHeaders);
    try {
      return JSON.parse(text);
    } catch {
      throw new ModelCallError('unreadable', { what: 'The endpoint sent no JSON.' });
    }
  } catch (error) {
    exchange.signal?.throwIfAborted();
    const failure = deadline.failure ?? toCallError(error, secrets);
    failure.upstreamRequestId = redactedRequestId(responseHeaders, secrets);
    throw failure;
  } finally {
    deadline.end();
  }
}

function refusedFeature(status: number, refusal: unknown, error: ModelCallError, sent: ChatBody) {
  const { providerMessage, reason } = error;
  const found = adaptationsFor({ status, refusal, reason, providerMessage }, sent);
  return found.length === 0 ? undefined : new RefusedFeatureError(found, error);
}

/** The id that stands beside a failure; a server may put anything into it, the key too. */
function redactedRequestId(headers: ResponseHeaders, secrets: Secrets): string | null {
  const requestId = readUpstreamRequestId(headers);
  return requestId && redactSecrets(requestId, secrets);
}

/** Names and reasons are answers of the endpoint as well. */
function filtered(text: string, createFilter: () => TextFilter): string {
  if (text === '') return text;
  const filter = createFilter();
  return filter.push(text) + filter.end();
}

function tooLong(maxAnswerBytes: number): ModelCallError {
  const size = `${Number((maxAnswerBytes / 1024 / 1024).toFixed(2))} MiB`;
  return new ModelCallError('too_large', {
    what: `The answer was longer than ${size}, so the call was ended.`,
  });
}

/** @throws ModelCallError when the body ended without being an answer */
function assertAnswered(state: CompletionState): void {
  const isSilent = state.text.trim() === '' && state.refusal === '';
  if (!state.complete) {
    throw isSilent && state.reasoning === ''
      ? new ModelCallError('connection_lost', {
          what: 'The endpoint ended the connection without an answer.',
        })
      : new ModelCallError('truncated_stream');
  }
  // A reasoning model may use up its tokens before it says anything: a working connection.
  const stoppedEarly = state.finishReason === 'length' || state.reasoning !== '';
  if (isSilent && state.finishReason === 'content_filter') {
    throw new ModelCallError('content_filter');
  }
  if (isSilent && /^(tool|function)_calls?$/.test(state.finishReason ?? '')) {
    throw new ModelCallError('tool_call');
  }
  if (isSilent && !stoppedEarly) throw new ModelCallError('no_answer');
}

function toCallError(error: unknown, secrets: Secrets): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (error instanceof PayloadError) return errorFromPayload(error.payload, secrets);
  if (error instanceof UnreadableAnswerError) {
    return new ModelCallError('unreadable', { what: error.message });
  }
  if (error instanceof BlockedAddressError) {
    return new ModelCallError('address_blocked', { what: error.message });
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return new ModelCallError('unexpected', {
      what: `Unexpected error. ${redactSecrets(error.message, secrets)}`,
    });
  }
  return errorFromConnection(error, secrets);
}
