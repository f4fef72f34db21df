import type { ShownHeader } from '../../../contract/requestHeaders.ts';

/** A header of a call as text that anybody can run. Its value is `text` and the variable's after it. */
export interface RecipeHeader {
  name: string;
  text: string;
  /** The environment variable that holds the secret; null where there is none. */
  variable: string | null;
}

/**
 * The headers that a person's call has beside `Content-Type`, with a variable in place of each secret
 * (docs/decisions/0027).
 */
export function recipeHeaders({
  needsKey,
  headers = [],
}: {
  needsKey: boolean;
  headers?: ShownHeader[];
}): RecipeHeader[] {
  const taken = new Set<string>();
  const own = headers.map(({ name, value }) =>
    value === null
      ? { name, text: '', variable: variableFor(name, taken) }
      : { name, text: value, variable: null },
  );
  return needsKey ? [{ name: 'Authorization', text: 'Bearer ', variable: 'API_KEY' }, ...own] : own;
}

/** `HEADER_CF_ACCESS_CLIENT_ID`; `x-a` and `x.a` get different ones. */
function variableFor(name: string, taken: Set<string>): string {
  const base = `HEADER_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  let variable = base;
  for (let count = 2; taken.has(variable); count += 1) variable = `${base}_${count}`;
  taken.add(variable);
  return variable;
}
