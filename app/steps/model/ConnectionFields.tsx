import { useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import type { ModelNames } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField, TextArea, TextField } from '../../ui/Field.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import type { ModelFormValues } from './modelForm.ts';

/** The fields of a connection, for a form around them. The key's starts empty every time, also after an error. */
export function ConnectionFields({
  values,
  errors,
  modelList,
  knownModels = [],
  apiKey,
}: {
  values: ModelFormValues;
  errors: Record<string, string>;
  /** What the endpoint said when it was asked for its models. */
  modelList: ModelNames | null;
  /** Names that it listed before. */
  knownModels?: readonly string[];
  /** What the form says of the key; `below` stands under its field. */
  apiKey: { hint: string; isRequired?: boolean; below?: ReactNode };
}) {
  const { formData } = useNavigation();
  return (
    <>
      <TextField
        label={connectionFieldLabels.endpointUrl}
        name="endpointUrl"
        type="url"
        inputMode="url"
        required
        isMonospace
        autoCapitalize="none"
        spellCheck={false}
        placeholder="https://api.example.com/v1"
        defaultValue={values.endpointUrl}
        error={errors.endpointUrl}
        hint="The base URL, or the full URL that ends in chat/completions."
      />
      <CheckField
        label="Use the URL as entered"
        name="endpointExact"
        defaultChecked={values.endpointExact}
        hint="Otherwise a missing path is completed, and the usual ones are tried."
        className="-mt-3"
      />
      <TextField
        label={connectionFieldLabels.apiKey}
        name="apiKey"
        type="password"
        isMonospace
        required={apiKey.isRequired}
        autoComplete="off"
        error={errors.apiKey}
        hint={apiKey.hint}
      />
      {apiKey.below}
      <TextArea
        label={connectionFieldLabels.headers}
        name="headers"
        optional
        isMonospace
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        placeholder="CF-Access-Client-Id: …"
        defaultValue={values.headers}
        error={errors.headers}
        hint="Sent with every request. Name: value, one a line. Stored encrypted, like the key."
      />
      <TextField
        label={connectionFieldLabels.modelId}
        name="modelId"
        required
        isMonospace
        list="listed-models"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        placeholder="my-org/my-model"
        defaultValue={values.modelId}
        error={errors.modelId}
        hint="Exactly as the endpoint calls it."
      />
      <div className="-mt-3 flex flex-wrap items-center gap-3">
        <Button name="intent" value="list-models" busy={formData?.get('intent') === 'list-models'}>
          List the models
        </Button>
        <p role="status" className="text-sm text-muted">
          {modelList?.problem}
          {modelList?.models &&
            `${plural(modelList.models.length, 'model')} listed: type in the field above to choose.`}
        </p>
        {modelList?.upstreamRequestId && <RequestId id={modelList.upstreamRequestId} />}
        <datalist id="listed-models">
          {(modelList?.models ?? knownModels).map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <TextField
        label={connectionFieldLabels.modelName}
        name="modelName"
        autoComplete="off"
        defaultValue={values.modelName}
        error={errors.modelName}
        hint="What to call it here and in exports. The model id if left empty."
      />
      <TextArea
        label={connectionFieldLabels.extraBody}
        name="extraBody"
        optional
        isMonospace
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        placeholder={'{"top_k": 40}'}
        defaultValue={values.extraBody}
        error={errors.extraBody}
        hint="JSON, sent with every request; null leaves out what BYOM would send."
      />
    </>
  );
}

/** What is said of the key of a new connection, which some providers do not want. */
export function newKeyHint(
  preset: { name: string; needsKey: boolean; headerNames?: string[] } | null,
): string {
  if (preset?.needsKey !== false) {
    return 'Stored encrypted for this session only, sent to your endpoint only.';
  }
  const place = preset.headerNames ? ' here; it goes into the header below' : '; leave it empty';
  return `${preset.name} needs no key${place}.`;
}
