import type { ByomClient } from './createByomClient.ts';

/** What following something needs of the client behind it. */
export interface FollowingConnection<Router extends keyof ByomClient> {
  client: Pick<ByomClient, Router>;
  /** How long a server may stay away before that is given up, in ms. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}
