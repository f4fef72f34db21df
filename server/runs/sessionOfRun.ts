import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { endpointOf, withConnectionIfThere } from '../connections/index.ts';
import type { CalledEndpoint } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Run } from './runStore.ts';

/**
 * A session with the connection of a run, which calls the model that it was started with, also after another
 * was chosen there: the results of a run are those of one model at one server.
 * @throws DomainError `run_not_resumable` where the connection was removed or has moved to another server
 */
export async function sessionOfRun(
  db: Db,
  session: Session,
  run: Pick<Run, 'connectionId' | 'modelId' | 'endpointUrl'>,
): Promise<Session> {
  const connected = await sessionOfRunIfThere(db, session, run);
  if (!connected) {
    throw new DomainError(
      'run_not_resumable',
      'The connection of this run was removed. Its results stay; start a new run for the rest.',
    );
  }
  if (hasMoved(run, connected)) {
    throw new DomainError(
      'run_not_resumable',
      'The connection of this run has moved to another server since. Start a new run there.',
    );
  }
  return connected;
}

/** The same wherever the connection is now; undefined where it was removed. */
export async function sessionOfRunIfThere(
  db: Db,
  session: Session,
  { connectionId, modelId }: Pick<Run, 'connectionId' | 'modelId'>,
): Promise<Session | undefined> {
  const connected = await withConnectionIfThere(db, session, connectionId);
  if (!connected || modelId === null) return connected;
  return { ...connected, connection: { ...connected.connection, modelId } };
}

/** How the calls of a run are put; of a connection that was removed, as far as the run itself knows. */
export async function endpointOfRun(
  db: Db,
  session: Session,
  run: Pick<Run, 'connectionId' | 'modelId' | 'endpointUrl'>,
): Promise<CalledEndpoint> {
  const connected = await sessionOfRunIfThere(db, session, run);
  if (connected) return endpointOf(connected);
  return { endpointUrl: run.endpointUrl ?? '', modelId: run.modelId ?? '', adaptations: {} };
}

function hasMoved({ endpointUrl }: Pick<Run, 'endpointUrl'>, { connection }: Session): boolean {
  if (endpointUrl === null) return false;
  return new URL(endpointUrl).origin !== new URL(connection.endpointUrl).origin;
}
