import type { RootContent } from 'mdast';
import { FILTER_LANGUAGE } from '../../contract/annotations.ts';

/** The answer as it is to be copied: without what is meant for the page. */
export function withoutFilter(markdown: string): string {
  return markdown.replace(FILTER_BLOCK, '').trim();
}

/** Without its closing fence it reaches to the end, as in Markdown. */
const FILTER_BLOCK = new RegExp(
  `^[ \\t]*(\`{3,}|~{3,})${FILTER_LANGUAGE}[^\\n]*\\n[\\s\\S]*?(?:^[ \\t]*\\1[\`~]*[ \\t]*$|(?![\\s\\S]))`,
  'gm',
);

/** What models write and a page of ours shows in its own way. */
export function ofModelText(nodes: RootContent[]): RootContent[] {
  return nodes.flatMap((node): RootContent[] => {
    if (node.type === 'code' && node.lang === FILTER_LANGUAGE) return [];
    // The only tag that models need, as table cells hold no line breaks. All others stay text.
    if (node.type === 'html' && /^<br\s*\/?>$/i.test(node.value)) return [{ type: 'break' }];
    // Its place is in another block, where it would show only beside the number that refers to it.
    if (node.type === 'footnoteDefinition') {
      const label: RootContent = {
        type: 'paragraph',
        children: [textOf(`[^${node.identifier}]:`)],
      };
      return [label, ...ofModelText(node.children)];
    }
    if (node.type === 'footnoteReference') return [textOf(`[^${node.identifier}]`)];
    if (!('children' in node)) return [node];
    return [{ ...node, children: ofModelText(node.children) } as RootContent];
  });
}

const textOf = (value: string) => ({ type: 'text' as const, value });
