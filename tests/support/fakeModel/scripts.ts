import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeCall } from './callLog.ts';
import type { WireScript } from './wire.ts';

/** What the fake does with one call. Every duration is in milliseconds. */
export type Script =
  | AnswerScript
  | AnswersScript
  | ReplyScript
  | ErrorScript
  | ErrorInStreamScript
  | ResetScript
  | HangScript
  | DripScript
  | EndlessScript
  | HugeScript
  | RedirectScript
  | WireScript
  | RawScript;

/** Decides call by call, for anything a fixed script cannot say. */
export type Responder = (call: FakeCall) => Script | Promise<Script>;

interface AnswerScript extends AnswerOptions {
  kind: 'answer';
}

/** Looks the prompt up; an unknown prompt gets `otherwise`, or itself back. */
interface AnswersScript extends AnswerOptions {
  kind: 'answers';
  answers: ReadonlyMap<string, string>;
  otherwise?: string;
}

export interface AnswerOptions {
  text?: string;
  /** Given in place of `text` when the cuts between the chunks matter. */
  chunks?: Chunk[];
  /** Cuts `text` every n characters (code points); by default between words. */
  chunkChars?: number;
  /** Reasoning, sent before the text. */
  reasoning?: string | string[];
  reasoningField?: 'reasoning_content' | 'reasoning';

  /** Request in → HTTP status line out, for streams. Default 0. */
  headersMs?: number;
  /** Request in → first token of any kind. Default 0. */
  ttftMs?: number;
  /** Time from one chunk to the next. Default 0. */
  msPerChunk?: number;
  /** Request in → end of the answer; spreads the chunks evenly between `ttftMs` and here. */
  latencyMs?: number;

  /**
   * `true` (default), counts of your own, and `'zero'` follow `stream_options.include_usage` as
   * OpenAI does. The others are habits of gateways and are sent without being asked:
   * `'unasked'` at the end, `'first'` before all text, `'with-last-chunk'` together with the last
   * text and the finish reason, `'every-chunk'` with running counts.
   */
  usage?: boolean | Record<string, unknown> | UsageMode;
  /** Default 'stop'; null leaves it out everywhere. */
  finishReason?: string | null;
  /** Whether `data: [DONE]` is sent. Default true. */
  done?: boolean;
  /** The model named in the answer; default: the one asked for. */
  model?: string;
  /** Stops at `max_tokens` / `max_completion_tokens` (reasoning counts) with reason 'length'. */
  obeyMaxTokens?: boolean;
  /** The first chunk with a role and an empty content. Default true. */
  roleChunk?: boolean;

  newline?: '\n' | '\r\n' | '\r';
  /** Keep-alive comments, spread over the wait for the first token. */
  comments?: string[];
  /** `false` writes `data:{…}`. */
  dataSpace?: boolean;
  /** Writes every JSON over several `data:` lines. */
  dataLines?: boolean;
  /** Lines put before each `data:`, such as 'event: message' or 'id: 7'. */
  extraLines?: string[];
  /** Starts the body with a byte order mark. */
  bom?: boolean;
  /** Blank lines before a JSON body. */
  leadingBlankLines?: number;

  /** Cuts the body into writes of n bytes, straight through multi-byte characters. */
  splitBytes?: number;
  /** Holds events back and writes n at once; Infinity is a buffering proxy. */
  eventsPerWrite?: number;
  /** No length and no chunked framing: the body ends where the connection does. */
  untilClose?: boolean;
  headers?: Record<string, string>;
  /** Answers by JSON although a stream was asked for. */
  forceJson?: boolean;
  /** Answers by a stream although none was asked for. */
  forceSse?: boolean;
}

type UsageMode = 'zero' | 'unasked' | 'first' | 'with-last-chunk' | 'every-chunk';

/**
 * A string or null is `delta.content`. `delta` is sent as it is; `data` replaces the whole chunk
 * (an object as JSON, a string as it is); `waitMs` is a pause that delays everything after it.
 */
export type Chunk =
  | string
  | null
  | { reasoning: string }
  | { delta: unknown }
  | { data: unknown }
  | { comment: string }
  | { waitMs: number };

interface Delayed {
  /** Request in → anything out. Default 0. */
  delayMs?: number;
}

/** Any status and body, as they are: HTTP 200 with an odd body, hand-written events. */
export interface ReplyScript extends Delayed {
  kind: 'reply';
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  splitBytes?: number;
}

export interface ErrorScript extends Delayed {
  kind: 'error';
  status: number;
  /** An object goes out as JSON, a string as it is. Default: a body in OpenAI's shape. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** HTTP 200, the beginning of an answer, then an error event. */
interface ErrorInStreamScript {
  kind: 'error-in-stream';
  after: string;
  /** The whole event; default `{ error: { message, … } }` in OpenAI's shape. */
  error?: unknown;
  /** Whether `data: [DONE]` follows the error. Default false. */
  done?: boolean;
  answer?: AnswerOptions;
}

interface ResetScript extends Delayed {
  kind: 'reset';
  when: 'before-headers' | 'after-headers' | 'mid-stream';
  /** Chunks with text that go out first, for 'mid-stream'. Default 2. */
  afterChunks?: number;
  /** 'rst' (default) is a connection reset, 'fin' a connection closed in the middle. */
  how?: 'rst' | 'fin';
  answer?: AnswerOptions;
}

/** Silence on an open connection, until the client leaves. */
interface HangScript {
  kind: 'hang';
  when: 'before-headers' | 'after-headers' | 'mid-stream';
  /** Chunks with text that go out first, for 'mid-stream'. Default 2. */
  afterChunks?: number;
  answer?: AnswerOptions;
}

/** A correct streamed answer, one byte at a time. */
interface DripScript {
  kind: 'drip';
  /** Default 1000. */
  msPerByte?: number;
  from?: 'headers' | 'body';
  text?: string;
}

/** Goes on until the client leaves; never faster than it reads. */
export interface EndlessScript {
  kind: 'endless';
  /** Correct chunks (default), only comments, one event line, or header lines. */
  what?: 'chunks' | 'comments' | 'line' | 'headers';
  pieceBytes?: number;
  /** Default 1. */
  msPerPiece?: number;
}

export type HugeScript = { kind: 'huge' } & (
  | { what: 'json'; bytes: number }
  | { what: 'gzip'; bytes: number; layers?: number }
  | { what: 'line'; bytes: number }
  | { what: 'events'; count: number }
  | { what: 'headers'; count: number }
  | { what: 'depth'; depth: number }
);

interface RedirectScript extends Delayed {
  kind: 'redirect';
  location: string;
  /** Default 307. */
  status?: number;
}

/** The way out for everything else: writes the response by itself. */
interface RawScript {
  kind: 'raw';
  write: (res: ServerResponse, req: IncomingMessage) => void | Promise<void>;
}
