/** JSON as a person types it into a form. */

/** What is no JSON goes on as the text that it is, so that the API says so by the field's name. */
export function parseJsonField(typed: string): unknown {
  if (typed.trim() === '') return undefined;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

/** Indented; empty for nothing and for an object without parameters. */
export function formatJsonField(value: object | undefined): string {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';
}
