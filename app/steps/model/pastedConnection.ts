/** What somebody pastes in place of an address: a `curl` command or the lines of an `.env` file, taken apart (docs/decisions/0044). */
import { readCurl } from './pastedCurl.ts';
import { readEnv } from './pastedEnv.ts';
import { readProgram } from './pastedProgram.ts';
import type { PastedConnection } from './pastedValues.ts';

/** Longer texts are no command that anybody pastes; they are left as they are. */
export const MAX_PASTED_LENGTH = 20_000;

/**
 * Takes a `curl` command, `.env` lines or a piece of a program apart. Variables that a shell would fill in, such as
 * `$OPENAI_API_KEY`, are no values, unless a line before the command sets them.
 * @returns null for anything else, such as an address
 */
export function readPasted(text: string): PastedConnection | null {
  if (text.length > MAX_PASTED_LENGTH) return null;
  const trimmed = text.trim();
  const command = COMMAND.exec(trimmed);
  const found = command
    ? readScript(trimmed, command.index + command[0].length)
    : (readEnv(trimmed) ?? readProgram(trimmed));
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
  if (url?.username !== '' || url.password !== '' || url.hash !== '') return '';
  return url.hostname.split('.').some((label) => label.length > MAX_LABEL) ? '' : typed;
}

/** Of a host name (RFC 1035, 2.3.4); parts of a token with dots in it are longer. */
const MAX_LABEL = 63;

const SECRET_PARAMETER = /[?&][^=&]*(?:key|token|secret|sig|signature|password|auth)=/i;

const MAX_SHOWN_ADDRESS = 4_000;

/** Where `curl` is called: behind a prompt, `sudo` or variables for it alone. Other lines may come before. */
const COMMAND =
  /(?:^|[\r\n;&])[ \t]*(?:(?:PS[ \t])?\S{0,60}[$>%#!][ \t]*)?(?:(?:sudo|time)[ \t]+|[A-Za-z_]\w{0,99}=\S{0,300}[ \t]+){0,9}curl(?:\.exe)?(?=\s)/;

/** What a command leaves to variables, the lines before it may say. */
function readScript(text: string, commandAt: number): PastedConnection | null {
  const command = readCurl(text.slice(commandAt));
  const before = text.slice(0, commandAt).replace(/curl(?:\.exe)?$/, '');
  const assignments = before.replace(/[ \t](?=[A-Za-z_]\w{0,99}=)/g, '\n');
  const set = readEnv(assignments, { ignoresOthers: true });
  if (!command || !set) return command;
  return {
    endpointUrl: command.endpointUrl || set.endpointUrl,
    apiKey: command.apiKey || set.apiKey,
    modelId: command.modelId || set.modelId,
    headers: command.headers,
  };
}
