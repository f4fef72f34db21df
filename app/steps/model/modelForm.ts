import type { LocalServer } from '../../../contract/localServers.ts';
import { problemKinds } from '../../../contract/problemKinds.ts';
import type { ModelNames, NewConnection, ProviderPreset } from '../../lib/api.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { formatJsonField, parseJsonField } from '../../lib/jsonField.ts';
import { headerLinesOf, headerNamesIn, parseHeaderLines } from './headerLines.ts';
import { readPasted, shownAddress } from './pastedConnection.ts';

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
  /** The stored key is to be taken away; only where a connection is edited. */
  withoutKey: boolean;
}

/** What the step's action answers where a form is shown again. */
export interface ModelFormAnswer {
  /** As typed; null where nothing was. */
  values: ModelFormValues | null;
  problem: FormProblem | null;
  /** What the endpoint said when it was asked for its models. */
  listed: ModelNames | null;
  /** Another session that was in the way of a new one: found, asked about whether to end it, or just ended. */
  inTheWay: 'found' | 'asked' | 'ended' | null;
  /** Servers that were found on this machine; null where nobody looked. */
  localServers: LocalServer[] | null;
  /** The connection for which another key was entered and not accepted. */
  refusedKeyOf: string | null;
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
  const typedUrl = text('endpointUrl');
  // Without scripts what was pasted is taken apart here.
  const pasted = readPasted(typedUrl);
  const endpointUrl = pasted ? pasted.endpointUrl : typedUrl;
  const endpointExact = form.get('endpointExact') !== null;
  const values = {
    endpointUrl: shownAddress(endpointUrl),
    endpointExact,
    // One of those that were listed goes before what is typed.
    modelId: text('listedModelId') || text('modelId') || (pasted?.modelId ?? ''),
    modelName: text('modelName'),
    headers: headerLinesOf(headerNamesIn(text('headers'))),
    extraBody: text('extraBody'),
    sessionMinutes: text('sessionMinutes'),
    withoutKey: form.get('withoutKey') !== null,
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
  const endpoint = {
    endpointUrl,
    endpointExact,
    apiKey: text('apiKey') || (pasted?.apiKey ?? ''),
    headers: { ...pasted?.headers, ...headers },
  };
  // Whatever it is, the API says what is wrong with it.
  const extraBody = parseJsonField(values.extraBody) as NewConnection['extraBody'];
  return { values, endpoint, extraBody, problem: null };
}

const empty: ModelFormValues = {
  endpointUrl: '',
  endpointExact: false,
  modelId: '',
  modelName: '',
  headers: '',
  extraBody: '',
  sessionMinutes: '',
  withoutKey: false,
};

/** What the form for a new connection starts with. */
export function valuesOfPreset(
  preset: ProviderPreset | null,
  modelId?: string | null,
): ModelFormValues {
  if (!preset) return empty;
  return {
    ...empty,
    endpointUrl: preset.baseUrl,
    modelId: modelId || preset.exampleModelId,
    headers: headerLinesOf(preset.headerNames ?? []),
    extraBody: formatJsonField(preset.extraBody),
  };
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
