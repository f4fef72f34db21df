/**
 * TeX as MathML Core (https://www.w3.org/TR/mathml-core/). Whoever wrote the TeX is not trusted: elements and
 * attributes are those listed here, styles are left out, which the policy for pages refuses, and sizes are bounded
 * (docs/decisions/0019).
 */
import { createElement, type ReactNode } from 'react';
import temml from 'temml';

/** Macros that expand to macros; and what a formula of 2,000 characters may become. */
const MAX_EXPANSIONS = 200;
const MAX_NODES = 4_000;
/** In em, of spaces and rules. */
const MAX_SIZE: [number, number] = [10, 10];

/** What Temml makes: an element, text, or a list of them. */
interface MathNode {
  type?: string;
  text?: string;
  attributes?: Record<string, string | undefined>;
  children?: MathNode[];
  classes?: string[];
}

/** Temml's way to the tree instead of to HTML as text; it is not among its documented functions, so a test calls it. */
const { __renderToMathMLTree: treeOf } = temml as unknown as {
  __renderToMathMLTree(source: string, options: object): MathNode;
};

/** @returns null where it is no TeX, or would become too large */
export function mathMlOf(source: string, isDisplayed: boolean): ReactNode {
  try {
    const tree = treeOf(source, {
      displayMode: isDisplayed,
      throwOnError: true,
      trust: false,
      maxExpand: MAX_EXPANSIONS,
      maxSize: MAX_SIZE,
    });
    if (countNodes(tree) > MAX_NODES) return null;
    return toElement(tree, 'formula');
  } catch {
    // A mistake in the TeX, or braces so deep that the stack ends.
    return null;
  }
}

function countNodes({ children = [] }: MathNode): number {
  return children.reduce((count, child) => count + countNodes(child), 1);
}

function toElement(node: MathNode, key: string | number): ReactNode {
  if (node.text !== undefined) return node.text;
  const children = (node.children ?? []).map(toElement);
  if (node.type === undefined || !elements.has(node.type)) {
    return createElement('mrow', { key }, ...children);
  }
  const allowed = Object.entries(node.attributes ?? {}).filter(
    ([name, value]) => attributes.has(name) && value !== undefined,
  );
  const alignment = node.classes?.map((name) => alignments[name]).find(Boolean);
  return createElement(
    node.type,
    { ...Object.fromEntries(allowed), key, className: alignment },
    ...children,
  );
}

const elements = new Set(
  (
    'math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot munder mover munderover ' +
    'mmultiscripts mprescripts mtable mtr mtd mpadded mphantom mstyle'
  ).split(' '),
);

const attributes = new Set(
  (
    'display displaystyle scriptlevel mathvariant form fence separator stretchy symmetric largeop ' +
    'movablelimits accent accentunder lspace rspace minsize maxsize linethickness width height depth voffset ' +
    'columnspan rowspan'
  ).split(' '),
);

/** Columns of `aligned` and `cases`. */
const alignments: Record<string, string> = {
  'tml-left': 'text-left',
  'tml-right': 'text-right',
};
