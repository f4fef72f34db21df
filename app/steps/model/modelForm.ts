import { problemKinds } from '../../../contract/problemKinds.ts';
import type { NewConnection, ProviderPreset, Session } from '../../lib/api.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { formatJsonField, parseJsonField } from '../../lib/jsonField.ts';
import { headerLinesOf, headerNamesIn, parseHeaderLines } from './headerLines.ts';

/** What the model form remembers. Neither the key nor a header's value is among it: no secret is sent back. */
export interface ModelFormValues {
  endpointUrl: string;
  /** The address is called exactly as it was typed. */
  endpointExact: boolean;
  modelId: string;
  modelName: string;
  /** A line for each header, with its name and no value. */
  headers: string;
  /** JSON, as typed. */
  extraBody: string;
  /** In minutes; empty for the usual length. */
  sessionMinutes: string;
}

/** What a form says of the endpoint and what opens it, as the API takes it. */
export interface EndpointFields
  extends Required<Pick<NewConnection, 'endpointUrl' | 'endpointExact' | 'apiKey' | 'headers'>> {}

/** Reads a submitted form: what may be shown again, and what the API takes unless a line is no header. */
export function readModelForm(
  form: FormData,
): { values: ModelFormValues } & (
  | { endpoint: EndpointFields; extraBody: NewConnection['extraBody']; problem: null }
  | { endpoint: null; extraBody: null; problem: FormProblem }
) {
  const text = (name: string) => String(form.get(name) ?? '');
  const endpointUrl = text('endpointUrl');
  const endpointExact = form.get('endpointExact') !== null;
  const values = {
    endpointUrl,
    endpointExact,
    modelId: text('modelId'),
    modelName: text('modelName'),
    headers: headerLinesOf(headerNamesIn(text('headers'))),
    extraBody: text('extraBody'),
    sessionMinutes: text('sessionMinutes'),
  };
  const { headers, problem } = parseHeaderLines(text('headers'));
  if (problem !== null) {
    const fieldErrors = { headers: problem };
    const { http: status } = problemKinds.invalid_input;
    return {
      values,
      endpoint: null,
      extraBody: null,
      problem: { fieldErrors, formError: null, status },
    };
  }
  const endpoint = { endpointUrl, endpointExact, apiKey: text('apiKey'), headers };
  // Whatever it is, the API says what is wrong with it.
  const extraBody = parseJsonField(values.extraBody) as NewConnection['extraBody'];
  return { values, endpoint, extraBody, problem: null };
}

/** What the form starts with: a preset's values, or those of the model that is being changed. */
export function valuesFromQuery(query: URLSearchParams, preset?: ProviderPreset): ModelFormValues {
  return {
    endpointUrl: preset?.baseUrl ?? query.get('endpointUrl') ?? '',
    endpointExact: !preset && query.has('endpointExact'),
    modelId: preset?.exampleModelId ?? query.get('modelId') ?? '',
    modelName: query.get('modelName') ?? '',
    headers: headerLinesOf(preset?.headerNames ?? query.getAll('header')),
    extraBody: preset ? formatJsonField(preset.extraBody) : (query.get('extraBody') ?? ''),
    sessionMinutes: query.get('sessionMinutes') ?? '',
  };
}

/** Longer parameters are entered anew: addresses have bounds. */
const MAX_CHARACTERS_IN_QUERY = 1_000;

export interface KeptOfSession
  extends Pick<
    Session,
    | 'endpointUrl'
    | 'modelId'
    | 'modelName'
    | 'headerNames'
    | 'extraBody'
    | 'createdAt'
    | 'expiresAt'
  > {}

/** The query by which the form opens with what may be kept of a session's connection. */
export function queryOfSession(session: KeptOfSession): URLSearchParams {
  const { endpointUrl, modelId, modelName, headerNames, extraBody } = session;
  const query = new URLSearchParams({ endpointUrl, modelId, modelName: modelName ?? '' });
  query.set('sessionMinutes', `${Math.round(lifetimeMs(session) / 60_000)}`);
  // Completed URLs end in the chat route; any other was taken as it was entered.
  if (!new URL(endpointUrl).pathname.endsWith('/chat/completions'))
    query.set('endpointExact', 'on');
  for (const name of headerNames) query.append('header', name);
  const json = formatJsonField(extraBody);
  if (json !== '' && json.length <= MAX_CHARACTERS_IN_QUERY) query.set('extraBody', json);
  return query;
}

function lifetimeMs({ createdAt, expiresAt }: KeptOfSession): number {
  return new Date(expiresAt).getTime() - new Date(createdAt).getTime();
}

/** The same address with http for https, or the other way round, at the same port. */
export function withOtherScheme(endpointUrl: string): string {
  const url = new URL(endpointUrl);
  const wasSecure = url.protocol === 'https:';
  const port = url.port || (wasSecure ? '443' : '80');
  const other = new URL(`${wasSecure ? 'http' : 'https'}://${url.hostname}`);
  other.port = port;
  other.pathname = url.pathname;
  other.search = url.search;
  return other.href;
}
