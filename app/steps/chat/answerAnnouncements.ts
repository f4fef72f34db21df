/** What a screen reader hears of an answer while it is written: whole sentences, without Markdown. */

import { FILTER_LANGUAGE } from '../../../contract/annotations.ts';

export interface Announcement {
  text: string;
  /** How much of the answer has been said, in UTF-16 units; go on from here. */
  announcedLength: number;
}

/**
 * What to say next.
 * @param from how much has been said
 * @param isOver nothing more will come, so that the last words are a sentence, too
 */
export function nextAnnouncement(content: string, from: number, isOver: boolean): Announcement {
  const sentences: string[] = [];
  let announcedLength = from;
  for (;;) {
    const part =
      nextCode(content, announcedLength, isOver) ?? nextSentence(content, announcedLength, isOver);
    if (part === null || part.announcedLength === announcedLength) break;
    sentences.push(part.text);
    announcedLength = part.announcedLength;
  }
  return { text: sentences.filter((text) => text !== '').join(' '), announcedLength };
}

const FENCE = /(?<=^|\n)[ \t>]*(`{3,}|~{3,})([^\n]*)\n/y;

/** Code is named, not read out. Null where none begins; nothing new until it has ended. */
function nextCode(content: string, from: number, isOver: boolean): Announcement | null {
  FENCE.lastIndex = from;
  const open = FENCE.exec(content);
  if (!open) return null;
  const [opening, fence = '', info = ''] = open;
  const end = new RegExp(`(?<=\\n)[ \\t>]*${fence}[ \\t]*(\\n|$)`, 'g');
  end.lastIndex = from + opening.length;
  const isClosed = end.exec(content) !== null;
  if (!isClosed && !isOver) return { text: '', announcedLength: from };
  const text = info.trim() === FILTER_LANGUAGE ? '' : 'Code.';
  return { text, announcedLength: isClosed ? end.lastIndex : content.length };
}

const SENTENCE = /[^\n]*?(?:[.!?…]+["'”’)\]*_`]*\s|[。！？]|\n)\s*?(?=[^\n]|\n|$)/y;

function nextSentence(content: string, from: number, isOver: boolean): Announcement | null {
  SENTENCE.lastIndex = from;
  const [sentence] = SENTENCE.exec(content) ?? [];
  if (sentence) return { text: withoutMarkdown(sentence), announcedLength: from + sentence.length };
  return isOver
    ? { text: withoutMarkdown(content.slice(from)), announcedLength: content.length }
    : null;
}

function withoutMarkdown(markdown: string): string {
  const line = markdown.trim();
  if (/^[|\s:-]+$/.test(line)) return '';
  const words = line
    .replace(/^(#+|[-*+>])\s+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]|~~|(?<!\w)_|_(?!\w)/g, '');
  if (!line.startsWith('|')) return words;
  return words
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(', ');
}
