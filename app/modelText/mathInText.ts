/** Formulas as models write them, between dollar signs or TeX's brackets. */
import type { RootContent } from 'mdast';

/**
 * Code, in which nothing is a formula, or a formula in TeX's brackets. What is fenced may not have ended yet.
 * A formula ends within two thousand characters, so that no text can make this slow.
 */
const CODE_OR_MATH =
  /(?:^|\n)[ \t]*(?<fence>`{3,}|~{3,})[\s\S]*?(?:\n[ \t]*\k<fence>|$)|(?<!`)(?<ticks>`+)(?!`)[\s\S]{0,2000}?(?<!`)\k<ticks>(?!`)|\\\((?<inline>[^\n]{1,2000}?)\\\)|\\\[(?<display>[\s\S]{1,2000}?)\\\]/g;

/**
 * `\(x\)` and `\[x\]` in the way Markdown's math is written. The text stays as long as it was, so that places in it
 * stay what they are.
 */
export function withDollarMath(markdown: string): string {
  if (!markdown.includes('\\(') && !markdown.includes('\\[')) return markdown;
  return markdown.replace(CODE_OR_MATH, (found, ...rest) => {
    const { inline, display } = rest.at(-1) as { inline?: string; display?: string };
    const formula = inline ?? display;
    // A dollar sign within would end it.
    if (formula === undefined || formula.includes('$')) return found;
    return `$$${formula}$$`;
  });
}

/** Formulas between two dollar signs that stand alone in their paragraph are displayed. */
export function withDisplayedMath(nodes: RootContent[], source: string): RootContent[] {
  return nodes.map((node): RootContent => {
    if (node.type === 'paragraph' && node.children.length === 1) {
      const [only] = node.children;
      const start = node.position?.start.offset ?? 0;
      if (only?.type === 'inlineMath' && source.startsWith('$$', start)) {
        return { type: 'math', value: only.value };
      }
    }
    if (!('children' in node)) return node;
    return { ...node, children: withDisplayedMath(node.children, source) } as RootContent;
  });
}
