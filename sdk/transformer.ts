/**
 * How values travel over tRPC. The server writes superjson: JSON, and beside it which of its values stand for
 * something that JSON has no word for. This reads as much of that as the API says, because all of superjson would be
 * a fifth of the client.
 */
export const transformer = {
  serialize(value: unknown): Superjson {
    // Of what is inside of an input JSON leaves out what is undefined, as the API wants it.
    return value === undefined
      ? { json: null, meta: { values: ['undefined'], v: 1 } }
      : { json: value };
  },

  /**
   * The value; what was parsed becomes part of it.
   * @throws when it holds something that the API never says
   */
  deserialize({ json, meta }: Superjson): unknown {
    const root: Container = { json };
    if (meta?.values) revive(root, 'json', meta.values);
    return root.json;
  },
};

interface Superjson {
  json: unknown;
  /** Which values are one and the same object is told, too; here they stay equal ones. */
  meta?: { values?: Tree; v?: number };
}

/** What a value is, and what is below it, by paths; a record alone where the value is what it looks like. */
type Tree = [type: unknown, below?: Branches] | Branches;
type Branches = { [path: string]: Tree };
type Container = Record<string, unknown>;

function revive(parent: Container, key: string, tree: Tree): void {
  const [type, below] = Array.isArray(tree) ? tree : [undefined, tree];
  for (const [path, subtree] of Object.entries(below ?? {})) {
    const keys = [key, ...keysIn(path)];
    const last = keys.pop() as string;
    revive(keys.reduce(childOf, parent), last, subtree);
  }
  if (type !== undefined) parent[key] = readAs(childOf(parent, key), type);
}

function readAs(json: unknown, type: unknown): unknown {
  switch (type) {
    case 'Date':
      return new Date(json as string);
    case 'undefined':
      return undefined;
    case 'number':
      return Number(json);
  }
  throw new Error(`The server told a value of a type that this client does not know: ${type}.`);
}

/** Own properties only: a path cannot lead into what all objects share. */
function childOf(parent: unknown, key: string): Container {
  const isThere = typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key);
  if (!isThere) throw new Error(`The server told of a value that it did not send: ${key}.`);
  return (parent as Container)[key] as Container;
}

/** Dots part them; a backslash stands before one that is part of a key, and before another backslash. */
function keysIn(path: string): string[] {
  const keys: string[] = [];
  let key = '';
  for (let at = 0; at < path.length; at++) {
    const escaped = path[at] === '\\' ? path[++at] : undefined;
    if (escaped === undefined && path[at] === '.') {
      keys.push(key);
      key = '';
    } else key += escaped ?? path[at];
  }
  return [...keys, key];
}
