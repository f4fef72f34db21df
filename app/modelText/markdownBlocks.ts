import type { RootContent } from 'mdast';
import { readMarkdown } from './markdownSyntax.ts';

/** One top-level part of a Markdown text: a paragraph, a list, a table, a code block. */
export interface MarkdownBlock {
  /** Where it begins in the text, in UTF-16 units. */
  start: number;
  source: string;
  /** What a fenced code block holds. */
  code: { language: string; text: string } | null;
  /** A link's address (`[1]: https://…`), which shows nothing itself and counts everywhere. */
  isDefinition: boolean;
}

/**
 * A text cut into blocks. Given back with the longer text, only its last blocks are read again.
 * See docs/decisions/0019.
 */
export interface MarkdownBlocks {
  text: string;
  blocks: MarkdownBlock[];
}

export const NO_BLOCKS: MarkdownBlocks = { text: '', blocks: [] };

/** What is typed last may still join the block before it: `2` becomes the next item of a list. */
const UNSETTLED_BLOCKS = 2;

/** Cuts a text that has grown since `before`, or any other one. */
export function updateBlocks(before: MarkdownBlocks, text: string): MarkdownBlocks {
  if (text === before.text) return before;
  const isGrown = text.startsWith(before.text);
  const blocks = isGrown ? extendCodeBlock(before, text) : null;
  if (blocks) return { text, blocks };
  const kept = isGrown ? before.blocks.slice(0, -UNSETTLED_BLOCKS) : [];
  const last = kept.at(-1);
  const from = last ? last.start + last.source.length : 0;
  const tail = text.slice(from);
  const read = readMarkdown(tail).children.map((node) => toBlock(node, tail, from));
  return { text, blocks: [...kept, ...read] };
}

/** Long code need not be read again for each of its lines. Null where it may have ended. */
function extendCodeBlock({ text: textBefore, blocks }: MarkdownBlocks, text: string) {
  const last = blocks.at(-1);
  if (!last?.code || last.start + last.source.length !== textBefore.length) return null;
  const lineStart = textBefore.lastIndexOf('\n') + 1;
  // On its first line there is no code yet; and any fence may be the one that ends it.
  if (lineStart <= last.start || /^[ \t]*(```|~~~)/m.test(text.slice(lineStart))) return null;
  const source = text.slice(last.start);
  const code = { ...last.code, text: source.slice(source.indexOf('\n') + 1).replace(/\n$/, '') };
  return [...blocks.slice(0, -1), { ...last, source, code }];
}

function toBlock(node: RootContent, text: string, offset: number): MarkdownBlock {
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? text.length;
  // From the start of its line: the indentation of a list or of code belongs to it.
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isIndented = start > 0 && text.slice(lineStart, start).trim() === '';
  const source = text.slice(isIndented ? lineStart : start, end);
  const isFenced = node.type === 'code' && /^(```|~~~)/.test(source);
  return {
    start: offset + end - source.length,
    source,
    code: isFenced ? { language: node.lang ?? '', text: node.value } : null,
    isDefinition: node.type === 'definition',
  };
}
