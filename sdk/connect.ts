import type { inferRouterInputs } from '@trpc/server';
import type { AppRouter } from '../server/api/index.ts';
import { type Abortable, ByomSession } from './byomSession.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { createByomClient } from './createByomClient.ts';
import { untilAborted } from './untilAborted.ts';

type NewSession = inferRouterInputs<AppRouter>['session']['create'];
/** A model behind an OpenAI-compatible endpoint: `endpointUrl`, `modelId`, and `apiKey` where it wants one. */
export interface ModelInput extends NewSession {}

/** Where the BYOM server is, and how it is reached. */
export type ServerOptions = Omit<ConnectionOptions, 'sessionId'>;

/**
 * Connects a model and opens a session for it. With `await using` the session is deleted at the end of its block;
 * without, it lives for an hour unless `sessionMinutes` says otherwise.
 * @throws ByomError `invalid_input`, `endpoint_blocked`, `session_limit`, `unreachable`
 *
 * @example
 * ```ts
 * import { connect } from '@byom/client';
 *
 * await using byom = await connect(
 *   { baseUrl: 'http://127.0.0.1:3000' },
 *   { endpointUrl: 'http://127.0.0.1:8000/v1', modelId: 'my-model' },
 * );
 * const report = await byom.testConnection();
 * console.log(report.message);
 * ```
 */
export async function connect(
  server: ServerOptions,
  model: ModelInput,
  options: Abortable = {},
): Promise<ByomSession> {
  const { signal } = options;
  const { session } = createByomClient(server);
  const opened = await untilAborted(signal, session.create.mutate(model, { signal }));
  return new ByomSession({ ...server, sessionId: opened.sessionId }, { endsWithScope: true });
}

/**
 * Takes up a session that there is, as one that another program or a person in the wizard opened. It is not deleted at
 * the end of an `await using`.
 */
export function joinSession(server: ServerOptions, sessionId: string): ByomSession {
  return new ByomSession({ ...server, sessionId }, { endsWithScope: false });
}
