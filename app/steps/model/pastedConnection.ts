/** What somebody pastes in place of an address: a `curl` command or the lines of an `.env` file, taken apart (docs/decisions/0044). */
import type { RequestHeaders } from '../../../contract/requestHeaders.ts';
import { shellWords } from './shellWords.ts';

export interface PastedConnection {
  /** Empty where it names none. */
  endpointUrl: string;
  apiKey: string;
  modelId: string;
  /** Those that the endpoint may need beside the key. */
  headers: RequestHeaders;
}

/** Longer texts are no command that anybody pastes; they are left as they are. */
export const MAX_PASTED_LENGTH = 20_000;

/**
 * Takes a `curl` command or `.env` lines apart. Variables that a shell would fill in, such as `$OPENAI_API_KEY`, are
 * no values.
 * @returns null for anything else, such as an address
 */
export function readPasted(text: string): PastedConnection | null {
  if (text.length > MAX_PASTED_LENGTH) return null;
  const trimmed = text.trim();
  const command = /^(?:[$>%#]\s+)?curl(?:\.exe)?(?=\s)/.exec(trimmed);
  const found = command ? readCurl(trimmed.slice(command[0].length)) : readEnv(trimmed);
  if (!found) return null;
  return found.endpointUrl || found.apiKey || found.modelId ? found : null;
}

/**
 * An address as it may be shown again: anything that is none may hold a secret, such as a key or a command that was
 * pasted into its field.
 */
export function shownAddress(typed: string): string {
  const text = typed.trim();
  if (text.length > MAX_SHOWN_ADDRESS || !/^[^\s=?]*(?:\?\S*)?$/.test(text)) return '';
  if (!/^https?:\/\/|[.:]/i.test(text) || SECRET_PARAMETER.test(text)) return '';
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  return url && url.username === '' && url.password === '' ? typed : '';
}

const SECRET_PARAMETER = /[?&][^=&]*(?:key|token|secret|sig|signature|password|auth)=/i;

const MAX_SHOWN_ADDRESS = 4_000;

const nothing = (): PastedConnection => ({ endpointUrl: '', apiKey: '', modelId: '', headers: {} });

/** Of these options of curl the next word is a value that tells nothing here. */
const VALUED = new Set([
  ...[
    '-X',
    '--request',
    '-o',
    '--output',
    '-m',
    '--max-time',
    '--connect-timeout',
    '-A',
    '--user-agent',
  ],
  ...[
    '-x',
    '--proxy',
    '--cacert',
    '-E',
    '--cert',
    '--retry',
    '-e',
    '--referer',
    '-w',
    '--write-out',
    '-b',
  ],
]);

/** What curl or our own client sends by itself. */
const USUAL_HEADERS =
  /^(?:accept|accept-encoding|content-type|content-length|host|user-agent|connection)$/i;

function readCurl(rest: string): PastedConnection | null {
  const words = shellWords(rest);
  if (!words) return null;
  const found = nothing();
  for (let index = 0; index < words.length; index += 1) {
    const { option, value, isApart } = optionAt(words, index);
    if (isApart) index += 1;
    if (option === null) found.endpointUrl ||= isAddress(value) ? value : '';
    else if (option === '--url') found.endpointUrl ||= value;
    else if (option === '-H' || option === '--header') addHeader(found, value);
    else if (/^(?:-d|--data|--data-raw|--data-binary|--data-ascii|--json)$/.test(option)) {
      found.modelId ||= modelIn(value);
    }
  }
  return found;
}

/** An option and its value, which may be the next word or stand behind it. */
function optionAt(
  words: string[],
  index: number,
): { option: string | null; value: string; isApart: boolean } {
  const word = words[index] ?? '';
  const next = words[index + 1] ?? '';
  if (!word.startsWith('-') || word === '-') return { option: null, value: word, isApart: false };
  const long = /^(--[\w-]+)=([\s\S]*)$/.exec(word);
  if (long) return { option: long[1] ?? '', value: long[2] ?? '', isApart: false };
  const short = /^(-[HdX])([\s\S]+)$/.exec(word);
  if (short) return { option: short[1] ?? '', value: short[2] ?? '', isApart: false };
  const isApart =
    VALUED.has(word) ||
    /^(?:-H|--header|-d|--data|--data-raw|--data-binary|--data-ascii|--json|--url|-u|--user)$/.test(
      word,
    );
  return { option: word, value: isApart ? next : '', isApart };
}

function addHeader(found: PastedConnection, line: string): void {
  const colon = line.indexOf(':');
  if (colon < 1) return;
  const name = line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  if (USUAL_HEADERS.test(name) || value === '' || isVariable(value)) return;
  const bearer = /^authorization$/i.test(name) ? /^bearer\s+(\S+)$/i.exec(value)?.[1] : undefined;
  if (bearer === undefined) found.headers[name] = value;
  else if (!isVariable(bearer)) found.apiKey ||= bearer;
}

function modelIn(body: string): string {
  try {
    const model = (JSON.parse(body) as { model?: unknown } | null)?.model;
    return typeof model === 'string' && !isVariable(model) ? model : '';
  } catch {
    // Bodies with variables in them are no JSON, and the model mostly stands near their beginning.
    return /"model"\s*:\s*"([^"\\$]{1,300})"/.exec(body)?.[1] ?? '';
  }
}

const MAX_LINES = 200;
const ENV_LINE = /^(?:export\s+|set\s+)?([A-Za-z_]\w{0,99})\s*=\s*(.*)$/;

function readEnv(text: string): PastedConnection | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  if (lines.length === 0 || lines.length > MAX_LINES) return null;
  const found = nothing();
  for (const line of lines) {
    const [, name = '', raw = ''] = ENV_LINE.exec(line.trim()) ?? [];
    // One that is something else makes the whole something else.
    if (name === '') return null;
    const value = unquoted(raw);
    if (isVariable(value) || value === '') continue;
    if (/(?:^|_)(?:BASE_?URL|API_?BASE|ENDPOINT(?:_?URL)?|HOST|URL)$/i.test(name)) {
      found.endpointUrl ||= isAddress(value) ? value : '';
    } else if (/(?:^|_)(?:API_?)?(?:KEY|TOKEN)$/i.test(name)) found.apiKey ||= value;
    else if (/(?:^|_)MODEL(?:_?(?:ID|NAME))?$/i.test(name)) found.modelId ||= value;
  }
  return found;
}

/** A value of an `.env` line: within quotes as it is, else up to a comment. */
function unquoted(raw: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(raw);
  return quoted ? (quoted[2] ?? '') : raw.replace(/\s+#.*$/, '').trim();
}

/** Of lines that a field has run together, the first address would hold the key that follows: it has a `=`. */
const isAddress = (text: string) =>
  /^https?:\/\/[^\s=?]+(?:\?\S*)?$/i.test(text) || /^[\w.-]+:\d{2,5}(?:\/[^\s=]*)?$/.test(text);

/** Something that is to be filled in: `$KEY`, `${KEY}`, `%KEY%`, `<your key>`, `{{key}}`. */
const isVariable = (text: string) => /\$\{?\w|^%\w+%$|^<[^>]*>$|^\{\{.*\}\}$/.test(text);
