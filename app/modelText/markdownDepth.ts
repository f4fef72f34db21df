import type { Nodes, Root, RootContent } from 'mdast';
import { MAX_DEPTH } from './markdownCost.ts';

/** All of a source as it was written. */
export function asWritten(source: string): Root {
  return { type: 'root', children: [written(source, 0, source.length)] };
}

/** What is nested so deep that to show it would end the stack stands as it was written. */
export function withoutDepths(root: Root, source: string): Root {
  const children = root.children.map((node) => {
    if (!isDeep(node)) return node;
    const { start, end } = node.position ?? {};
    return written(source, start?.offset ?? 0, end?.offset ?? source.length);
  });
  return { ...root, children };
}

function written(source: string, from: number, to: number): RootContent {
  const point = (offset: number) => ({ line: 1, column: 1, offset });
  return {
    type: 'code',
    value: source.slice(from, to),
    position: { start: point(from), end: point(to) },
  };
}

function isDeep(node: RootContent): boolean {
  let level: Nodes[] = [node];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each) => ('children' in each ? each.children : []));
  }
  return false;
}
