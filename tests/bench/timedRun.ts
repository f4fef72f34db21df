import { performance } from 'node:perf_hooks';
import type { ByomClient } from '../../sdk/index.ts';
import type { BenchByom } from './bench.ts';

export type TimedRunSettings = { concurrency: number; adaptive: boolean };

/** A session with a tested connection to the endpoint. */
export async function connectBench(
  byom: Pick<BenchByom, 'client'>,
  endpointUrl: string,
): Promise<{ client: ByomClient; sessionId: string }> {
  const { sessionId } = await byom
    .client()
    .session.create.mutate({ endpointUrl, modelId: 'bench' });
  const client = byom.client(sessionId);
  await client.session.testConnection.mutate();
  return { client, sessionId };
}

/** So many different prompts. */
export function promptTexts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `Prompt ${index}`);
}

/** Waits until a watcher of the run hears that it is over, whatever became of it. */
export async function untilOver(client: ByomClient, testRunId: string): Promise<void> {
  await new Promise<void>((onComplete, onError) => {
    client.batch.onProgress.subscribe({ testRunId }, { onComplete, onError });
  });
}

/**
 * Milliseconds from the call that starts a run until its watcher has heard that it is over.
 * @throws when a prompt was not answered
 */
export async function timeRun(
  client: ByomClient,
  prompts: number,
  config: TimedRunSettings,
): Promise<number> {
  const startedAt = performance.now();
  const run = await client.batch.start.mutate({
    prompts: promptTexts(prompts).map((prompt) => ({ prompt })),
    config,
  });
  await untilOver(client, run.id);
  const wallMs = performance.now() - startedAt;
  const { completedPrompts } = (await client.batch.get.query({ testRunId: run.id })).run;
  if (completedPrompts !== prompts) {
    throw new Error(`Only ${completedPrompts} of ${prompts} prompts were answered.`);
  }
  return wallMs;
}
