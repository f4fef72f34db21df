import type { ByomClient } from '../../sdk/index.ts';
import { loadUntilThere } from './loadUntilThere.ts';

let client: Promise<ByomClient> | undefined;

/**
 * The API client of this tab, for use in the browser only. The session's cookie says who asks. It comes when it is
 * first needed: pages can be used before (docs/decisions/0047). They say at once that a call failed, and follow by
 * themselves what goes on, so that nothing is sent again here.
 */
export function byomClient(): Promise<ByomClient> {
  client ??= import('../../sdk/index.ts').then(
    ({ createByomClient }) => createByomClient({ baseUrl: window.location.origin, retries: 0 }),
    (error) => {
      // The next one that needs it tries again.
      client = undefined;
      throw error;
    },
  );
  return client;
}

/**
 * Begins something with the client as soon as it is there, however often that has to be tried.
 * @param begin gives back the way to end it
 * @returns the way to end it, whether it has begun or not
 */
export function withByomClient(begin: (client: ByomClient) => () => void): () => void {
  let end: (() => void) | undefined;
  const stopLoading = loadUntilThere(byomClient, (loaded) => {
    end = begin(loaded);
  });
  return () => {
    stopLoading();
    end?.();
  };
}
