import type { Connection, EditedConnection } from '../../lib/api.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { formatJsonField } from '../../lib/jsonField.ts';
import { headerLinesOf } from './headerLines.ts';
import { type ModelFormValues, readModelForm } from './modelForm.ts';

/** What the form shows of a connection. */
export interface EditableConnection
  extends Pick<
    Connection,
    'connectionId' | 'endpointUrl' | 'modelId' | 'modelName' | 'headerNames' | 'extraBody'
  > {}

/** What the form opens with: all of a connection but its secrets. */
export function valuesOfConnection({
  endpointUrl,
  modelId,
  modelName,
  headerNames,
  extraBody,
}: EditableConnection): ModelFormValues {
  return {
    endpointUrl,
    // Completed URLs end in the chat route; any other was taken as it was entered.
    endpointExact: !new URL(endpointUrl).pathname.endsWith('/chat/completions'),
    modelId,
    modelName: modelName ?? '',
    headers: headerLinesOf(headerNames),
    extraBody: formatJsonField(extraBody),
    sessionMinutes: '',
    withoutKey: false,
  };
}

/** Reads the submitted form: what may be shown again, and what to change, which is only what differs. */
export function readEditForm(
  form: FormData,
  connection: EditableConnection,
): { values: ModelFormValues } & (
  | { input: EditedConnection; problem: null }
  | { input: null; problem: FormProblem }
) {
  const { values, endpoint, extraBody, problem } = readModelForm(form);
  if (problem) return { values, input: null, problem };
  const before = valuesOfConnection(connection);
  const isChanged = (name: keyof ModelFormValues) => values[name] !== before[name];
  const { connectionId, headerNames } = connection;
  const input: EditedConnection = { connectionId };
  if (isChanged('endpointUrl') || isChanged('endpointExact')) {
    input.endpointUrl = endpoint.endpointUrl;
    input.endpointExact = endpoint.endpointExact;
  }
  if (endpoint.apiKey !== '' || values.withoutKey) input.apiKey = endpoint.apiKey;
  if (!areStored(endpoint.headers, headerNames)) input.headers = endpoint.headers;
  if (isChanged('modelId')) input.modelId = values.modelId;
  if (isChanged('modelName')) input.modelName = values.modelName;
  // Browsers send line breaks of their own.
  if (values.extraBody.replaceAll('\r\n', '\n').trim() !== before.extraBody) {
    input.extraBody = extraBody ?? {};
  }
  return { values, input, problem: null };
}

/** The names of the stored ones, as the form showed them, and no value for any. */
function areStored(headers: Record<string, string>, storedNames: readonly string[]): boolean {
  const names = Object.keys(headers);
  return (
    names.length === storedNames.length &&
    names.every((name) => storedNames.includes(name) && headers[name] === '')
  );
}
