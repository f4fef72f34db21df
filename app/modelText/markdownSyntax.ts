import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown } from 'mdast-util-math';
import { gfm } from 'micromark-extension-gfm';
import { mathButPrices } from './mathButPrices.ts';

const options = {
  extensions: [gfm({ singleTilde: false }), mathButPrices()],
  mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()],
};

/**
 * Reads Markdown: GitHub's, with formulas. By the parser itself, as what usually stands around it is as large
 * (docs/decisions/0047).
 */
export function readMarkdown(source: string): Root {
  return fromMarkdown(source, options);
}
