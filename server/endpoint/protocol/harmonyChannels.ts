/**
 * The channels of OpenAI's harmony format, where a server passes them on as they are: `analysis` and
 * `commentary` are reasoning, `final` is the answer. Format: https://cookbook.openai.com/articles/openai-harmony
 */
export interface ChannelReader {
  push(text: string): void;
  end(): void;
}

const tokens = ['start', 'channel', 'message', 'end', 'return', 'call', 'constrain'] as const;
const token = new RegExp(`<\\|(${tokens.join('|')})\\|>`);
const LONGEST_TOKEN = '<|constrain|>'.length;
/** A header is a role and a channel, perhaps with a recipient. */
const MAX_HEADER_CHARACTERS = 500;

/** Whether a text begins in channels, or with `partly`, whether it may once more of it has come. */
export function isChannelStart(text: string, { partly = false } = {}): boolean {
  return ['<|channel|>', '<|start|>', 'analysis<|message|>'].some((first) =>
    partly ? first.startsWith(text) : text.startsWith(first),
  );
}

/** Reads a text in channels, in pieces that may be cut anywhere. */
export function createChannelReader(to: {
  reasoning(text: string): void;
  answer(text: string): void;
}): ChannelReader {
  let held = '';
  let place: 'header' | 'message' | 'between' | 'text' = 'header';
  let header = '';
  /** All that came before the first message: without one, the text only speaks of channels. */
  let beginning: string | null = '';

  function advance(isEnd: boolean): void {
    for (let found = nextToken(); found; found = nextToken()) {
      take(held.slice(0, found.index));
      held = held.slice(found.index + found[0].length);
      read(found[0], found[1] as Token);
    }
    const keep = isEnd || place === 'text' ? 0 : heldBack(held);
    take(held.slice(0, held.length - keep));
    held = held.slice(held.length - keep);
    if (beginning !== null && (isEnd || beginning.length > MAX_HEADER_CHARACTERS))
      giveUp(beginning);
  }

  function nextToken(): RegExpExecArray | null {
    return place === 'text' ? null : token.exec(held);
  }

  function read(text: string, name: Token): void {
    if (beginning !== null) beginning += text;
    if (name === 'constrain') return;
    if (name === 'message') beginning = null;
    else header = '';
    place = name === 'message' ? 'message' : isHeaderStart(name) ? 'header' : 'between';
  }

  function take(text: string): void {
    if (beginning !== null) beginning += text;
    if (place === 'header') header = (header + text).slice(0, MAX_HEADER_CHARACTERS);
    if (text === '' || beginning !== null || place === 'header') return;
    if (place === 'message' && /^\s*(analysis|commentary)\b/.test(header)) to.reasoning(text);
    else if (place !== 'between' || text.trim() !== '') to.answer(text);
  }

  /** No message comes: what looked like headers is the answer, and so is all that follows. */
  function giveUp(text: string): void {
    beginning = null;
    place = 'text';
    to.answer(text);
  }

  return {
    push(text) {
      held += text;
      advance(false);
    },
    end: () => advance(true),
  };
}

type Token = (typeof tokens)[number];

const isHeaderStart = (name: Token) => name === 'start' || name === 'channel';

/** How many characters at the end may be the beginning of a token. */
function heldBack(text: string): number {
  const at = text.lastIndexOf('<');
  const tail = at === -1 ? '' : text.slice(at);
  return tail.length < LONGEST_TOKEN && /^<(\|[a-z]*\|?)?$/.test(tail) ? tail.length : 0;
}
