/**
 * What the provider wrote, out of the body shapes in use: `{error:{message}}`, `{error:"…"}`,
 * `{message}`, `{detail}` (a text or FastAPI's list), plain text, or an HTML page from a proxy.
 * Not redacted yet.
 */
export function extractProviderMessage(body: string): string {
  const text = body.trim();
  if (text.startsWith('<')) return htmlTitle(text);
  return extractMessage(parsedOrText(text)) || text;
}

/** Empty when there are none in the places where providers put them. */
export function extractMessage(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value.trim();
  // Nobody nests a message deeper, except to exhaust whoever looks for it.
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return '';
  const { error, message, detail, msg } = value as Record<string, unknown>;
  const nested = Array.isArray(value) ? value : [error, message, detail, msg];
  const found = nested
    .map((item) => extractMessage(item, depth + 1))
    .filter((words) => words !== '');
  return Array.isArray(value) ? found.join('; ') : (found[0] ?? '');
}

/** The JSON value that `body` is, or the text itself. */
export function parsedOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

const MAX_DEPTH = 5;

function htmlTitle(html: string): string {
  return /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim() || 'an HTML page instead of JSON';
}
