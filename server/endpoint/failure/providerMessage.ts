import { type ErrorObject, embeddedJson, isObject, MAX_DEPTH } from './nestedErrors.ts';

/**
 * What the provider wrote, wherever it stands in the body: in the fields of `wordFields`, within JSON
 * that was written into a text, as plain text, or as the title of a proxy's page. Not redacted yet.
 */
export function extractProviderMessage(body: string): string {
  const text = body.trim();
  if (text.startsWith('<')) return markupTitle(text);
  const data = /^(?:data|event):/.test(text) ? dataOf(text) : text;
  return extractMessage(parsedOrText(data)) || data;
}

/** Some refuse in the events of a stream, too. */
function dataOf(events: string): string {
  const lines = events.split('\n').filter((line) => line.startsWith('data:'));
  const data = lines.map((line) => line.slice('data:'.length).trim());
  return data.filter((line) => line !== '' && line !== '[DONE]').join('\n');
}

/** Empty when there are none in the places where providers put them. */
export function extractMessage(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) return '';
  if (typeof value === 'string') return wordsOfText(value.trim(), depth);
  if (Array.isArray(value)) return joined(value, '; ', depth);
  return isObject(value) ? wordsOfObject(value, depth) : '';
}

/** The JSON value that `body` is, or the text itself. */
export function parsedOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/**
 * Fields in which words stand, the likelier ones first; written without case and underscores.
 * The first that has any is the message.
 */
const wordFields = [
  'error',
  'err',
  'exception',
  'errors',
  'message',
  'msg',
  'errormessage',
  'errormsg',
  'errmsg',
  'detail',
  'details',
  'errordescription',
  'description',
  'title',
  'statusmsg',
  'baseresp',
  'fault',
  'faultstring',
  'reason',
  'innererror',
  'cause',
  // Envelopes of gateways.
  'response',
  'result',
  'data',
];
/** Beside an `error` that is only a name, such as "Unauthorized": what explains it. */
const explainingFields = wordFields.filter((field) => field !== 'error');
const MAX_ITEMS = 20;

function wordsOfObject(object: ErrorObject, depth: number): string {
  const fields = new Map(
    Object.entries(object).map(([name, value]) => [name.toLowerCase().replaceAll('_', ''), value]),
  );
  const firstWords = (names: string[]) => {
    for (const name of names) {
      const words = extractMessage(fields.get(name), depth + 1);
      if (words !== '') return words;
    }
    return '';
  };
  const words = firstWords(wordFields) || wordsOfFields(fields.get('errors'), depth);
  const isName = typeof fields.get('error') === 'string' && words !== '';
  const explained = isName ? uniqueParts([words, firstWords(explainingFields)], ': ') : words;
  return `${parameterIn(fields.get('loc'))}${withUpstreamWords(explained, fields.get('metadata'), depth)}`;
}

/** Rails and ASP.NET tell the words by parameter: `{max_tokens: ['must be at least 16']}`. */
function wordsOfFields(errors: unknown, depth: number): string {
  if (!isObject(errors)) return '';
  const parts = Object.entries(errors).map(([name, value]) => {
    const words = extractMessage(value, depth + 1);
    return words === '' ? '' : `${name}: ${words}`;
  });
  return uniqueParts(parts.slice(0, MAX_ITEMS), '; ');
}

/** FastAPI tells the parameter beside the words: `{loc: ['body', 'seed'], msg: '…'}`. */
function parameterIn(location: unknown): string {
  if (!Array.isArray(location)) return '';
  const [, ...names] = location;
  return names.length === 0 ? '' : `${names.slice(0, 5).map(String).join('.')}: `;
}

/** OpenRouter keeps what the provider behind it said apart: `{raw: '…', provider_name: 'Chutes'}`. */
function withUpstreamWords(words: string, metadata: unknown, depth: number): string {
  if (!isObject(metadata)) return words;
  const provider = extractMessage(metadata.provider_name, depth + 1);
  const raw = extractMessage(metadata.raw, depth + 1);
  const own = provider === '' ? words : `${words} (${provider})`.trim();
  return uniqueParts([own, raw], ': ');
}

function wordsOfText(text: string, depth: number): string {
  const embedded = embeddedJson(text);
  const inner = embedded && extractMessage(embedded.value, depth + 1);
  if (!inner) return text;
  // Python writes bytes as b'…'.
  const before = embedded.before.replace(/\bb?['"]$/, '');
  return `${before}${inner}${embedded.after.replace(/^['"]/, '')}`.trim();
}

function joined(items: unknown[], separator: string, depth: number): string {
  return uniqueParts(
    items.slice(0, MAX_ITEMS).map((item) => extractMessage(item, depth + 1)),
    separator,
  );
}

function uniqueParts(parts: string[], separator: string): string {
  return [...new Set(parts.filter((part) => part !== ''))].join(separator);
}

/** The title of an HTML page, or the message of an XML error as storage services write it. */
function markupTitle(markup: string): string {
  const title = /<(title|message)\b[^>]*>([^<]*)</i.exec(markup)?.[2]?.trim();
  return title || 'an HTML page instead of JSON';
}
