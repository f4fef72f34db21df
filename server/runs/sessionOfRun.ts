import type { Session } from '../sessions/index.ts';
import type { Run } from './runStore.ts';

/**
 * A session with its connection as a run uses it: it calls the model that it was started with, also after
 * another was chosen in the session.
 */
export function sessionOfRun(session: Session, { modelId }: Pick<Run, 'modelId'>): Session {
  if (modelId === null || modelId === session.connection.modelId) return session;
  return { ...session, connection: { ...session.connection, modelId } };
}
