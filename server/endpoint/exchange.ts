/**
 * One request to an endpoint and what comes back, within the limits and without secrets.
 * See docs/decisions/0003.
 */
import { performance } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { AdaptableFeature, Adaptation } from '../../contract/connectionReport.ts';
import type { CallBounds } from './callBounds.ts';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
  ModelCallError,
} from './failure/modelCallError.ts';
import { parsedOrText } from './failure/providerMessage.ts';
import type { ModelAnswer } from './modelClient.ts';
import { BlockedAddressError } from './net/addressGuard.ts';
import { Deadline } from './net/deadline.ts';
import { transfer } from './net/transfer.ts';
import {
  type CompletionState,
  createCompletionReader,
  PayloadError,
  type TextFilter,
  UnreadableAnswerError,
} from './protocol/completionReader.ts';
import { readRateLimitHeaders } from './protocol/rateLimitHeaders.ts';
import { adaptationFor, type ChatBody } from './protocol/requestAdaptation.ts';
import { redactSecrets } from './secrets/redact.ts';

export interface EndpointExchange {
  dispatcher: Dispatcher;
  limits: CallBounds;
  url: string;
  apiKey: string;
  /** Keeps the key out of what the answer says. */
  createFilter: () => TextFilter;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** A refusal that asking differently may cure. */
export class RefusedFeatureError extends Error {
  override name = 'RefusedFeatureError';
  readonly feature: AdaptableFeature;
  readonly adaptation: Adaptation;
  declare readonly cause: ModelCallError;

  constructor(feature: AdaptableFeature, adaptation: Adaptation, cause: ModelCallError) {
    super(adaptation.change, { cause });
    this.feature = feature;
    this.adaptation = adaptation;
  }
}

type Headers = Record<string, string | string[] | undefined>;

const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Sends `body` to the chat route and reads the answer.
 * @throws ModelCallError, or RefusedFeatureError when asking differently may help
 */
export async function exchangeChat(
  exchange: EndpointExchange,
  body: ChatBody,
  { onText, onReasoning }: { onText(text: string): void; onReasoning(text: string): void },
): Promise<ModelAnswer> {
  const { limits, apiKey } = exchange;
  exchange.signal?.throwIfAborted();
  const deadline = new Deadline(exchange.timeoutMs, limits, exchange.signal);
  const calledAt = performance.now();
  let sentAt: number | undefined;
  let firstTextAt: number | undefined;
  let firstThoughtAt: number | undefined;
  let hasResponse = false;
  let firstByteAt: number | undefined;
  const reader = createCompletionReader({
    onText(text) {
      firstTextAt ??= performance.now();
      onText(text);
    },
    onReasoning(text) {
      firstThoughtAt ??= performance.now();
      onReasoning(text);
    },
    createFilter: exchange.createFilter,
    maxEventCharacters: limits.maxEventBytes,
  });
  try {
    let refusal: { status: number; headers: Headers; body: LimitedText } | undefined;
    let received = 0;
    let responseHeaders: Headers = {};
    await transfer(
      exchange.dispatcher,
      {
        url: exchange.url,
        method: 'POST',
        headers: headersFor(apiKey),
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
          if (status >= 300) refusal = { status, headers, body: limitedText(MAX_ERROR_BYTES) };
        },
        onBytes(bytes) {
          if (refusal) return refusal.body.add(bytes);
          firstByteAt ??= performance.now();
          deadline.onBytes(received === 0);
          received += bytes.length;
          if (received > limits.maxAnswerBytes) throw tooLong(limits.maxAnswerBytes);
          reader.push(bytes);
          return true;
        },
      },
    );
    if (refusal) {
      const text = refusal.body.read();
      const error = errorFromStatus(refusal.status, text, apiKey, refusal.headers);
      throw refusedFeature(refusal.status, parsedOrText(text), error, body) ?? error;
    }
    const endedAt = performance.now();
    reader.end();
    assertAnswered(reader.state);
    const { state } = reader;
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
      timeToFirstReasoningMs: since(firstThoughtAt),
      inputTokens: state.inputTokens,
      outputTokens: state.outputTokens,
      reasoningTokens: state.reasoningTokens,
      finishReason: state.finishReason && clean(state.finishReason),
      model: state.model && clean(state.model),
      streamed: state.streamed,
      rateLimits: readRateLimitHeaders(responseHeaders),
      waitedForModelMs: 0,
    };
  } catch (error) {
    exchange.signal?.throwIfAborted();
    if (error instanceof RefusedFeatureError) throw error;
    const failure = deadline.failure ?? toCallError(error, apiKey);
    const { state } = reader;
    if (error instanceof PayloadError && state.text === '' && state.reasoning === '') {
      const refused = refusedFeature(400, error.payload, failure, body);
      if (refused) throw refused;
    }
    reader.breakOff();
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
  exchange: Omit<EndpointExchange, 'createFilter'>,
  maxBytes: number,
): Promise<unknown> {
  const { apiKey } = exchange;
  const deadline = new Deadline(exchange.timeoutMs, exchange.limits, exchange.signal);
  try {
    let status = 0;
    let responseHeaders: Headers = {};
    const body = limitedText(maxBytes);
    await transfer(
      exchange.dispatcher,
      {
        url: exchange.url,
        method: 'GET',
        headers: headersFor(apiKey),
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
    if (status >= 300) throw errorFromStatus(status, text, apiKey, responseHeaders);
    try {
      return JSON.parse(text);
    } catch {
      throw new ModelCallError('unreadable', { what: 'The endpoint sent no JSON.' });
    }
  } catch (error) {
    exchange.signal?.throwIfAborted();
    throw deadline.failure ?? toCallError(error, apiKey);
  } finally {
    deadline.end();
  }
}

function headersFor(apiKey: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    // A compressed answer could unpack to any size.
    'accept-encoding': 'identity',
    'user-agent': 'byom',
    ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

function refusedFeature(status: number, refusal: unknown, error: ModelCallError, sent: ChatBody) {
  const found = adaptationFor({ status, refusal, said: error.providerMessage }, sent);
  return found && new RefusedFeatureError(found.feature, found.adaptation, error);
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
    what: `The answer was longer than ${size} and was cut off.`,
  });
}

interface LimitedText {
  /** False once there is as much as is wanted. */
  add(bytes: Uint8Array): boolean;
  read(): string;
}

function limitedText(limit: number): LimitedText {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(bytes) {
      chunks.push(bytes);
      size += bytes.length;
      return size < limit;
    },
    read: () => Buffer.concat(chunks).subarray(0, limit).toString('utf8'),
  };
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
  if (isSilent && !stoppedEarly) throw new ModelCallError('no_answer');
}

function toCallError(error: unknown, apiKey: string): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (error instanceof PayloadError) return errorFromPayload(error.payload, apiKey);
  if (error instanceof UnreadableAnswerError) {
    return new ModelCallError('unreadable', { what: error.message });
  }
  if (error instanceof BlockedAddressError) {
    return new ModelCallError('address_blocked', { what: error.message });
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return new ModelCallError('unexpected', {
      what: `Unexpected error. ${redactSecrets(error.message, apiKey)}`,
    });
  }
  return errorFromConnection(error, apiKey);
}
