/** Requests to every page, every action and the data of each, well-formed and not. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { inputName, settingNames } from '../../../app/steps/run/settingsForm.ts';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import { sloTargetNames } from '../../../contract/sloTargets.ts';
import type { ExistingValues } from './inputsOf.ts';
import { nastyText } from './nastyValues.ts';
import { type FuzzRequest, type FuzzTarget, oddHeaders, oddQuery } from './requests.ts';

interface ManifestRoute {
  parentId?: string;
  path?: string;
  index?: boolean;
  hasAction: boolean;
}

const assets = fileURLToPath(new URL('../../../build/client/assets/', import.meta.url));

/** Found in what was built, so that whatever page is added is covered. */
export function pageTargets(existing: ExistingValues): FuzzTarget[] {
  return pagesInBuild().flatMap(({ path, hasAction }) => [
    { name: `page GET ${path}`, requests: visits(path, existing) },
    ...(hasAction ? actionsOf(path, existing) : []),
  ]);
}

/** Those that delete a session get a name by which they are told apart. */
function actionsOf(path: string, existing: ExistingValues): FuzzTarget[] {
  const deletes = (names: string[]) => ({
    name: `page deletes ${path}`,
    requests: submissions(path, names, existing),
  });
  if (/export|\?index/.test(path)) return [deletes(intents)];
  const posts = { name: `page POST ${path}`, requests: submissions(path, intents, existing) };
  return path.endsWith('/model') ? [posts, deletes(deletingIntents)] : [posts];
}

/** `?index` tells the page that opens a folder from the one around it (Remix). */
function pagesInBuild(): { path: string; hasAction: boolean }[] {
  const file = readdirSync(assets).find((name) => name.startsWith('manifest-')) as string;
  const text = readFileSync(assets + file, 'utf8');
  const { routes } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
    routes: Record<string, ManifestRoute>;
  };
  const fullPath = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    return route ? [fullPath(route.parentId), route.path].filter(Boolean).join('/') : '';
  };
  return Object.entries(routes).map(([id, { index, hasAction }]) => ({
    path: `/${fullPath(id).replace('*', 'no/such/page')}${index ? '?index' : ''}`,
    hasAction,
  }));
}

const withQuery = (path: string, query: string) =>
  `${path}${path.includes('?') ? '&' : '?'}${query}`;

/** `/a?index` to `/a.data?index`, which is where a script asks for it. */
function dataPath(path: string): string {
  return path === '/' || path.startsWith('/?')
    ? path.replace('/', '/_root.data')
    : path.replace(/(\?|$)/, '.data$1');
}

const anyPath = (path: string) => fc.constantFrom(path, path, dataPath(path), dataPath(path));

const accept = { accept: 'text/html,*/*;q=0.5' };

const cookieNames = ['byom-suite', 'byom-theme', 'byom-deleted', 'byom'];
const oddCookies = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...cookieNames), nastyText, fc.boolean())
      .map(([name, text, isEncoded]) => {
        const json = Buffer.from(JSON.stringify(text)).toString('base64');
        const value = isEncoded ? json : encodeURIComponent(text.toWellFormed());
        return { cookie: `${name}=${value}`.slice(0, 8_000) };
      }),
  },
);

