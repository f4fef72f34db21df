import type { Db } from '../../db/engine/index.ts';
import { type ConnectedSession, setModel } from './connectionStore.ts';
import { activeTestStatuses, stopTest } from './connectionTest/testStore.ts';

/** Chooses another model at the same endpoint, which has to be tested again; a test that is going on ends. */
export async function chooseModel(
  db: Db,
  connected: ConnectedSession,
  modelId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await setModel(tx, connected, modelId);
    await stopTest(tx, connected, activeTestStatuses);
  });
}
