import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { createRestClient, type RestClient } from './restClient.ts';

/** What tests do with a server, whichever process it is in. */
export interface ServerApi {
  url: string;
  /** REST v2 with JSON in and out. `path` is relative to `/api/demo/v2`. */
  rest: RestClient;
  /** Connects a model and tests the connection; returns the session id. */
  connect(endpointUrl: string, options?: { apiKey?: string; modelId?: string }): Promise<string>;
  client(sessionId?: string): ByomClient;
}

export function serverApi(url: string): ServerApi {
  const rest = createRestClient(url);
  return {
    url,
    rest,
    async connect(
      endpointUrl,
      { apiKey = 'sk-test-key-of-the-tests', modelId = 'test-model' } = {},
    ) {
      const created = await rest('POST', '/configure', {
        endpoint_url: endpointUrl,
        api_key: apiKey,
        model_id: modelId,
      });
      if (created.status !== 200) throw new Error(`configure: ${created.text}`);
      const { session_id } = created.json;
      const tested = await rest('POST', '/configure/test', { session_id });
      if (!tested.json.success) throw new Error(`configure/test: ${tested.text}`);
      return session_id;
    },
    // What a single call answers is what tests look at.
    client: (sessionId) => createByomClient({ baseUrl: url, sessionId, retries: 0 }),
  };
}
