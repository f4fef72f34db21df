import type { Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remend from 'remend';
import { unified } from 'unified';

/** One top-level part of a Markdown text: a paragraph, a list, a table, a code block. */
export interface MarkdownBlock {
  /** Where it begins in the text, in UTF-16 units. */
  start: number;
  source: string;
  /** A link's address (`[1]: https://…`), which shows nothing itself and counts everywhere. */
  isDefinition: boolean;
}

/** A text cut into blocks. Given back with the longer text, only its last blocks are read again. */
export interface MarkdownBlocks {
  text: string;
  blocks: MarkdownBlock[];
}

export const NO_BLOCKS: MarkdownBlocks = { text: '', blocks: [] };

/** How GFM is read, here and where the blocks are rendered. */
export const gfmOptions = { singleTilde: false };
const parser = unified().use(remarkParse).use(remarkGfm, gfmOptions);

/** What is typed last may still join the block before it: `2` becomes the next item of a list. */
const UNSETTLED_BLOCKS = 2;

/** Cuts a text that has grown since `before`, or any other one. */
export function growBlocks(before: MarkdownBlocks, text: string): MarkdownBlocks {
  if (text === before.text) return before;
  const kept = text.startsWith(before.text) ? before.blocks.slice(0, -UNSETTLED_BLOCKS) : [];
  const last = kept.at(-1);
  const from = last ? last.start + last.source.length : 0;
  const tail = text.slice(from);
  const read = (parser.parse(tail) as Root).children.map((node) => {
    const [start, end] = rangeOf(node, tail);
    const isDefinition = node.type === 'definition';
    return { start: from + start, source: tail.slice(start, end), isDefinition };
  });
  return { text, blocks: [...kept, ...read] };
}

/**
 * The last block of a text that is still being written, as it will probably look: what was opened is
 * closed, and what cannot be shown by halves is left out.
 */
export function completeBlock(source: string): string {
  const shown = source.replace(HALF_A_FENCE, '');
  return withTableDelimiter(remend(shown, remendOptions));
}

/** The first line of a fence before its end, which might become any language, or a filter. */
const HALF_A_FENCE = /(?:^|\n)[ \t>*+\-\d.)]*(?:(?:`{3,}|~{3,})[^\n]*|`{1,2})$/;

const remendOptions = {
  linkMode: 'text-only',
  katex: false,
  // Tags and comparison signs are text here, so there is nothing to close or to escape.
  htmlTags: false,
  comparisonOperators: false,
  singleTilde: false,
} as const;

/** A table is one from its first line on, not only once the line of dashes has come. */
function withTableDelimiter(source: string): string {
  const [, header] = /^(\|[^\n]+?)\|?[ \t]*(?:\n[ \t|:-]*)?$/.exec(source) ?? [];
  if (header === undefined) return source;
  const columns = header.split(/(?<!\\)\|/).length - 1;
  return `${header}|\n${'|---'.repeat(columns)}|`;
}

/** From the start of its first line: the indentation of a list or of code belongs to it. */
function rangeOf({ position }: RootContent, text: string): [number, number] {
  const start = position?.start.offset ?? 0;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isIndented = start > 0 && text.slice(lineStart, start).trim() === '';
  return [isIndented ? lineStart : start, position?.end.offset ?? text.length];
}
