/**
 * Parts a model's reasoning from its answer where the server leaves both in one text, between markers. Works
 * on pieces, so a marker may be cut anywhere.
 */
import { createChannelReader, isChannelStart } from './harmonyChannels.ts';

export interface ThoughtSplitter {
  push(text: string): void;
  /** Call when nothing more comes: what looked like the start of a marker was text after all. */
  end(): void;
}

export interface ThoughtListener {
  reasoning(text: string): void;
  answer(text: string): void;
  /**
   * All of the answer so far was reasoning, but for this many characters of a marker at its beginning. The
   * answer begins anew.
   */
  mistaken(markerCharacters: number): void;
  /**
   * Text is held back that came just now, and may be the beginning of the answer or of a marker; or, with
   * false, no such text is held back any more: it was a marker, or has been handed on.
   */
  held(isHeld: boolean): void;
  /** Whether reasoning came elsewhere, so that the text is the answer and nothing else. */
  hasReasoning(): boolean;
}

/** What stands before and after reasoning in the models' own languages. */
const tags: readonly { open: string; close: string }[] = [
  { open: '<think>', close: '</think>' },
  { open: '<thinking>', close: '</thinking>' },
  { open: '<thought>', close: '</thought>' },
  { open: '<thoughts>', close: '</thoughts>' },
  { open: '<reasoning>', close: '</reasoning>' },
  { open: '<mm:think>', close: '</mm:think>' },
  { open: '<seed:think>', close: '</seed:think>' },
  { open: '[THINK]', close: '[/THINK]' },
  { open: '◁think▷', close: '◁/think▷' },
  { open: '<|START_THINKING|>', close: '<|END_THINKING|>' },
  { open: '<|begin_of_thought|>', close: '<|end_of_thought|>' },
  { open: '<|inner_prefix|>', close: '<|inner_suffix|>' },
  { open: '<|channel>thought', close: '<channel|>' },
  { open: '<unused94>thought', close: '<unused95>' },
];
/**
 * Harmony's channels without their markers, as servers leave them that strip special tokens. An answer may
 * begin with the word, too: only the second one tells.
 */
const bareChannels = { open: 'analysis', close: 'assistantfinal' };
/** The rest of harmony's channels, where the prompt ends within the first. */
const finalChannel = '<|end|><|start|>assistant<|channel|>final<|message|>';

