import { vi } from 'vitest';
import { isRunOver } from '../../contract/runs.ts';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';

/** A session of its own with a tested model, and a run of it that is over. */
export async function finishedRun(
  url: string,
  {
    endpointUrl,
    modelName,
    prompts,
  }: {
    endpointUrl: string;
    modelName?: string;
    prompts: { prompt: string; expected_answer?: string; category?: string }[];
  },
): Promise<{ client: ByomClient; sessionId: string; testRunId: string }> {
  const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate({
    endpointUrl,
    modelId: 'tuned-model',
    modelName,
  });
  const client = createByomClient({ baseUrl: url, sessionId });
  await client.session.testConnection.mutate({});
  const { id: testRunId } = await client.batch.start.mutate({ prompts });
  await vi.waitFor(
    async () => {
      const { run } = await client.batch.get.query({ testRunId });
      if (!isRunOver(run)) throw new Error('The run still goes on.');
    },
    { timeout: 60_000, interval: 200 },
  );
  return { client, sessionId, testRunId };
}
