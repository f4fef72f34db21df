/**
 * Parts a model's reasoning from its answer where the server leaves both in one text, as
 * `<think>…</think>` at the beginning. Works on pieces, so a tag may be cut anywhere.
 */
export interface ThinkTagSplitter {
  push(text: string): void;
  /** Call when nothing more comes: what looked like the start of a tag was text after all. */
  end(): void;
}

export function createThinkTagSplitter(to: {
  reasoning(text: string): void;
  answer(text: string): void;
}): ThinkTagSplitter {
  let place: 'start' | 'reasoning' | 'gap' | 'answer' = 'start';
  let held = '';

  function advance(): void {
    if (place === 'start') {
      const text = held.trimStart();
      passAnswer(held.slice(0, held.length - text.length));
      held = text;
      if (text.startsWith(OPEN)) {
        held = text.slice(OPEN.length);
        place = 'reasoning';
      } else if (!OPEN.startsWith(text)) place = 'answer';
    }
    if (place === 'reasoning') {
      const end = held.indexOf(CLOSE);
      const upTo = end === -1 ? held.length - heldBack(held) : end;
      if (upTo > 0) to.reasoning(held.slice(0, upTo));
      held = held.slice(end === -1 ? upTo : end + CLOSE.length);
      if (end !== -1) place = 'gap';
    }
    if (place === 'gap') {
      held = held.trimStart();
      if (held !== '') place = 'answer';
    }
    if (place === 'answer') {
      passAnswer(held);
      held = '';
    }
  }

  function passAnswer(text: string): void {
    if (text !== '') to.answer(text);
  }

  return {
    push(text) {
      held += text;
      advance();
    },
    end() {
      if (place === 'reasoning') to.reasoning(held);
      else passAnswer(held);
      held = '';
    },
  };
}

const OPEN = '<think>';
const CLOSE = '</think>';

/** How many characters at the end of `text` may be the beginning of the closing tag. */
function heldBack(text: string): number {
  for (let count = CLOSE.length - 1; count > 0; count--) {
    if (text.endsWith(CLOSE.slice(0, count))) return count;
  }
  return 0;
}
