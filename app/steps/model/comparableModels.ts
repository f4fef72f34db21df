import type { Connection } from '../../lib/api.ts';

/** What can be connected beside the models of a session, at an endpoint of one of them. */
export interface ComparableModels {
  /** Whose address and key are taken over. */
  connectionId: string;
  host: string;
  /** Those from which the server says that connected ones were made, with the names of these. */
  bases: { modelId: string; madeInto: string }[];
  /** The rest of the list; null where the endpoint lists nothing. */
  others: string[] | null;
}

/** For each endpoint of the session whose model answers, the models that are not connected yet. */
export function comparableModels(connections: readonly Connection[]): ComparableModels[] {
  const byEndpoint = Map.groupBy(connections, ({ endpointUrl }) => endpointUrl);
  return [...byEndpoint].flatMap(([endpointUrl, atEndpoint]) => {
    const source = atEndpoint.find(({ connectionTested }) => connectionTested);
    if (!source) return [];
    const connected = new Set(atEndpoint.map(({ modelId }) => modelId));
    const bases = new Map<string, string>();
    for (const { connectionReport, modelId } of atEndpoint) {
      const base = connectionReport?.baseModel;
      if (base && !connected.has(base)) bases.set(base, modelId);
    }
    const listed = source.connectionReport?.models;
    return {
      connectionId: source.connectionId,
      host: new URL(endpointUrl).host,
      bases: [...bases].map(([modelId, madeInto]) => ({ modelId, madeInto })),
      others: listed?.length
        ? listed.filter((modelId) => !connected.has(modelId) && !bases.has(modelId))
        : null,
    };
  });
}
