/**
 * Turns the bytes of a chat completion into an answer, whichever way the server sent it: as
 * server-sent events or as one JSON body, regardless of what was asked for. Pure state: it knows
 * nothing of sockets and timers, so every peculiarity of a server is a table test.
 *
 * Protocol: https://platform.openai.com/docs/api-reference/chat/streaming and the event stream
 * format of https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { createParser } from 'eventsource-parser';

export interface CompletionReader {
  /** Takes the next bytes; throws `PayloadError` when they carry an error. */
  push(bytes: Uint8Array): void;
  /** Call when the body has ended. */
  end(): void;
  readonly state: CompletionState;
}

export interface CompletionState {
  text: string;
  reasoning: string;
  finishReason: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** The name the server gave the model. */
  model: string | null;
  /** A `finish_reason` or `[DONE]` was seen, or the body was one whole JSON answer. */
  complete: boolean;
  /** True when the answer came in pieces, so that the time of its first piece means something. */
  streamed: boolean;
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

/** The body is neither an event stream nor JSON. */
export class UnreadableAnswerError extends Error {
  override name = 'UnreadableAnswerError';
}

/** `onText` hears each piece of answer text, whole characters only. */
export function createCompletionReader(onText: (text: string) => void): CompletionReader {
  const state: CompletionState = {
    text: '',
    reasoning: '',
    finishReason: null,
    inputTokens: null,
    outputTokens: null,
    model: null,
    complete: false,
    streamed: false,
  };
  const decoder = new TextDecoder();
  let form: 'unknown' | 'events' | 'json' = 'unknown';
  let buffered = '';
  let heldSurrogate = '';

  const events = createParser({
    onEvent(event) {
      if (event.data === '[DONE]') {
        state.complete = true;
        return;
      }
      state.streamed = true;
      take(parseJson(event.data));
    },
  });

  function read(text: string): void {
    if (form === 'unknown') {
      buffered += text;
      const start = buffered.trimStart();
      if (start === '') return;
      form = start.startsWith('{') || start.startsWith('[') ? 'json' : 'events';
      if (form === 'events') {
        events.feed(buffered);
        buffered = '';
      }
    } else if (form === 'events') events.feed(text);
    else buffered += text;
  }

  function take(payload: unknown): void {
    if (!isRecord(payload)) return;
    if (payload.error) throw new PayloadError(payload.error);
    if (payload.object === 'error') throw new PayloadError(payload);
    if (typeof payload.model === 'string' && payload.model) state.model = payload.model;
    takeUsage(payload.usage);
    const choice = Array.isArray(payload.choices) ? payload.choices[0] : undefined;
    if (!isRecord(choice)) return;
    const part = isRecord(choice.delta) ? choice.delta : choice.message;
    if (isRecord(part)) {
      state.reasoning += plainText(part.reasoning_content) || plainText(part.reasoning);
      addText(plainText(part.content));
    } else addText(plainText(choice.text));
    if (typeof choice.finish_reason === 'string' && choice.finish_reason) {
      state.finishReason = choice.finish_reason;
      state.complete = true;
    }
  }

  function addText(piece: string): void {
    let whole = heldSurrogate + piece.replaceAll('\0', '');
    heldSurrogate = '';
    const last = whole.charCodeAt(whole.length - 1);
    // One character may be cut in two between chunks; its first half alone is not text.
    if (last >= 0xd800 && last <= 0xdbff) {
      heldSurrogate = whole.slice(-1);
      whole = whole.slice(0, -1);
    }
    if (whole === '') return;
    const text = whole.toWellFormed();
    state.text += text;
    onText(text);
  }

  function takeUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    const input = tokenCount(usage.prompt_tokens);
    const output = tokenCount(usage.completion_tokens);
    // Some servers fill the fields with zeros when they do not count; that is not a count.
    if (!input && !output) return;
    state.inputTokens = input;
    state.outputTokens = output;
  }

  return {
    state,
    push: (bytes) => read(decoder.decode(bytes, { stream: true })),
    end() {
      read(decoder.decode());
      // A last event without its closing blank line still counts.
      if (form === 'events') events.feed('\n\n');
      if (form !== 'json') return;
      take(parseJson(buffered));
      state.complete = true;
    },
  };
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
  return content.map((part) => (isRecord(part) ? plainText(part.text) : '')).join('');
}

function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
