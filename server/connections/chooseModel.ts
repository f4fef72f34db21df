import type { Db } from '../../db/engine/index.ts';
import { setModel } from './connectionStore.ts';
import { activeTestStatuses, stopTest } from './connectionTest/testStore.ts';

/** Chooses another model at the same endpoint, which has to be tested again; a test that is going on ends. */
export async function chooseModel(db: Db, sessionHash: string, modelId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await setModel(tx, sessionHash, modelId);
    await stopTest(tx, sessionHash, activeTestStatuses);
  });
}
