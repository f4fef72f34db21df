import remend from 'remend';
import type { MarkdownBlock } from './markdownBlocks.ts';

/**
 * The last block of a text that is still being written, as it will probably look: what was opened is
 * closed, and what cannot be shown by halves is left out.
 */
export function completeBlock(block: MarkdownBlock): MarkdownBlock {
  const { source, code } = block;
  if (code && source.includes('\n')) {
    return { ...block, code: { ...code, text: code.text.replace(/(^|\n)[ \t]*[`~]+$/, '') } };
  }
  const shown = source.replace(INCOMPLETE_FENCE, '');
  return { ...block, code: null, source: withTableDelimiter(remend(shown, remendOptions)) };
}

/** The first line of a fence before its end, which might become any language, or a filter. */
const INCOMPLETE_FENCE = /(?:^|\n)[ \t>*+\-\d.)]*(?:(?:`{3,}|~{3,})[^\n]*|`{1,2})$/;

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
