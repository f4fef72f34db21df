import { type ByomClient, createByomClient } from '../../sdk/index.ts';

let client: ByomClient | undefined;

/** The API client of this tab, for use in the browser only. The session's cookie says who asks. */
export function byomClient(): ByomClient {
  client ??= createByomClient({ baseUrl: window.location.origin });
  return client;
}
