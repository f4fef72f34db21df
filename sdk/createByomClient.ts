import {
  createTRPCClient,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from '../server/api/index.ts';
import { type ConnectionOptions, connectionFrom } from './connectionOptions.ts';
import { ForeignAnswer } from './errorFrom.ts';
import { fetchUntil } from './fetchUntil.ts';
import { retrySafeCalls } from './retrySafeCalls.ts';
import { transformer } from './transformer.ts';

/** Every procedure of the API, with its input and output types. */
export type ByomClient = TRPCClient<AppRouter>;

/**
 * Creates a client of all procedures. Subscriptions are server-sent events that resume by themselves after a lost
 * connection. Calls reject with tRPC's `TRPCClientError`; `problemOf` and `errorFrom` read it.
 * @throws InvalidInputError where `baseUrl` is no address
 *
 * @example
 * ```ts
 * import { createByomClient } from '@byom/client';
 *
 * const byom = createByomClient({ baseUrl: 'http://127.0.0.1:3000' });
 * const { presets } = await byom.session.presets.query();
 * console.log(presets.map((preset) => preset.name));
 * ```
 */
export function createByomClient(options: ConnectionOptions): ByomClient {
  const connection = connectionFrom(options);
  const { fetch, headers, timeoutMs } = connection;
  const url = `${connection.origin}/trpc`;
  const calls = {
    url,
    transformer,
    headers,
    fetch: (async (input, init) => {
      const response = await fetchUntil(
        [AbortSignal.timeout(timeoutMs), init?.signal as AbortSignal | undefined],
        fetch,
        input as RequestInfo,
        init as RequestInit,
      );
      // Pages of gateways, and of whatever else may be at the address.
      if (!response.headers.get('content-type')?.includes('json'))
        throw new ForeignAnswer(response);
      return response;
    }) as typeof globalThis.fetch,
  };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          transformer,
          // The native one cannot send headers, by which programs identify their session.
          EventSource,
          eventSourceOptions: () => ({
            fetch: (input, init) =>
              fetch(input, { ...init, headers: { ...init.headers, ...headers() } }),
          }),
        }),
        false: [
          retrySafeCalls(connection.retries),
          splitLink({
            // Its input contains the prompts of a run, which are too long for a URL.
            condition: (operation) => operation.path === 'batch.estimate',
            true: httpLink({ ...calls, methodOverride: 'POST' }),
            false: splitLink({
              // Its answers come in pieces, which only this link reads.
              condition: (operation) => operation.path.startsWith('export.'),
              true: httpBatchStreamLink({ ...calls, maxItems: 1 }),
              // Each call on its own: what waits for others to travel with waits for a timer, longer than a call takes.
              false: httpLink(calls),
            }),
          }),
        ],
      }),
    ],
  });
}
