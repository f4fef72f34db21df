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
  return ['<|channel|>', '<|start|>'].some((first) =>
    partly ? first.startsWith(text) : text.startsWith(first),
  );
}

/** Reads a text in channels, in pieces that may be cut anywhere. */
export function createChannelReader(to: {
  reasoning(text: string): void;
  answer(text: string): void;
}): ChannelReader {
  let held = '';
  let isHeader = true;
  let header = '';

  function advance(isEnd: boolean): void {
    for (let found = token.exec(held); found; found = token.exec(held)) {
      take(held.slice(0, found.index));
      held = held.slice(found.index + found[0].length);
      if (found[1] === 'message') isHeader = false;
      else if (found[1] === 'channel') header = '';
      else if (found[1] !== 'constrain') {
        isHeader = true;
        header = '';
      }
      if (found[1] === 'channel') isHeader = true;
    }
    const keep = isEnd ? 0 : heldBack(held);
    take(held.slice(0, held.length - keep));
    held = held.slice(held.length - keep);
  }

  function take(text: string): void {
    if (text === '') return;
    if (isHeader) header = (header + text).slice(0, MAX_HEADER_CHARACTERS);
    else if (/^\s*(analysis|commentary)\b/.test(header)) to.reasoning(text);
    else to.answer(text);
  }

  return {
    push(text) {
      held += text;
      advance(false);
    },
    end: () => advance(true),
  };
}

/** How many characters at the end may be the beginning of a token. */
function heldBack(text: string): number {
  const at = text.lastIndexOf('<');
  const tail = at === -1 ? '' : text.slice(at);
  return tail.length < LONGEST_TOKEN && /^<(\|[a-z]*\|?)?$/.test(tail) ? tail.length : 0;
}
