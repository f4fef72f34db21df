/** What a JSON value of somebody else's making is. */

/** The value that a text of JSON is; undefined where it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What stands between quotation marks in JSON, as the text that it means; undefined where one of them ends it. */
export function unescaped(literal: string): string | undefined {
  const text = parsed(`"${literal}"`);
  return typeof text === 'string' ? text : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