function visits(path: string, existing: ExistingValues): fc.Arbitrary<FuzzRequest> {
  const query = fc.array(fc.tuple(fc.constantFrom(...queryNames), valueOfField(existing)), {
    maxLength: 4,
  });
  return fc
    .tuple(
      fc.constantFrom('GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'PUT', 'OPTIONS'),
      anyPath(path),
      fc.oneof({ weight: 3, arbitrary: query.map(encoded) }, oddQuery),
      oddHeaders,
      oddCookies,
    )
    .map(([method, to, more, headers, cookies]) => ({
      method,
      path: withQuery(to, more.slice(0, 8_000)),
      headers: { ...accept, ...cookies, ...headers },
    }));
}

const queryNames = [
  ...['run', 'edit', 'again', 'new', 'result', 'answer', 'discuss', 'notice', 'preset'],
  ...['sort', 'direction', 'filter', 'category', 'search', 'page', 'domain', 'difficulty'],
  ...['end', 'add', 'remove', 'field', 'endpointUrl', '_routes', 'index', '_data'],
  ...['note'],
];

const intents = [
  ...['start', 'estimate', 'cancel', 'resume', 'rerun', 'run-edited', 'set-targets', 'rename'],
  ...['connect', 'test', 'stop-test', 'choose-model', 'probe-context', 'list-models'],
  ...['edit-key', 'ask-in-the-way', 'find-local'],
  ...['connect-simulated', 'add', 'add-listed', 'give-role', 'remove'],
  ...['ask', 'edit', 'regenerate', 'stop', 'new', 'cast', 'undo'],
];

const deletingIntents = ['end-in-the-way', 'start-over'];

const fieldNames = [
  ...['testRunId', 'messageId', 'outcome', 'probablyTruncated', 'config', 'pace', 'tokens'],
  ...['connectionId', 'endpointOf', 'role', 'withoutKey'],
  ...['candidate', 'baseline', 'place', 'choice'],
  ...['suite', 'prompts', 'promptLimit', 'idempotencyKey', 'prompt', 'expectedAnswer'],
  ...['content', 'discuss', 'theme', 'returnTo', 'domain', 'difficulty', 'sessionMinutes'],
  ...Object.keys(connectionFieldLabels),
  ...settingNames.map(inputName),
  ...sloTargetNames,
];

function valueOfField({ ids, endpointUrls }: ExistingValues): fc.Arbitrary<string> {
  const likely = ['', '1', '16000', 'on', 'true', '{}', '{"a":1}', 'dark', 'qa', 'easy', 'own'];
  return fc.oneof(
    fc.constantFrom(...likely, ...ids, ...endpointUrls, '/demo/test-model', 'rate_limited'),
    nastyText,
  );
}

type Fields = [name: string, value: string][];

function submissions(
  path: string,
  names: string[],
  existing: ExistingValues,
): fc.Arbitrary<FuzzRequest> {
  const intent = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: nastyText },
  );
  const some = fc.array(fc.tuple(fc.constantFrom(...fieldNames), valueOfField(existing)), {
    maxLength: 12,
  });
  const fields = fc
    .tuple(intent, some, fc.nat(9))
    .map(([name, more, luck]): Fields => (luck === 0 ? more : [['intent', name], ...more]));
  return fc
    .tuple(anyPath(path), fc.oneof(...bodiesOf(fields)), oddHeaders, oddCookies)
    .map(([to, sent, headers, cookies]) => ({
      method: 'POST',
      path: to,
      headers: { ...accept, ...cookies, ...headers, ...sent.headers },
      body: sent.body,
    }));
}

interface Sent {
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
}

const form = (type: string, body: Sent['body']): Sent => ({
  headers: { 'content-type': type },
  body,
});
const URL_ENCODED = 'application/x-www-form-urlencoded';

function bodiesOf(fields: fc.Arbitrary<Fields>): fc.WeightedArbitrary<Sent>[] {
  const types = fc.constantFrom(
    ...[URL_ENCODED, `${URL_ENCODED}; charset=nonsense`, 'text/plain', 'application/json', ';;;'],
    ...['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary="'],
    `multipart/form-data; boundary=${'b'.repeat(3_000)}`,
  );
  return [
    { weight: 6, arbitrary: fields.map((sent) => form(URL_ENCODED, encoded(sent))) },
    { weight: 2, arbitrary: fields.map((sent) => form(MULTIPART, inParts(sent))) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fields, fc.nat(400))
        .map(([sent, cut]) => form(MULTIPART, inParts(sent).slice(0, -cut))),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(types, fields).map(([type, sent]) => form(type, encoded(sent))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(types, fc.uint8Array({ maxLength: 200 }))
        .map(([type, bytes]) => form(type, new Uint8Array(bytes))),
    },
    { weight: 1, arbitrary: fc.constant(form(URL_ENCODED, 'a=1&'.repeat(2_000))) },
  ];
}

function encoded(fields: Fields): string {
  return fields
    .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
    .join('&');
}

const BOUNDARY = 'fuzz-boundary';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** Names and texts as they are, so that some of them break out of their part. */
function inParts(fields: Fields): string {
  const parts = fields.map(
    ([name, value], at) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"` +
      `${at % 7 === 6 ? '; filename="f"' : ''}\r\n\r\n${value.toWellFormed()}\r\n`,
  );
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}
