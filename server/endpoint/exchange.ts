/**
 * One HTTP request to an endpoint and what comes back, within the bounds and without secrets.
 * See docs/decisions/0003.
 */
import type { Dispatcher } from 'undici';
import { finishMeaning } from '../../contract/finishReasons.ts';
import { AnswerTimes } from './answerTimes.ts';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
  ModelCallError,
} from './failure/modelCallError.ts';
import { parsedOrText } from './failure/providerMessage.ts';
import type { ChatBody, ModelAnswer } from './modelCall.ts';
import { BlockedAddressError, NameNotPublicError } from './net/addressGuard.ts';
import { Deadline, type ExchangeBounds } from './net/deadline.ts';
import { type LimitedText, limitedText } from './net/limitedText.ts';
import { NameLookupTimeoutError } from './net/nameLookup.ts';
import type { TransferListener } from './net/transfer.ts';
import { unpackedTransfer } from './net/unpackedTransfer.ts';
import { PackedBodyError } from './net/unpacking.ts';
import {
  type CompletionState,
  createCompletionReader,
  type Ending,
} from './protocol/completionReader.ts';
import { OversizedAnswerError, UnreadableAnswerError } from './protocol/eventStream.ts';
import { PayloadError } from './protocol/payloadError.ts';
import { readRateLimitHeaders } from './protocol/rateLimitHeaders.ts';
import { adaptationsFor, type PossibleAdaptation } from './protocol/requestAdaptation.ts';
import type { ResponseHeaders } from './protocol/responseHeaders.ts';
import { readUpstreamRequestId } from './protocol/upstreamRequestId.ts';
import { redactSecrets, type Secrets } from './secrets/redact.ts';
import type { TextFilter } from './secrets/textFilter.ts';

