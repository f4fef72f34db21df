/** What a person calls the model, else the id by which its endpoint knows it. */
export function displayName({
  modelName,
  modelId,
}: {
  modelName: string | null;
  modelId: string;
}): string {
  return modelName ?? modelId;
}
