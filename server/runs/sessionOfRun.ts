import type { Db } from '../../db/engine/index.ts';
import { withConnectionIfThere } from '../connections/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Run } from './runStore.ts';

/**
 * A session with the connection of a run, which calls the model that it was started with, also after another
 * was chosen there. Undefined where the connection was removed.
 */
export async function sessionOfRun(
  db: Db,
  session: Session,
  { connectionId, modelId }: Pick<Run, 'connectionId' | 'modelId'>,
): Promise<Session | undefined> {
  const connected = await withConnectionIfThere(db, session, connectionId);
  if (!connected || modelId === null) return connected;
  return { ...connected, connection: { ...connected.connection, modelId } };
}
