import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown } from 'mdast-util-math';
import { gfm } from 'micromark-extension-gfm';
import { isCostly } from './markdownCost.ts';
import { asWritten, withoutDepths } from './markdownDepth.ts';
import { mathButPrices } from './mathButPrices.ts';

const options = {
  extensions: [gfm({ singleTilde: false }), mathButPrices()],
  mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()],
};

/**
 * Reads Markdown: GitHub's, with formulas. By the parser itself, as what usually stands around it is as large
 * (docs/decisions/0047). What would take too long to read, or is nested too deep to show, stands as it was written.
 */
export function readMarkdown(source: string): Root {
  return isCostly(source)
    ? asWritten(source)
    : withoutDepths(fromMarkdown(source, options), source);
}
