import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown } from 'mdast-util-math';
import { gfm } from 'micromark-extension-gfm';
import type { Processor } from 'unified';
import { mathButPrices } from './mathButPrices.ts';

/**
 * How Markdown is read: GitHub's, with formulas. The usual plugins for these would bring along what writes Markdown,
 * too, which is as large as what reads it (docs/decisions/0047).
 */
export function markdownSyntax(this: Processor): void {
  const data = this.data();
  data.micromarkExtensions = [
    ...(data.micromarkExtensions ?? []),
    gfm({ singleTilde: false }),
    mathButPrices(),
  ];
  data.fromMarkdownExtensions = [
    ...(data.fromMarkdownExtensions ?? []),
    gfmFromMarkdown(),
    mathFromMarkdown(),
  ];
}
