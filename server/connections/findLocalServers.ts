import { randomUUID } from 'node:crypto';
import type { LocalServer } from '../../contract/localServers.ts';
import { type ProviderPreset, providerPresets } from '../../contract/providerPresets.ts';
import { ModelCallError, type ModelClient } from '../endpoint/index.ts';

/** On the same machine an answer is there at once, or nobody is. */
const ANSWER_WITHIN_MS = 300;
const MAX_MODELS = 50;

/**
 * Looks for model servers at the usual ports of this machine, and at nothing else: those of the presets, which nobody
 * can add to. No key is sent (docs/decisions/0044).
 */
export async function findLocalServers({
  modelClient,
}: {
  modelClient: Pick<ModelClient, 'listModels'>;
}): Promise<LocalServer[]> {
  const asked = await Promise.all(localPresets.map((preset) => serverAt(modelClient, preset)));
  return asked.filter((server) => server !== null);
}

const localPresets = providerPresets.filter(
  ({ baseUrl }) => new URL(baseUrl).hostname === '127.0.0.1',
);

/** Null where nobody answers, or something that lists no models. */
async function serverAt(
  modelClient: Pick<ModelClient, 'listModels'>,
  { provider, name, baseUrl: endpointUrl }: ProviderPreset,
): Promise<LocalServer | null> {
  try {
    const models = await modelClient.listModels({
      endpointUrl,
      apiKey: '',
      owner: randomUUID(),
      timeoutMs: ANSWER_WITHIN_MS,
    });
    if (!models?.length) return null;
    const names = models.slice(0, MAX_MODELS).map(({ id }) => id);
    return { provider, name, endpointUrl, models: names };
  } catch (error) {
    if (!(error instanceof ModelCallError)) throw error;
    return error.kind === 'auth' ? { provider, name, endpointUrl, models: null } : null;
  }
}
