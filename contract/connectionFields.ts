/** The fields by which a model is connected, under the names that forms, pages and error messages give them. */
export const connectionFieldLabels = {
  endpointUrl: 'Endpoint URL',
  apiKey: 'API key',
  headers: 'Custom headers',
  modelId: 'Model id',
  modelName: 'Display name',
  extraBody: 'Extra parameters',
  sessionMinutes: 'Session length',
} as const;
