/** Formulas as models write them, between dollar signs or TeX's brackets. */
import type { Root, RootContent } from 'mdast';

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

/** A remark plugin: formulas between two dollar signs that stand alone in their paragraph are displayed. */
export function remarkDisplayedMath() {
  return (tree: Root, file: { value: unknown }) => {
    tree.children = withDisplayed(tree.children, String(file.value)) as Root['children'];
  };
}

function withDisplayed(nodes: RootContent[], text: string): RootContent[] {
  return nodes.map((node): RootContent => {
    if (node.type === 'paragraph' && node.children.length === 1) {
      const [only] = node.children;
      const start = node.position?.start.offset ?? 0;
      if (only?.type === 'inlineMath' && text.startsWith('$$', start)) return displayed(only.value);
    }
    if ('children' in node) node.children = withDisplayed(node.children, text) as never;
    return node;
  });
}

function displayed(value: string): RootContent {
  return {
    type: 'math',
    value,
    data: {
      hName: 'pre',
      hChildren: [
        {
          type: 'element',
          tagName: 'code',
          properties: { className: ['language-math', 'math-display'] },
          children: [{ type: 'text', value }],
        },
      ],
    },
  };
}
