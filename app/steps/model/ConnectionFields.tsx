import type { ReactNode } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import type { ModelNames, ProviderPreset } from '../../lib/api.ts';
import { CheckField, TextArea, TextField } from '../../ui/Field.tsx';
import { AddressField } from './AddressField.tsx';
import { ListedModels } from './ListedModels.tsx';
import type { ModelFormValues } from './modelForm.ts';

/** The fields of a connection, for a form around them. The key's starts empty every time, also after an error. */
export function ConnectionFields({
  values,
  errors,
  modelList,
  knownModels = [],
  presets = [],
  isOpen = false,
  apiKey,
}: {
  values: ModelFormValues;
  errors: Record<string, string>;
  /** What the endpoint said when it was asked for its models. */
  modelList: ModelNames | null;
  /** Names that it listed before. */
  knownModels?: readonly string[];
  /** Providers to recognise by their address. */
  presets?: readonly ProviderPreset[];
  /** Shows all fields; otherwise those that most connections do without are folded up. */
  isOpen?: boolean;
  /** What the form says of the key; `below` stands under its field. */
  apiKey: { hint: string; isRequired?: boolean; below?: ReactNode };
}) {
  const isMoreOpen = moreFields.some((name) => errors[name]) || isOpen;
  return (
    <>
      <AddressField value={values.endpointUrl} error={errors.endpointUrl} presets={presets} />
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
      <datalist id="listed-models">
        {(modelList?.models ?? knownModels).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ListedModels list={modelList} typed={values.modelId} />
      <details open={isMoreOpen || undefined}>
        <summary className="link w-fit cursor-pointer text-[0.9375rem]">
          Name, headers and other details
        </summary>
        <div className="mt-4 space-y-6">
          <TextField
            label={connectionFieldLabels.modelName}
            name="modelName"
            autoComplete="off"
            defaultValue={values.modelName}
            error={errors.modelName}
            hint="What to call it here and in exports. The model id if left empty."
          />
          <CheckField
            label="Use the URL as entered"
            name="endpointExact"
            defaultChecked={values.endpointExact}
            hint="Otherwise a missing path is completed, and the usual ones are tried."
          />
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
        </div>
      </details>
    </>
  );
}

/** Those that most connections do without. */
const moreFields = ['modelName', 'headers', 'extraBody'];

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
