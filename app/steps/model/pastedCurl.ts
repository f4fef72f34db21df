import { isAddress, isVariable, type PastedConnection } from './pastedValues.ts';
import { shellWords } from './shellWords.ts';

/**
 * The address, key, model and headers that a `curl` command gives; of several commands, the first's.
 * @param rest what follows the word `curl`
 * @returns null where the command is not complete
 */
export function readCurl(rest: string): PastedConnection | null {
  const words = shellWords(withoutCarets(rest));
  if (!words) return null;
  const found: PastedConnection = { endpointUrl: '', apiKey: '', modelId: '', headers: {} };
  for (let index = 0; index < words.length; index += 1) {
    const { option, value, isApart } = optionAt(words, index);
    if (isApart) index += 1;
    if (option === null && /^curl(?:\.exe)?$/.test(value)) break;
    if (option === null || option === '--url') addAddress(found, value);
    else if (option === '-H' || option === '--header') addHeader(found, value);
    else if (option === '-u' || option === '--user') addUser(found, value);
    else if (option === '--oauth2-bearer') addHeader(found, `Authorization: Bearer ${value}`);
    else if (/^(?:-d|--data|--data-raw|--data-binary|--data-ascii|--json)$/.test(option)) {
      found.modelId ||= modelIn(value);
    }
  }
  return found;
}

/** The prompt of Windows escapes by `^`, also the ends of its lines. */
function withoutCarets(command: string): string {
  if (!/\^(?:\r?\n|")/.test(command)) return command;
  return command.replace(/\^(\r?\n|[\s\S])/g, (_, escaped: string) =>
    escaped.endsWith('\n') ? ' ' : escaped,
  );
}

/** The next word is the value of these options of curl. */
const VALUED = new Set(
  [
    '--request --output --max-time --connect-timeout --user-agent --proxy --preproxy --socks5',
    '--socks5-hostname --cacert --cert --retry --referer --write-out --cookie --noproxy',
    '--header --data --data-raw --data-binary --data-ascii --json --url --user --oauth2-bearer',
  ].flatMap((names) => names.split(' ')),
);

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
  // Single letters without a value may stand before one that has one: `-sSH`.
  const short = /^-[sSLkvifgNGOIj0-9]*([HdXuomAxEewb])([\s\S]*)$/.exec(word);
  if (short) {
    const [, letter, attached = ''] = short;
    const isApart = attached === '';
    return { option: `-${letter}`, value: isApart ? next : attached, isApart };
  }
  const isApart = VALUED.has(word);
  return { option: word, value: isApart ? next : '', isApart };
}

/** What opens the endpoint is taken out of its address, where it would be seen. */
function addAddress(found: PastedConnection, text: string): void {
  if (found.endpointUrl !== '' || !isAddress(text)) return;
  const [base = '', query] = text.split(/\?(.*)/s, 2);
  const user = /^https?:\/\/([^/@]*)@/i.exec(base)?.[1];
  if (user !== undefined) addUser(found, user);
  const parameters = (query ?? '').split('&').filter((parameter) => {
    const key = /^[^=]*(?:key|token|secret|sig|signature|password|auth)=(.*)$/i.exec(parameter);
    if (key && !isVariable(key[1] ?? '')) found.apiKey ||= decoded(key[1] ?? '');
    return key === null && parameter !== '';
  });
  const address = base.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
  found.endpointUrl = parameters.length > 0 ? `${address}?${parameters.join('&')}` : address;
}

/** RFC 7617. */
function addUser(found: PastedConnection, user: string): void {
  const text = decoded(user);
  if (text === '' || isVariable(text) || !/^[\x20-\x7e]*$/.test(text)) return;
  found.headers.Authorization ??= `Basic ${btoa(text.includes(':') ? text : `${text}:`)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What curl, a browser or our own client sends by itself. */
const USUAL_HEADERS =
  /^(?:accept|accept-encoding|accept-language|cache-control|connection|content-.*|cookie|dnt|host|origin|pragma|priority|referer|sec-.*|te|transfer-encoding|user-agent)$/i;

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
