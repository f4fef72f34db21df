/**
 * Turns the bytes of a chat completion into an answer, whichever way the server sent it: as
 * server-sent events or as one JSON body, regardless of what was asked for. Pure state: it knows
 * nothing of sockets and timers, so every peculiarity of a server is a table test (docs/decisions/0003).
 *
 * Protocol: https://platform.openai.com/docs/api-reference/chat/streaming and the event stream
 * format of https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { createParser } from 'eventsource-parser';
import type { ReasoningPlace } from '../modelCall.ts';
import { passThrough, type TextFilter } from '../secrets/textFilter.ts';
import { createThinkTagSplitter } from './thinkTags.ts';

export interface CompletionReader {
  /** Takes the next bytes; throws `PayloadError` when they carry an error. */
  push(bytes: Uint8Array): void;
  /** Call when the body has ended; throws when it was no answer. */
  end(): void;
  /** Call when the body broke off: what was held back counts as well. */
  breakOff(): void;
  readonly state: CompletionState;
}

export interface CompletionState {
  text: string;
  /** What came before the answer, in a field of its own or between `<think>` tags. */
  reasoning: string;
  /** Where the reasoning stood; null while there was none. */
  reasoningPlace: ReasoningPlace | null;
  /** What a model that declined wrote into the field made for it. */
  refusal: string;
  finishReason: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** How many of the output tokens were reasoning; null when the server does not tell. */
  reasoningTokens: number | null;
  /** The name the server gave the model. */
  model: string | null;
  /** A `finish_reason` or `[DONE]` was seen, or the body was one whole JSON answer. */
  complete: boolean;
  /** True when the answer came in pieces, so that the time of its first piece means something. */
  streamed: boolean;
}

/** What to do with each piece of text as it comes; whole characters only. */
export interface CompletionListener {
  onText(text: string): void;
  onReasoning?(text: string): void;
  /** Makes the filters that answer and reasoning pass through before anything else sees them. */
  createFilter?(): TextFilter;
  /** Longest single event, in characters. Default 256 KiB. */
  maxEventCharacters?: number;
}

/** The endpoint put an error object where an answer was due. */
export class PayloadError extends Error {
  override name = 'PayloadError';
  readonly payload: unknown;

  constructor(payload: unknown) {
    super('The endpoint reported an error inside its answer.');
    this.payload = payload;
  }
}

const DEFAULT_MAX_EVENT_CHARACTERS = 256 * 1024;
const MAX_NAME_CHARACTERS = 200;
/** What a database integer holds. */
const MAX_TOKEN_COUNT = 2 ** 31 - 1;

/** The body is neither an event stream nor JSON, or what stands in it is broken. */
export class UnreadableAnswerError extends Error {
  override name = 'UnreadableAnswerError';
}

