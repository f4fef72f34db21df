/** What is shown of a session and of its connections. */
import type { Db } from '../../db/engine/index.ts';
import { pendingTestOf } from '../connections/index.ts';
import type { Session } from '../sessions/index.ts';

/** A session and its first connection in one object. */
export function sessionView({ connection, ...session }: Session) {
  return { ...session, ...shown(connection) };
}

/** The connection of `session`, with its test that is going on. */
export async function connectionView(deps: { db: Db }, session: Session) {
  return { ...shown(session.connection), pendingTest: await pendingTestOf(deps, session) };
}

function shown(connection: Session['connection']) {
  return { ...connection, headerNames: connection.headersEncrypted.map(({ name }) => name) };
}
