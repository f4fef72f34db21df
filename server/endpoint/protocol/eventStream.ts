/**
 * Takes a body apart into the events of a stream, as servers really write them: besides what
 * https://html.spec.whatwg.org/multipage/server-sent-events.html allows, events parted by one line break,
 * JSON lines without a field name, and errors in a field of their own.
 */
export interface EventStream {
  /** The next text of the body. @throws what the listener throws; OversizedAnswerError */
  feed(text: string): void;
  /** Nothing more comes: what lacks its closing line break counts as well, if it is whole. */
  end(): void;
}

export interface EventStreamListener {
  /** Longest single event, in characters. */
  maxEventCharacters: number;
  /**
   * A line that is not within an event of several lines, before anything else is made of it. True when it
   * needs no further reading.
   */
  onLine?(line: string): boolean;
  /** Takes whole events from `start` on, where it can; tells where the next one begins. */
  onEvents?(text: string, start: number): number;
  /** The JSON of an event, and the name it was given; 'error' for what stands in an error field. */
  onJson(value: unknown, name: string): void;
  /** An event that is no JSON and does not look like it: `[DONE]`, a heartbeat, words about an error. */
  onWords(words: string, name: string): void;
  /** An event that looks like JSON and is broken. */
  onBroken(): void;
  /** A comment, or a field of an event: the body is an event stream, whatever it says. */
  onSign(): void;
}

/** The body is neither an event stream nor JSON, or what stands in it is broken. */
export class UnreadableAnswerError extends Error {
  override name = 'UnreadableAnswerError';
}

/** One event, or a body in one piece, is longer than anybody would write it. */
export class OversizedAnswerError extends Error {
  override name = 'OversizedAnswerError';
}

/** Opens the reader of one stream. */
export function createEventStream({
  maxEventCharacters,
  onLine = () => false,
  onEvents = (_text, start) => start,
  onJson,
  onWords,
  onBroken,
  onSign,
}: EventStreamListener): EventStream {
  /** The beginning of a line whose end has not come yet. */
  let begun = '';
  /** Whether the last text ended with a carriage return, which a line feed may belong to. */
  let endedWithReturn = false;
  let name = '';
  /** Lines of one JSON value that goes on over several of them. */
  let open: string[] = [];
  let openCharacters = 0;
  let isOpenBare = false;

  function line(text: string): void {
    if (text === '') endEvent();
    else if (open.length === 0 && name === '' && onLine(text)) return;
    else if (text.startsWith('data:')) {
      onSign();
      data(text.slice(text.charCodeAt(5) === BLANK ? 6 : 5));
    } else if (text.startsWith(':')) onSign();
    else if (isOpenBare || (open.length === 0 && looksLikeJson(text))) data(text, true);
    else if (!fieldLine(text)) looseLine(text);
  }

  /** @returns whether it is the line of a field that means something */
  function fieldLine(text: string): boolean {
    const [field, value] = splitField(text);
    if (field === 'error') {
      const error = parseJson(value);
      if (error === undefined) onWords(value, 'error');
      else onJson(error, 'error');
    } else if (field === 'event' || field === 'id' || field === 'retry') {
      onSign();
      if (field === 'event') name = value;
    } else return false;
    return true;
  }

  /** A line without a field name goes on with the JSON above it, or is words of a proxy: `502 Bad Gateway`. */
  function looseLine(text: string): void {
    if (open.length > 0) data(text, true);
    else onWords(text.trim(), name);
  }

  /** A line of data is an event by itself where it is whole; only JSON may go on over several. */
  function data(text: string, isBare = false): void {
    const isJson = looksLikeJson(text);
    if (open.length > 0 && beginsAnew(text, isJson)) close();
    const isFirst = open.length === 0;
    const value = isFirst && isJson ? parseJson(text) : undefined;
    if (value !== undefined) onJson(value, name);
    else if (isJson || !isFirst) {
      isOpenBare ||= isBare;
      open.push(text);
      openCharacters += text.length;
    } else if (text.startsWith('data:')) {
      // Written by hand, and once more by a library.
      data(text.replace(/^(?:data: ?)+/, ''), isBare);
    } else if (text.trim() !== '') onWords(text.trim(), name);
  }

  function endEvent(): void {
    if (open.length > 0) close();
    name = '';
  }

  /** The lines that are open are one value together, or each is an event of its own. */
  function close(): void {
    const lines = open;
    open = [];
    openCharacters = 0;
    isOpenBare = false;
    const value = parseJson(lines.join('\n'));
    const values = value === undefined ? lines.map(parseJson) : [value];
    if (values.includes(undefined)) onBroken();
    for (const each of values) if (each !== undefined) onJson(each, name);
  }

  function assertBounded(): void {
    if (begun.length + openCharacters <= maxEventCharacters) return;
    const kib = Math.round(maxEventCharacters / 1024);
    throw new OversizedAnswerError(`The endpoint sent a single event of more than ${kib} KiB.`);
  }

  return {
    feed(text) {
      let start = endedWithReturn && text.startsWith('\n') ? 1 : 0;
      if (text !== '') endedWithReturn = text.endsWith('\r');
      const hasReturns = text.includes('\r');
      let isEventStart = true;
      while (true) {
        if (isEventStart && begun === '' && open.length === 0 && name === '') {
          start = onEvents(text, start);
        }
        let end = text.indexOf('\n', start);
        let next = end + 1;
        const back = hasReturns ? text.indexOf('\r', start) : -1;
        if (back !== -1 && (end === -1 || back < end)) {
          next = back + (text.charCodeAt(back + 1) === LINE_FEED ? 2 : 1);
          end = back;
        }
        if (end === -1) break;
        const rest = text.slice(start, end);
        isEventStart = end === start;
        start = next;
        if (begun === '') line(rest);
        else {
          const whole = begun + rest;
          begun = '';
          line(whole);
        }
      }
      begun += start === 0 ? text : text.slice(start);
      assertBounded();
    },
    end() {
      const last = begun;
      begun = '';
      // What was cut off within an event is no event, and the stream has not ended where it should.
      if (last !== '' && !isCutOff(last)) line(last);
      if (open.length > 0 && parseJson(open.join('\n')) !== undefined) close();
    },
  };

  function isCutOff(text: string): boolean {
    const value = text.startsWith('data:') ? text.slice(5) : text;
    return looksLikeJson(value) && parseJson(value) === undefined && open.length === 0;
  }
}

/** Whether a line cannot belong to a value that began above it, so that one is broken. */
function beginsAnew(line: string, isJson: boolean): boolean {
  return isJson ? line.includes('"choices"') && parseJson(line) !== undefined : isDone(line.trim());
}

/** Whether these words say that the answer is over. */
export function isDone(words: string): boolean {
  return /^["[\s]*(?:done|end|eos)[\s\]".]*$/i.test(words);
}

const BLANK = 0x20;
const LINE_FEED = 0x0a;

/** The JSON value that a text is; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes('NaN') || text.includes('Infinity') ? parsePythonJson(text) : undefined;
  }
}

/** As Python writes it, where numbers may be no numbers: those become null. */
function parsePythonJson(text: string): unknown {
  const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
  try {
    return JSON.parse(text.replace(stringOrNumber, (part) => (part[0] === '"' ? part : 'null')));
  } catch {
    return undefined;
  }
}

/** Whether a text begins as an object or a list of JSON does; `[DONE]` does not. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{|\[(?![A-Za-z]))/.test(text);
}

function splitField(text: string): [field: string, value: string] {
  const colon = text.indexOf(':');
  if (colon === -1) return [text, ''];
  return [text.slice(0, colon), text.slice(colon + 1).trimStart()];
}
