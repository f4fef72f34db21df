import { isAddress, isVariable, type PastedConnection } from './pastedValues.ts';

const MAX_LINES = 200;

/**
 * The address, key and model of one provider in lines of an `.env` file or in commands that set variables. A key goes to
 * the address that is named as it is; the key of one provider is not for the server of another.
 * @param options.ignoresOthers lines that set nothing are passed over
 * @returns null where there are other lines
 */
export function readEnv(
  text: string,
  { ignoresOthers = false }: { ignoresOthers?: boolean } = {},
): PastedConnection | null {
  const lines = text.split(LINE_END).filter((line) => !/^\s*(?:#|$)/.test(line));
  if (lines.length === 0 || lines.length > MAX_LINES) return null;
  const settings: Setting[] = [];
  for (const line of lines) {
    const [, name = '', raw = ''] = ENV_LINE.exec(line.trim()) ?? [];
    // One that is something else makes the whole something else.
    if (name === '' && !ignoresOthers) return null;
    const setting = settingOf(name, unquoted(raw));
    if (setting) settings.push(setting);
  }
  return ofOneProvider(settings);
}

const LINE_END = /\r\n|\r|\n|;[ \t]*(?=(?:export|set|declare|curl)\s|\$env:)/;

const ENV_LINE =
  /^(?:-\s+)?(?:(?:export|set|env|declare\s+-x)\s+|\$env:)?"?([A-Za-z_]\w{0,99})\s*=\s*(.*)$/i;

type Part = 'endpointUrl' | 'apiKey' | 'modelId';

interface Setting {
  part: Part;
  /** What its name begins with: `OPENAI` of `OPENAI_API_KEY`. */
  provider: string;
  value: string;
}

const endings: Record<Part, RegExp> = {
  endpointUrl: /(?:^|_)(?:API_?)?(?:BASE(?:_?URL)?|ENDPOINT(?:_?URL)?|HOST|URL)$/i,
  apiKey: /(?:^|_)(?:(?:API|ACCESS|AUTH|SECRET)_?)?(?:KEY|TOKEN)$/i,
  modelId: /(?:^|_)MODEL(?:_?(?:ID|NAME))?$/i,
};

function settingOf(name: string, value: string): Setting | null {
  if (value === '' || isVariable(value)) return null;
  for (const part of Object.keys(endings) as Part[]) {
    const ending = endings[part].exec(name);
    if (!ending) continue;
    if (part === 'endpointUrl' && !isAddress(value)) return null;
    return { part, provider: name.slice(0, ending.index).toUpperCase(), value };
  }
  return null;
}

function ofOneProvider(settings: Setting[]): PastedConnection {
  const those = (part: Part) => settings.filter((setting) => setting.part === part);
  const [addresses, keys] = [those('endpointUrl'), those('apiKey')];
  const address =
    addresses.find(({ provider }) => keys.some((key) => key.provider === provider)) ?? addresses[0];
  const provider = (address ?? keys[0])?.provider;
  const ownOf = (candidates: Setting[]) => {
    const own = candidates.find((setting) => setting.provider === provider);
    return (own ?? (candidates.length === 1 ? candidates[0] : undefined))?.value ?? '';
  };
  return {
    endpointUrl: address?.value ?? '',
    apiKey: ownOf(keys),
    modelId: ownOf(those('modelId')),
    headers: {},
  };
}

/** A value of an `.env` line: within quotes as it is, else up to a comment. */
function unquoted(raw: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(raw);
  return quoted
    ? (quoted[2] ?? '')
    : raw
        .replace(/\s+#.*$/, '')
        .trim()
        .replace(/[;"]$/, '');
}
