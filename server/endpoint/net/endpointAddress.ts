import { isIP } from 'node:net';
import { DomainError } from '../../../contract/domainError.ts';
import { chatUrlsWithoutPreset, providerPresets } from '../../../contract/providerPresets.ts';

/** What of an endpoint is stored, and where else its chat route may be. */
export interface EndpointAddress {
  /** Full address of the chat route that is called first. */
  endpointUrl: string;
  /** Up to four of the same origin, to be tried in this order where the first is a wrong path. */
  alternatives: string[];
}

/**
 * Reads what people paste as an endpoint: the address of the chat route or of a route beside it,
 * the base address, or only the host, with or without its scheme. A path that leaves no doubt has
 * no alternatives.
 * @param options.exact path and query stay as typed; for servers that fit no rule
 * @throws DomainError `invalid_input` on `endpointUrl` when it is no http(s) address or carries a
 *   secret; the message repeats nothing of it
 */
export function readEndpointAddress(
  text: string,
  { exact = false }: { exact?: boolean } = {},
): EndpointAddress {
  const url = parseEndpointUrl(text);
  if (exact) return { endpointUrl: url.href, alternatives: [] };
  // An empty query leaves its question mark behind.
  if (url.search === '') url.search = '';
  const [endpointUrl = '', ...alternatives] = new Set(
    likelyBases(url).map((base) => withPath(url, [...base, ...CHAT_ROUTE])),
  );
  return { endpointUrl, alternatives };
}

/**
 * The address that lists the models beside a chat route, its query kept; null when the address does
 * not end in `/chat/completions`, so that nothing says where the list is.
 */
export function modelsUrlOf(endpointUrl: string): string | null {
  const url = new URL(endpointUrl);
  const base = /^(.*)\/chat\/completions$/.exec(url.pathname)?.[1];
  if (base === undefined) return null;
  url.pathname = `${base}/models`;
  return url.href;
}

const CHAT_ROUTE = ['chat', 'completions'];

function parseEndpointUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(withScheme(withoutWrapping(text)));
  } catch (error) {
    throw error instanceof DomainError ? error : refuse(NOT_AN_ADDRESS);
  }
  if (url.username || url.password) throw refuse(CREDENTIALS_IN_ADDRESS);
  if (queryNames(url).some(isSecretName)) {
    throw refuse(
      'The URL has an API key in its query string. Leave it out and put the key into its own field.',
    );
  }
  url.hash = '';
  return url;
}

// None of them repeats what was typed: that may be, or contain, a key in the wrong field.
const NOT_AN_ADDRESS =
  'This is not a URL. Paste the whole URL, for example https://api.together.xyz/v1.';
const OTHER_SCHEME = 'The endpoint must start with http:// or https://.';
const CREDENTIALS_IN_ADDRESS =
  'Leave user name and password out of the URL; put the key into its own field.';

function refuse(message: string): DomainError {
  return new DomainError('invalid_input', message, { field: 'endpointUrl' });
}

/** Addresses come out of mails, code and documentation. */
function withoutWrapping(text: string): string {
  const bare = text.replace(/^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g, '');
  const inner = /^(?:"(.*)"|'(.*)'|`(.*)`|<(.*)>|“(.*)”|‘(.*)’)$/s.exec(bare)?.slice(1);
  const unwrapped = inner?.find((part) => part !== undefined);
  return unwrapped === undefined ? bare : withoutWrapping(unwrapped);
}