const firstCharacters = /[<[◁]/;
/** An answer that names closing tags so often is about them. */
const MAX_NAMED_TAGS = 8;

type Place = 'start' | 'reasoning' | 'gap' | 'answer' | 'channels';

/** Opens the splitter of one answer. */
export function createThoughtSplitter(to: ThoughtListener): ThoughtSplitter {
  let place: Place = 'start';
  let held = '';
  /** Ends the reasoning that was opened. */
  let closing = '';
  /** Of an answer that may yet turn out to be reasoning. */
  let seen = '';
  let closers: readonly string[] | null = [...tags.map(({ close }) => close), finalChannel];
  let markerCharacters = 0;
  let namedTags = 0;
  let isHeld = false;
  const channels = createChannelReader(to);

  function advance(isEnd: boolean): void {
    if (place === 'start') begin(isEnd);
    if (place === 'reasoning') reason(isEnd);
    if (place === 'gap') follow(isEnd);
    if (place === 'answer') answer(isEnd);
    if (place === 'channels') {
      channels.push(take(held.length));
      if (isEnd) channels.end();
    }
  }

  /** Blanks are held too: they may stand before a marker, and are no answer yet. */
  function begin(isEnd: boolean): void {
    const text = held.trimStart();
    if (text === '' && !isEnd) return;
    const tag = tags.find(({ open }) => text.startsWith(open));
    const closer = tags.find(({ close }) => text.startsWith(close));
    if (tag) {
      tellHeld(false);
      held = text.slice(tag.open.length);
      closing = tag.close;
      closers = null;
      place = 'reasoning';
    } else if (closer) {
      tellHeld(false);
      held = text.slice(closer.close.length);
      closers = null;
      place = 'gap';
    } else if (isChannelStart(text)) {
      tellHeld(false);
      held = text;
      place = 'channels';
    } else if (isEnd || !mayBecomeMarker(text)) {
      place = 'answer';
      if (/^analysis\S/.test(text)) {
        closers = [bareChannels.close, ...(closers ?? [])];
        markerCharacters = held.length - text.length + bareChannels.open.length;
      }
    }
  }

  function reason(isEnd: boolean): void {
    const at = held.indexOf(closing);
    const upTo = at !== -1 ? at : held.length - (isEnd ? 0 : heldBack(held, [closing]));
    if (upTo > 0) to.reasoning(take(upTo));
    if (at === -1) return;
    take(closing.length);
    place = 'gap';
  }

  /** Behind a thought, blanks are no answer yet, and another thought may begin. */
  function follow(isEnd: boolean): void {
    held = held.trimStart();
    const tag = tags.find(({ open }) => held.startsWith(open));
    if (tag) {
      tellHeld(false);
      take(tag.open.length);
      closing = tag.close;
      place = 'reasoning';
      advance(isEnd);
    } else if (held !== '' && (isEnd || !mayBecomeMarker(held))) place = 'answer';
  }

  function answer(isEnd: boolean): void {
    if (closers && to.hasReasoning()) closers = null;
    while (closers && mayHoldCloser(held)) {
      const found = firstOf(closers, held);
      if (!found) break;
      pass(found.at);
      const after = held.charAt(found.closer.length);
      // Whether it closes anything depends on what follows.
      if (after === '' && !isEnd) return;
      take(found.closer.length);
      if (closesThought(seen, found.closer, after)) {
        beginAnew(found.closer);
        advance(isEnd);
        return;
      }
      emit(found.closer);
      namedTags += 1;
      if (namedTags === MAX_NAMED_TAGS) closers = null;
    }
    const mayGoOn = closers && !isEnd && mayHoldCloser(held);
    pass(held.length - (mayGoOn ? heldBack(held, closers ?? []) : 0));
  }

  function beginAnew(closer: string): void {
    tellHeld(false);
    to.mistaken(closer === bareChannels.close ? markerCharacters : 0);
    seen = '';
    closers = null;
    place = 'gap';
  }

  function mayHoldCloser(text: string): boolean {
    return firstCharacters.test(text) || markerCharacters > 0;
  }

  function pass(count: number): void {
    if (count > 0) emit(take(count));
  }

  function emit(text: string): void {
    if (closers) seen += text;
    to.answer(text);
  }

  function tellHeld(now: boolean): void {
    if (now === isHeld) return;
    isHeld = now;
    to.held(now);
  }

  function take(count: number): string {
    const taken = held.slice(0, count);
    held = held.slice(count);
    return taken;
  }

  return {
    push(text) {
      held += text;
      advance(false);
      tellHeld(held !== '' && place !== 'reasoning' && held.trim() !== '');
    },
    end: () => advance(true),
  };
}

/** Whether these are the first characters of a marker that may still become whole. */
function mayBecomeMarker(text: string): boolean {
  if (bareChannels.open.startsWith(text)) return true;
  if (!firstCharacters.test(text)) return false;
  return (
    tags.some(({ open, close }) => open.startsWith(text) || close.startsWith(text)) ||
    isChannelStart(text, { partly: true })
  );
}

/**
 * Whether a closing tag ends reasoning that nothing opened, as servers send it whose chat template has the
 * opening tag in the prompt. It does not where the answer speaks about tags: it names the opening one as
 * well, or quotes this one, or has it in a list, within a sentence or in a block of code.
 */
function closesThought(before: string, closer: string, after: string): boolean {
  if (closer === bareChannels.close) return true;
  if (before.split(/```|~~~/).length % 2 === 0) return false;
  if (closer === finalChannel) return !before.includes('<|channel|>') && !before.endsWith('`');
  const { open } = tags.find(({ close }) => close === closer) ?? bareChannels;
  if (before.includes(open) || /["'`,;:)»”’]/.test(after)) return false;
  if (/(?:^|\n)[ \t]*(?:[-*+•]|\d+[.)])[ \t]+$/.test(before.slice(-MAX_MARKER_LINE))) return false;
  const isWithinLine = /[ \t("'`*|«“‘]$/.test(before) && !/[\r\n]/.test(after);
  return !isWithinLine || /[.!?…。][ \t]$/.test(before);
}

/** As much of a line as tells whether it is an item of a list. */
const MAX_MARKER_LINE = 40;

/** The first of these words in a text. */
function firstOf(words: readonly string[], text: string): { at: number; closer: string } | null {
  let first: { at: number; closer: string } | null = null;
  for (const closer of words) {
    const at = text.indexOf(closer);
    if (at !== -1 && (first === null || at < first.at)) first = { at, closer };
  }
  return first;
}

/** How many characters at the end of `text` may be the beginning of one of these words. */
function heldBack(text: string, words: readonly string[]): number {
  let most = 0;
  for (const word of words) {
    for (let count = Math.min(word.length - 1, text.length); count > most; count--) {
      if (text.endsWith(word.slice(0, count))) most = count;
    }
  }
  return most;
}
