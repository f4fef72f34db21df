import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { RunStatus } from '../../contract/runs.ts';
import { runSettingsInput } from '../../contract/schemas/runSettings.ts';
import { type Db, publish } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, modelConfigs } from '../../db/schema.ts';

export interface StoredRun {
  sessionHash: string;
  runId: string;
  /** Stores the next results as a worker does; `isSilent` loses the word of it. */
  store(
    results: number,
    options?: { withoutNotification?: boolean; responseBytes?: number },
  ): Promise<void>;
  end(status?: RunStatus): Promise<void>;
}

/** A run in the database that no worker works on: what becomes of it is up to the test. */
export async function createStoredRun(db: Db): Promise<StoredRun> {
  const sessionHash = randomBytes(8).toString('hex');
  await db.insert(modelConfigs).values({
    sessionHash,
    endpointUrl: 'http://127.0.0.1/v1',
    apiKeyEncrypted: '',
    encryptionKeyId: '',
    modelId: 'm',
    expiresAt: sql`now() + interval '1 hour'`,
  });
  const [run] = await db
    .insert(batchTestRuns)
    .values({
      demoUserId: 'somebody',
      sessionHash,
      suiteName: 'A suite',
      status: 'running',
      totalPrompts: 10_000,
      config: runSettingsInput.parse({}),
      prompts: [],
    })
    .returning({ id: batchTestRuns.id });
  const runId = run?.id as string;
  let stored = 0;
  const notify = (tx: Db) => tx.execute(sql`select ${publish(`run:${runId}`)}`);

  return {
    sessionHash,
    runId,
    store: (count, { withoutNotification = false, responseBytes = 10 } = {}) =>
      db.transaction(async (tx) => {
        const first = stored + 1;
        stored += count;
        await tx
          .update(batchTestRuns)
          .set({ completedPrompts: stored })
          .where(eq(batchTestRuns.id, runId));
        await tx.insert(batchTestResults).values(
          Array.from({ length: count }, (_, index) => ({
            testRunId: runId,
            sessionHash,
            seq: first + index,
            promptIndex: first + index,
            prompt: 'A prompt',
            // Not to be compressed away.
            response: randomBytes(responseBytes / 2).toString('hex'),
            success: true,
            modelId: 'm',
          })),
        );
        if (!withoutNotification) await notify(tx as Db);
      }),
    end: (status = 'completed') =>
      db.transaction(async (tx) => {
        await tx.update(batchTestRuns).set({ status }).where(eq(batchTestRuns.id, runId));
        await notify(tx as Db);
      }),
  };
}
