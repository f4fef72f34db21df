/**
 * Turns the bytes of a chat completion into an answer, whichever way the server sent it: as
 * server-sent events or as one JSON body, regardless of what was asked for. Pure state: it knows
 * nothing of sockets and timers, so every peculiarity of a server is a table test (docs/decisions/0003).
 *
 * Protocol: https://platform.openai.com/docs/api-reference/chat/streaming
 */
import { finishMeaning } from '../../../contract/finishReasons.ts';
import { passThrough } from '../secrets/textFilter.ts';
import {
  type AssembledAnswer,
  type AssemblyListener,
  createAnswerAssembly,
} from './answerAssembly.ts';
import { createCleaner, nameIn } from './cleanText.ts';
import {
  createEventStream,
  isDone,
  OversizedAnswerError,
  parseJson,
  UnreadableAnswerError,
} from './eventStream.ts';
import { finishReasonIn, mayReplace } from './finishReasonIn.ts';
import { isRecord } from './jsonShapes.ts';
import { createLikeEvents } from './likeEvents.ts';
import { answerText, callsTool, reasoningOf, refusalText } from './messageParts.ts';
import {
  assertNoChoiceError,
  assertNoError,
  isErrorName,
  saysFailure,
  toPayloadError,
} from './payloadError.ts';
import { createTextDecoding } from './textDecoding.ts';
import { findUsage, readUsage, type TokenCounts } from './tokenUsage.ts';

export interface CompletionReader {
  /**
   * Takes the next bytes.
   * @throws PayloadError when they carry an error; OversizedAnswerError
   */
  push(bytes: Uint8Array): void;
  /** Call when the body has ended; throws when it was no answer. */
  end(): void;
  /**
   * Call when the body broke off or is not waited for any longer: what was held back counts as well, and an
   * answer that had come whole is complete. A second call does nothing.
   * @throws PayloadError when what had come whole was an error
   */
  breakOff(): void;
  /** Whether an answer that looks finished is, so that nobody needs to wait for more. */
  isEnough(): boolean;
  readonly state: CompletionState;
  /** How many events brought a part of the answer, or told something about it. */
  readonly events: number;
  /** How many events before the end could not be read, so that a part of the answer may be missing. */
  readonly lostEvents: number;
  /** Whether the model called a tool, whatever finish reason it gave. */
  readonly calledTool: boolean;
  /** What is known of the end, while more may come. */
  readonly ending: Ending;
}

/**
 * `open`: more will come. `finished`: a finish reason came, and perhaps counts will. `whole`: a JSON body
 * looks closed. `over`: `[DONE]` came, and nothing after it counts.
 */
export type Ending = 'open' | 'finished' | 'whole' | 'over';

export interface CompletionState extends AssembledAnswer, TokenCounts {
  /** What a model that declined wrote into the field made for it. */
  refusal: string;
  finishReason: string | null;
  /** The name the server gave the model. */
  model: string | null;
  /** A `finish_reason` or `[DONE]` was seen, or the body was one whole JSON answer. */
  complete: boolean;
  /** True when the answer came in pieces, so that the time of its first piece means something. */
  streamed: boolean;
}

/** What to do with each piece of text as it comes. */
export type CompletionListener = Pick<AssemblyListener, 'onText'> &
  Partial<AssemblyListener> & {
    /** Longest single event, or body in one piece, in characters. Default 4 MiB. */
    maxEventCharacters?: number;
  };

const DEFAULT_MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;

