import type { ProviderPreset, Session } from '../../lib/api.ts';

/** What the model form remembers. The key is not among it: it is never sent back to the page. */
export interface ModelFormValues {
  endpointUrl: string;
  /** The address is called exactly as it was typed. */
  endpointExact: boolean;
  modelId: string;
  modelName: string;
}

export function readModelForm(form: FormData): { values: ModelFormValues; apiKey: string } {
  const text = (name: string) => String(form.get(name) ?? '');
  return {
    values: {
      endpointUrl: text('endpointUrl'),
      endpointExact: form.get('endpointExact') !== null,
      modelId: text('modelId'),
      modelName: text('modelName'),
    },
    apiKey: text('apiKey'),
  };
}

/** What the form starts with: a preset's values, or those of the model that is being changed. */
export function valuesFromQuery(query: URLSearchParams, preset?: ProviderPreset): ModelFormValues {
  return {
    endpointUrl: preset?.baseUrl ?? query.get('endpointUrl') ?? '',
    endpointExact: false,
    modelId: preset?.exampleModelId ?? query.get('modelId') ?? '',
    modelName: query.get('modelName') ?? '',
  };
}

export function valuesOfSession({
  endpointUrl,
  modelId,
  modelName,
}: Session): Omit<ModelFormValues, 'endpointExact'> {
  return { endpointUrl, modelId, modelName: modelName ?? '' };
}