/** Opens a reader for the body of one answer. */
export function createCompletionReader({
  onText,
  onReasoning = () => {},
  createFilter = () => passThrough,
  maxEventCharacters = DEFAULT_MAX_EVENT_CHARACTERS,
}: CompletionListener): CompletionReader {
  const state: CompletionState = {
    text: '',
    reasoning: '',
    reasoningPlace: null,
    refusal: '',
    finishReason: null,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    model: null,
    complete: false,
    streamed: false,
  };
  const decoder = new TextDecoder();
  let format: 'unknown' | 'events' | 'json' = 'unknown';
  let buffered = '';
  let sawEventStream = false;

  const events = createParser({
    maxBufferSize: maxEventCharacters,
    onComment() {
      sawEventStream = true;
    },
    onEvent({ event, data }) {
      sawEventStream = true;
      const text = data.trim();
      if (text === '') return;
      if (text === '[DONE]') {
        state.complete = true;
        return;
      }
      state.streamed = true;
      const payload = parseJson(text);
      if (event === 'error' && !(isRecord(payload) && payload.error)) {
        throw new PayloadError(payload);
      }
      readPayload(payload);
    },
    onError(error) {
      if (error.type !== 'max-buffer-size-exceeded') return;
      const kib = Math.round(maxEventCharacters / 1024);
      throw new UnreadableAnswerError(`The endpoint sent a single event of more than ${kib} KiB.`);
    },
  });
  const cleanAnswer = createCleaner();
  const cleanReasoning = createCleaner();
  const answerFilter = createFilter();
  const reasoningFilter = createFilter();
  const splitter = createThinkTagSplitter({
    reasoning: (text) => filterReasoning(text, 'think_tags'),
    answer: (text) => addAnswer(answerFilter.push(text)),
  });

  function addAnswer(text: string): void {
    if (text === '') return;
    state.text += text;
    onText(text);
  }

  function filterReasoning(text: string, place: ReasoningPlace): void {
    if (text === '') return;
    state.reasoningPlace ??= place;
    addReasoning(reasoningFilter.push(text));
  }

  function addReasoning(text: string): void {
    if (text === '') return;
    state.reasoning += text;
    onReasoning(text);
  }

  function readText(text: string): void {
    if (format === 'unknown') {
      const start = text.trimStart();
      if (start === '') return;
      format = start.startsWith('{') || start.startsWith('[') ? 'json' : 'events';
      if (format === 'events') events.feed(start);
      else buffered = start;
    } else if (format === 'events') events.feed(text);
    else buffered += text;
  }

  function readPayload(payload: unknown): void {
    if (!isRecord(payload)) return;
    if (payload.error) throw new PayloadError(payload.error);
    const isFlatError = !('choices' in payload) && (payload.message || payload.detail);
    if (payload.object === 'error' || isFlatError) throw new PayloadError(payload);
    // Each chunk repeats it.
    if (payload.model !== state.model) state.model = nameIn(payload.model) ?? state.model;
    readUsage(payload.usage ?? groqUsage(payload));
    const choice = Array.isArray(payload.choices) ? payload.choices[0] : undefined;
    if (!isRecord(choice)) return;
    if (choice.error) throw new PayloadError(choice.error);
    const part = isRecord(choice.delta) ? choice.delta : choice.message;
    if (isRecord(part)) {
      readReasoning(part);
      state.refusal += plainText(part.refusal);
      splitter.push(cleanAnswer(plainText(part.content)));
    } else splitter.push(cleanAnswer(plainText(choice.text)));
    const finishReason = nameIn(choice.finish_reason);
    if (finishReason) {
      state.finishReason = finishReason;
      state.complete = true;
    }
  }

  function readReasoning(part: Record<string, unknown>): void {
    const place = plainText(part.reasoning_content) === '' ? 'reasoning' : 'reasoning_content';
    filterReasoning(cleanReasoning(plainText(part[place])), place);
  }

  /** What was held back is text after all, as nothing more comes. */
  function flush(): void {
    splitter.end();
    addAnswer(answerFilter.end());
    addReasoning(reasoningFilter.end());
  }

  function readUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    // Some servers fill the fields with zeros when they do not count; that is not a count.
    state.inputTokens = tokenCount(usage.prompt_tokens) || state.inputTokens;
    const details = isRecord(usage.completion_tokens_details)
      ? usage.completion_tokens_details
      : {};
    const reasoning = tokenCount(details.reasoning_tokens ?? usage.reasoning_tokens);
    state.reasoningTokens = reasoning ?? state.reasoningTokens;
    state.outputTokens = outputTokensOf(usage, reasoning ?? 0) || state.outputTokens;
  }

  function endEvents(): void {
    try {
      // A last event without its closing blank line still counts, unless it was cut off itself.
      events.feed('\n\n');
    } catch (error) {
      if (!(error instanceof UnreadableAnswerError)) throw error;
    }
    if (!sawEventStream) {
      throw new UnreadableAnswerError('The endpoint sent neither an answer nor an error.');
    }
  }

  return {
    state,
    push: (bytes) => readText(decoder.decode(bytes, { stream: true })),
    end() {
      readText(decoder.decode());
      if (format === 'json') {
        readPayload(parseJson(buffered));
        state.complete = true;
      } else if (format === 'events') endEvents();
      state.refusal = createCleaner()(state.refusal);
      flush();
    },
    breakOff: flush,
  };
}

/** Text as a database takes it, from pieces between which a character may be cut in two. */
function createCleaner(): (piece: string) => string {
  let heldSurrogate = '';
  return (piece) => {
    // Nearly every piece is.
    if (heldSurrogate === '' && piece.isWellFormed() && !piece.includes('\0')) return piece;
    let whole = heldSurrogate + piece.replaceAll('\0', '');
    heldSurrogate = '';
    const last = whole.charCodeAt(whole.length - 1);
    // The first half of a character alone is not text.
    if (last >= 0xd800 && last <= 0xdbff) {
      heldSurrogate = whole.slice(-1);
      whole = whole.slice(0, -1);
    }
    return whole.toWellFormed();
  };
}

/** A name or a reason as it may be stored; undefined when it is none. */
function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.replaceAll('\0', '').slice(0, MAX_NAME_CHARACTERS).toWellFormed();
  return name === '' ? undefined : name;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableAnswerError('The endpoint sent something that is not valid JSON.');
  }
}

/** `content` is a text, or a list of parts of which the text ones count. */
function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isRecord(part) ? part.text : part))
    .filter((text) => typeof text === 'string')
    .join('');
}

/** Groq tells the usage of a stream there, too, also where it was not asked for. */
function groqUsage({ x_groq: groq }: Record<string, unknown>): unknown {
  return isRecord(groq) ? groq.usage : undefined;
}

/**
 * The output with its reasoning. Some servers, xAI's for one, count the reasoning beside the completion; only
 * their total tells.
 */
function outputTokensOf(usage: Record<string, unknown>, reasoning: number): number {
  const completion = tokenCount(usage.completion_tokens) ?? 0;
  const input = tokenCount(usage.prompt_tokens) ?? 0;
  const isBeside = usage.total_tokens === input + completion + reasoning;
  return (isBeside && tokenCount(completion + reasoning)) || completion;
}

function tokenCount(value: unknown): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MAX_TOKEN_COUNT ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
