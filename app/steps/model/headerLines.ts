/** Headers as a person types them: `Name: value`, one a line. */
import { headerNamePattern, type RequestHeaders } from '../../../contract/requestHeaders.ts';

/**
 * Reads the lines; what is allowed in a header, the API says. A problem repeats nothing of a line, which may be
 * a secret.
 */
export function parseHeaderLines(
  text: string,
): { headers: RequestHeaders; problem: null } | { headers: null; problem: string } {
  const headers = new Map<string, string>();
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const name = nameIn(line);
    if (name === undefined) {
      return { headers: null, problem: `Line ${index + 1} is no header. Write it as Name: value.` };
    }
    if (headers.has(name))
      return { headers: null, problem: `Line ${index + 1} names a header again.` };
    headers.set(name, line.slice(line.indexOf(':') + 1).trim());
  }
  return { headers: Object.fromEntries(headers), problem: null };
}

/** What may be shown again: the names, for their values to be entered anew. */
export function headerLinesOf(names: Iterable<string>): string {
  return [...names].map((name) => `${name}: \n`).join('');
}

/** The names in what was typed; a line that is no header has none. */
export function headerNamesIn(text: string): string[] {
  return text.split(/[\r\n]+/).flatMap((line) => nameIn(line) ?? []);
}

function nameIn(line: string): string | undefined {
  const [name = ''] = line.split(':', 1);
  const isHeader = line.includes(':') && headerNamePattern.test(name.trim());
  return isHeader ? name.trim() : undefined;
}