/** `new URL` would take the host of `localhost:11434` for a scheme. */
function withScheme(text: string): string {
  // Pasted behind the scheme that a form or a habit had already put there.
  const address = text.replace(/^(?:https?:\/\/)+(?=https?:\/\/)/i, '');
  if (/^https?:/i.test(address)) return address;
  const rest = address.replace(/^\/\//, '');
  const [, host, port] = /^(\[[^\]]*\]|[^/?#\\:@\s]+)(?::(\d+))?(?=[/?#]|$)/.exec(rest) ?? [];
  if (host !== undefined) {
    if (!looksLikeHost(host, port)) throw refuse(NOT_AN_ADDRESS);
    return `${usualScheme(host, port)}://${rest}`;
  }
  if (/^[^/?#]*@/.test(rest)) throw refuse(CREDENTIALS_IN_ADDRESS);
  throw refuse(/^[a-z][a-z0-9+.-]*:/i.test(address) ? OTHER_SCHEME : NOT_AN_ADDRESS);
}

/** Without a scheme, one bare word is more likely a model or a key than a host. */
function looksLikeHost(host: string, port: string | undefined): boolean {
  if (isLoopbackName(host) || isAddressLiteral(host)) return true;
  const labels = host.split('.');
  const areLabels = labels.every((label) => /^[\p{L}\p{N}_-]{1,63}$/u.test(label));
  const isNumber = /^\d+$/.test(labels.at(-1) ?? '');
  return areLabels && !isNumber && (port !== undefined || labels.length > 1);
}

function usualScheme(host: string, port: string | undefined): 'http' | 'https' {
  if (port !== undefined) return Number(port) === 443 ? 'https' : 'http';
  return isLoopbackName(host) || isAddressLiteral(host) ? 'http' : 'https';
}

const isLoopbackName = (host: string) => /^(?:.+\.)?localhost$/i.test(host);
const isAddressLiteral = (host: string) => host.startsWith('[') || isIP(host) === 4;

/** Some servers also separate parameters by semicolons. */
function queryNames(url: URL): string[] {
  return [...new URLSearchParams(url.search.replaceAll(';', '&')).keys()];
}

/** `code` is that of Azure Functions, `sig` that of signed links. */
function isSecretName(name: string): boolean {
  return /(?:key|token|secret|sig|signature|password|passwd|pwd|credentials?|auth|authorization|bearer|jwt|^code|^pass)$/.test(
    name.toLowerCase().replace(/[^a-z0-9]/g, ''),
  );
}

/** A path without its slashes: `/openai/v1` is `['openai', 'v1']`. */
type Path = readonly string[];

/** What may stand before the chat route, the likeliest first; a single one where there is no doubt. */
function likelyBases(url: URL): Path[] {
  const path = segmentsOf(url.pathname);
  const known = knownBase(url.hostname);
  // Whatever stands behind the route was appended to it by mistake.
  const chatRouteAt = path.findIndex((_, at) => isSame(path.slice(at, at + 2), CHAT_ROUTE));
  const isComplete = chatRouteAt >= 0;
  const base = tidied(isComplete ? path.slice(0, chatRouteAt) : withoutSibling(path), known);
  if (isComplete || isWholeBase(base) || (known && isSame(base, known))) return [base];
  return guesses(base, known).map((guess) => tidied(guess, known));
}

/** Of the same API, beside the chat route. */
const siblingRoutes = new Set(['chat', 'completions', 'models', 'embeddings', 'responses']);
/** Of Ollama's own API, which stands under `/api`. */
const ollamaRoutes = new Set(['generate', 'tags', 'show', 'ps', 'embed', 'version']);

/** Cuts a route that was pasted in place of the chat route beside it. */
function withoutSibling(path: Path): Path {
  if (isWholeBase(path)) return path;
  const belowVersion = path.findIndex(
    (part, at) => isVersion(path[at - 1]) && siblingRoutes.has(part.toLowerCase()),
  );
  if (belowVersion > 0) return path.slice(0, belowVersion);
  const last = path.at(-1)?.toLowerCase() ?? '';
  const isSibling =
    siblingRoutes.has(last) || (ollamaRoutes.has(last) && path.at(-2)?.toLowerCase() === 'api');
  return isSibling ? withoutSibling(path.slice(0, -1)) : path;
}

/** `/v1/v1` comes from a base that is appended to itself; `/openai/v1/openai/v1` likewise. */
function withoutRepetition(base: Path): Path {
  if (!isVersion(base.at(-1))) return base;
  for (let length = 1; length * 2 <= base.length; length++) {
    if (isSame(base.slice(-length), base.slice(-2 * length, -length))) {
      return withoutRepetition(base.slice(0, -length));
    }
  }
  return base;
}

/** A provider's own base, where only the beginning of it was typed or a `/v1` that it lacks. */
function tidied(path: Path, known: Path | undefined): Path {
  const base = withoutRepetition(path);
  if (!known || known.length === 0) return base;
  const isBeginning = base.length < known.length && isSame(base, known.slice(0, base.length));
  return isBeginning || isSame(base, ['v1']) ? known : base;
}

/** `…/v1`, `…/v1beta/openai`, and Azure's older `…/deployments/NAME`. */
function isWholeBase(base: Path): boolean {
  const [before, last] = [base.at(-2), base.at(-1)];
  return (
    isVersion(last) ||
    (last?.toLowerCase() === 'openai' && isVersion(before)) ||
    before?.toLowerCase() === 'deployments'
  );
}

function guesses(base: Path, known: Path | undefined): Path[] {
  if (base.length === 0) return [['v1'], [], ['api', 'v1'], ['openai', 'v1']];
  if (base.at(-1)?.toLowerCase() === 'api') {
    const beside = base.slice(0, -1);
    return [[...beside, 'v1'], base, [...base, 'v1'], beside];
  }
  const upToVersion = base.slice(0, base.findLastIndex(isVersion) + 1);
  return [
    base,
    [...base, 'v1'],
    ...(upToVersion.length > 0 ? [upToVersion] : []),
    ...(known ? [known] : []),
    ['v1'],
  ];
}

function isVersion(part: string | undefined): boolean {
  return part !== undefined && /^v\d+(?:\.\d+)?(?:(?:alpha|beta)\d*)?$/i.test(part);
}

function isSame(one: Path, other: Path): boolean {
  return one.join('/').toLowerCase() === other.join('/').toLowerCase();
}

function knownBase(hostname: string): Path | undefined {
  const isAzure = azureDomains.some((domain) => hostname.endsWith(domain));
  return knownBases.get(isAzure ? azureHost : hostname);
}

function baseOf(chatUrl: string): Path {
  return segmentsOf(new URL(chatUrl).pathname).slice(0, -CHAT_ROUTE.length);
}

function segmentsOf(pathname: string): string[] {
  return pathname.split('/').filter((part) => part !== '');
}

function withPath(url: URL, path: Path): string {
  const changed = new URL(url);
  changed.pathname = `/${path.join('/')}`;
  return changed.href;
}

const knownBases = new Map(
  [
    ...providerPresets.filter((preset) => preset.needsKey).map((preset) => preset.baseUrl),
    ...chatUrlsWithoutPreset,
  ].map((chatUrl) => [new URL(chatUrl).hostname, baseOf(chatUrl)]),
);

/** Every customer of Azure has a host of their own, in one of these. */
const azureDomains = [
  '.openai.azure.com',
  '.services.ai.azure.com',
  '.cognitiveservices.azure.com',
];
const azureHost = 'your-resource.openai.azure.com';