/** Opens a reader for the body of one answer. */
export function createCompletionReader({
  onText,
  onReasoning = () => {},
  onMistaken = () => {},
  onHeld = () => {},
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
  const decoding = createTextDecoding();
  let format: 'unknown' | 'events' | 'json' = 'unknown';
  let buffered = '';
  let looksClosed = false;
  let isRead = false;
  let sawEventStream = false;
  let isOver = false;
  let isBrokenOff = false;
  let events = 0;
  let lostEvents = 0;
  /** The line that is being read, while it may be learnt. */
  let line = '';
  const likeEvents = createLikeEvents((payload) => {
    const choice = isRecord(payload) ? choiceOf(payload) : undefined;
    const delta = isRecord(choice) && isRecord(choice.delta) ? choice.delta : {};
    return typeof delta.content === 'string' ? delta.content : undefined;
  });
  /** How many deltas had a text. */
  let deltas = 0;
  /** All reasoning that came in fields of its own, as it came. */
  let fieldReasoning = '';
  let sawPayload = false;
  let sawChoices = false;
  let calledTool = false;
  /** Text came after a finish reason, which is thus none to rely on. */
  let goesOnAfterFinish = false;

  const stream = createEventStream({
    maxEventCharacters,
    onLine(text) {
      line = text;
      if (isOver) return false;
      const piece = likeEvents.textOf(text);
      if (piece === undefined) return false;
      events += 1;
      deltas += 1;
      pushContent(piece);
      return true;
    },
    onEvents(text, start) {
      const run = isOver ? undefined : likeEvents.textsFrom(text, start);
      if (!run) return start;
      events += run.events;
      deltas += run.events;
      pushContent(run.text);
      return run.end;
    },
    onSign() {
      sawEventStream = true;
    },
    onJson(value, name) {
      sawEventStream = true;
      if (isOver) return;
      if (typeof value === 'string') return readWords(value, name);
      state.streamed = format === 'events';
      if (isErrorName(name) && value !== null && !isSettled()) throw toPayloadError(value);
      for (const each of Array.isArray(value) ? value : [value]) {
        if (isRecord(each)) readPayload(each, name);
      }
      if (isDone(name)) readWords(name, '');
    },
    onWords: readWords,
    onBroken() {
      state.streamed = format === 'events';
      if (!state.complete) lostEvents += 1;
    },
  });
  const assembly = createAnswerAssembly(state, {
    onText,
    onReasoning,
    onMistaken,
    onHeld,
    createFilter,
  });

  /** Words in an event are its end, an error, or a heartbeat. */
  function readWords(words: string, name: string): void {
    if (isOver) return;
    if (isDone(words)) {
      events += 1;
      isOver = true;
      state.complete = true;
    } else if ((isErrorName(name) || saysFailure(words)) && !isSettled()) {
      state.streamed = true;
      throw toPayloadError(words);
    }
  }

  /** Whatever goes wrong after a good end is not the answer's; after a bad one it may say why. */
  function isSettled(): boolean {
    return state.complete && finishMeaning(state.finishReason) !== 'failed';
  }

  function readText(text: string): void {
    if (format === 'unknown') {
      const start = text.trimStart();
      if (start === '') return;
      format = start.startsWith('{') || start.startsWith('[') ? 'json' : 'events';
      readMore(start);
    } else readMore(text);
  }

  function readMore(text: string): void {
    if (format === 'events') {
      stream.feed(text);
      return;
    }
    buffered += text;
    looksClosed = text.trimEnd().endsWith('}');
    if (buffered.length <= maxEventCharacters) return;
    const mib = Number((maxEventCharacters / 1024 / 1024).toFixed(2));
    throw new OversizedAnswerError(`The endpoint sent JSON of more than ${mib} MiB in one piece.`);
  }

  function readPayload(payload: Record<string, unknown>, name = ''): void {
    if (!isSettled()) assertNoError(payload, name);
    if (payload.model !== state.model) state.model = nameIn(payload.model) ?? state.model;
    sawPayload = true;
    sawChoices ||= payload.choices !== undefined;
    const choice = choiceOf(payload);
    const usage = findUsage(payload, choice);
    readUsage(usage, state);
    if (!isRecord(choice)) {
      if (usage) events += 1;
      return;
    }
    events += 1;
    if (!isSettled()) assertNoChoiceError(choice);
    const finishReason = finishReasonIn(choice, payload);
    if (isRecord(choice.delta)) {
      const isPlain =
        readDelta(choice.delta, finishReason !== undefined) && !finishReason && !usage;
      if (isPlain && line !== '') likeEvents.learn(line, choice.delta.content as string);
    } else if (isRecord(choice.message)) readMessage(choice.message);
    else pushContent(answerText(choice.text));
    if (finishReason) {
      if (mayReplace(state.finishReason, finishReason)) state.finishReason = finishReason;
      state.complete = true;
    }
  }

  /**
   * The last delta may be the whole answer once more, which pieces of a text do not look like.
   * @returns whether the delta was a text and nothing else
   */
  function readDelta(delta: Record<string, unknown>, isLast: boolean): boolean {
    const text = answerText(delta.content);
    if (isLast && deltas > 1 && text !== '' && text === assembly.content) return false;
    const isAside = readAside(delta, false);
    if (text !== '') deltas += 1;
    pushContent(text);
    return typeof delta.content === 'string' && !isAside && delta.refusal == null;
  }

  /** A message may be a piece as a delta is, all there was so far, or the whole answer once more at its end. */
  function readMessage(message: Record<string, unknown>): void {
    const { content } = assembly;
    const text = answerText(message.content);
    const isRepeated = content !== '' && text.startsWith(content);
    if (deltas === 0) readAside(message, true);
    if (isRepeated) pushContent(text.slice(content.length));
    else if (deltas === 0) pushContent(text);
  }

  /**
   * What stands beside the answer: reasoning, perhaps all there was so far, a refusal, a call of a tool.
   * @returns whether there was reasoning
   */
  function readAside(part: Record<string, unknown>, mayRepeat: boolean): boolean {
    state.refusal += refusalText(part);
    calledTool ||= callsTool(part);
    const { text, place } = reasoningOf(part);
    if (text === '') return false;
    const isRepeated = mayRepeat && fieldReasoning !== '' && text.startsWith(fieldReasoning);
    const more = isRepeated ? text.slice(fieldReasoning.length) : text;
    fieldReasoning += more;
    if (more !== '') assembly.addReasoning(more, place);
    return true;
  }

  function pushContent(text: string): void {
    if (text === '') return;
    goesOnAfterFinish ||= state.finishReason !== null;
    assembly.addContent(text);
  }

  function readBuffered(): void {
    if (isRead) return;
    isRead = true;
    const value = parseJson(buffered);
    if (value === undefined) {
      readLines();
      return;
    }
    if (isRecord(value)) readPayload(value);
    else if (Array.isArray(value)) for (const each of value) if (isRecord(each)) readPayload(each);
    assertCompletion();
    state.complete = true;
  }

  /** Not one value, but perhaps a value on each line. */
  function readLines(): void {
    stream.feed(buffered);
    stream.end();
    assertCompletion();
    if (!state.complete && state.text === '' && state.reasoning === '') {
      throw new UnreadableAnswerError('The endpoint sent something that is not valid JSON.');
    }
  }

  function endEvents(): void {
    stream.end();
    if (!sawEventStream) {
      throw new UnreadableAnswerError('The endpoint sent neither an answer nor an error.');
    }
    assertCompletion();
  }

  /** Providers have other APIs under neighbouring addresses, which answer in other shapes. */
  function assertCompletion(): void {
    if (!sawPayload || sawChoices) return;
    throw new UnreadableAnswerError(
      'The endpoint sent JSON without "choices": this is perhaps another API than that for chat completions.',
    );
  }

  return {
    state,
    get events() {
      return events;
    },
    get lostEvents() {
      return lostEvents;
    },
    get calledTool() {
      return calledTool;
    },
    get ending() {
      if (isOver) return 'over';
      if (looksClosed) return 'whole';
      return state.complete && !goesOnAfterFinish ? 'finished' : 'open';
    },
    push(bytes) {
      try {
        readText(decoding.decode(bytes));
      } finally {
        assembly.handOn();
      }
    },
    end() {
      readText(decoding.end());
      if (format === 'json') readBuffered();
      else if (format === 'events') endEvents();
      state.refusal = createCleaner()(state.refusal);
      assembly.end();
    },
    breakOff() {
      if (isBrokenOff) return;
      isBrokenOff = true;
      try {
        if (format === 'json') readBuffered();
        // The last line may lack its line break only.
        else stream.end();
      } catch (error) {
        if (!(error instanceof UnreadableAnswerError)) throw error;
      } finally {
        assembly.end();
      }
    },
    isEnough() {
      if (format !== 'json') return true;
      const last = buffered.slice(buffered.trimEnd().lastIndexOf('\n') + 1);
      return parseJson(buffered) !== undefined || parseJson(last) !== undefined;
    },
  };
}

/** Only one choice is asked for. */
function choiceOf({ choices }: Record<string, unknown>): unknown {
  return Array.isArray(choices) ? choices[0] : undefined;
}