/** Where a request goes, and within which bounds. */
export interface ExchangeTarget {
  dispatcher: Dispatcher;
  bounds: ExchangeBounds;
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
  /** All text so far turned out to be reasoning, namely this; the answer begins anew. */
  onMistaken?(reasoning: string, atMs: number): void;
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

/** How long an answer that is complete waits for the end of its body, and for counts. */
const END_GRACE_MS: Partial<Record<Ending, number>> = { over: 500, finished: 3_000, whole: 3_000 };
/** How long the words of a refusal may take after its headers. */
const REFUSAL_GRACE_MS = 3_000;

/**
 * Sends `body` to the chat route and reads the answer. An answer that came whole is one however its
 * connection ends.
 * @throws ModelCallError, or RefusedFeatureError when asking differently may help
 */
export async function exchangeChat(
  exchange: ExchangeTarget,
  body: ChatBody,
  { onText, onReasoning, onMistaken }: ChatListener,
): Promise<ModelAnswer> {
  const { bounds, secrets } = exchange;
  exchange.signal?.throwIfAborted();
  const deadline = new Deadline(exchange.timeoutMs, bounds, exchange.signal);
  const times = new AnswerTimes();
  let hasResponse = false;
  let responseHeaders: ResponseHeaders = {};
  let refusal: { status: number; body: LimitedText } | undefined;
  let keptBytes = 0;
  const reader = createCompletionReader({
    onText(text) {
      keptBytes += Buffer.byteLength(text);
      times.textArrived();
      onText?.(text, times.sinceSentMs);
    },
    onReasoning(text) {
      keptBytes += Buffer.byteLength(text);
      times.reasoningArrived();
      onReasoning?.(text, times.sinceSentMs);
    },
    onMistaken(reasoning) {
      times.textWasReasoning();
      onMistaken?.(reasoning, times.sinceSentMs);
    },
    onHeld: (isHeld) => times.textHeld(isHeld),
    createFilter: exchange.createFilter,
    maxEventCharacters: bounds.maxEventBytes,
  });

  /** Resolves when the body has ended, or when the answer is complete and nothing more comes. */
  async function receive(): Promise<void> {
    let receivedBytes = 0;
    let stop = () => {};
    let grace: NodeJS.Timeout | undefined;
    let ending: Ending = 'open';
    const listener: TransferListener = {
      onStart(status, headers, control) {
        hasResponse = true;
        responseHeaders = headers;
        stop = control.stop;
        if (status < 300) return;
        refusal = { status, body: limitedText(MAX_ERROR_BYTES) };
        grace = setTimeout(stop, REFUSAL_GRACE_MS);
      },
      onBytes(bytes, at) {
        if (refusal) return refusal.body.add(bytes);
        times.bytesArrived(at);
        receivedBytes += bytes.length;
        if (receivedBytes > bounds.maxTransferBytes) throw tooLong(bounds.maxTransferBytes);
        const eventsBefore = reader.events;
        reader.push(bytes);
        if (keptBytes + reader.state.refusal.length > bounds.maxAnswerBytes) {
          throw tooLong(bounds.maxAnswerBytes);
        }
        const isMore = reader.events > eventsBefore || reader.ending === 'whole';
        if (isMore) times.answerArrived();
        deadline.onBytes(times.hasToken);
        if (isMore || reader.ending !== ending) {
          ending = reader.ending;
          clearTimeout(grace);
          const ms = END_GRACE_MS[ending];
          if (ms !== undefined) grace = setTimeout(() => reader.isEnough() && stop(), ms);
        }
        return true;
      },
    };
    try {
      await unpackedTransfer(
        exchange.dispatcher,
        {
          url: exchange.url,
          method: 'POST',
          headers: exchange.headers,
          body: JSON.stringify(body),
          signal: deadline.signal,
          onSending() {
            times.sending();
            deadline.onRequestSent(body.stream === true);
          },
        },
        listener,
        bounds.maxTransferBytes,
      );
    } finally {
      clearTimeout(grace);
    }
  }

  /** Takes what was held back, and what lacks only the end of its body. */
  function finishReading(isBroken: boolean): void {
    const eventsBefore = reader.events;
    if (isBroken) reader.breakOff();
    else reader.end();
    if (reader.events > eventsBefore) times.answerArrived();
  }

  /** What was held back belongs to the answer. */
  function keepRest(): void {
    try {
      reader.breakOff();
    } catch {
      // Another error may be left; the first one is told.
    }
  }

  try {
    const broken = await receive().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    exchange.signal?.throwIfAborted();
    if (refusal) {
      const text = refusal.body.read();
      const error = errorFromStatus(refusal.status, text, secrets, responseHeaders);
      throw refusedFeature(refusal.status, parsedOrText(text), error, body) ?? error;
    }
    finishReading(broken !== undefined);
    if (broken && !reader.state.complete) throw broken.error;
    if (keptBytes > bounds.maxAnswerBytes) throw tooLong(bounds.maxAnswerBytes);
    const { state } = reader;
    if (state.complete && reader.lostEvents > 0) throw new ModelCallError('damaged_stream');
    assertAnswered(state, reader.calledTool);
    const requestId = readUpstreamRequestId(responseHeaders);
    const clean = (text: string) => filtered(text, exchange.createFilter);
    return {
      text: state.text,
      reasoning: state.reasoning,
      reasoningPlace: state.reasoningPlace,
      refusal: clean(state.refusal),
      latencyMs: times.latencyMs,
      connectMs: times.connectMs,
      firstByteMs: times.firstByteMs,
      ttftMs: state.streamed ? times.ttftMs : null,
      timeToFirstReasoningMs: state.streamed ? times.firstReasoningMs : null,
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
    // What the endpoint said tells more than that it was silent afterwards.
    const isSaid = error instanceof PayloadError;
    const failure = (isSaid ? undefined : deadline.failure) ?? toCallError(error, secrets);
    const { state } = reader;
    if (error instanceof PayloadError && state.text === '' && state.reasoning === '') {
      const refused = refusedFeature(400, error.payload, failure, body);
      if (refused) throw refused;
    }
    keepRest();
    failure.upstreamRequestId = redactedRequestId(responseHeaders, secrets);
    failure.hasResponse = hasResponse;
    failure.partialText = state.text;
    failure.partialReasoning = state.reasoning;
    failure.latencyMs = times.untilNowMs;
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
    await unpackedTransfer(
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
      maxBytes,
    );
    if (body.isFull) throw tooLong(maxBytes);
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

/** @throws ModelCallError when the body ended without being an answer, or its end says that it is none */
function assertAnswered(state: CompletionState, calledTool: boolean): void {
  const isSilent = state.text.trim() === '' && state.refusal === '';
  if (!state.complete) {
    throw isSilent && state.reasoning === ''
      ? new ModelCallError('connection_lost', {
          what: 'The endpoint ended the connection without an answer.',
        })
      : new ModelCallError('truncated_stream');
  }
  const meaning = finishMeaning(state.finishReason);
  if (meaning === 'failed') {
    const word = state.finishReason?.slice(0, 40);
    throw new ModelCallError('server_error', {
      what: `The endpoint broke the answer off, with the finish reason "${word}".`,
    });
  }
  if (isSilent && (calledTool || meaning === 'tool_call')) throw new ModelCallError('tool_call');
  // A reasoning model may use up its tokens before it says anything: a working connection.
  const stoppedEarly = meaning === 'length' || state.reasoning !== '';
  if (isSilent && meaning === 'refused') throw new ModelCallError('content_filter');
  if (isSilent && !stoppedEarly) throw new ModelCallError('no_answer');
}

function toCallError(error: unknown, secrets: Secrets): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (error instanceof PayloadError) return errorFromPayload(error.payload, secrets);
  if (error instanceof UnreadableAnswerError || error instanceof PackedBodyError) {
    return new ModelCallError('unreadable', { what: error.message });
  }
  if (error instanceof OversizedAnswerError) {
    return new ModelCallError('too_large', { what: error.message });
  }
  if (error instanceof NameNotPublicError) return new ModelCallError('name_not_resolved');
  if (error instanceof NameLookupTimeoutError) return new ModelCallError('name_lookup_timeout');
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
