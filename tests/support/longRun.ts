import type { FakeCall } from './fakeModel/callLog.ts';
import type { FakeModelServer } from './fakeModelServer.ts';
import { createRestClient } from './restClient.ts';

/** A run whose prompts begin with its name, so that the endpoint's log tells it from others. */
export interface LongRun {
  sessionId: string;
  runId: string;
  calls(): FakeCall[];
}

/** Each call gets words of its own, so that a stored answer can be traced to it. */
export function answerTextFor(call: Pick<FakeCall, 'id' | 'prompt'>): string {
  return `Answer of call ${call.id} to ${call.prompt}`;
}

interface LongRunOptions {
  name: string;
  prompts: number;
  concurrency: number;
  latencyMs: number;
  apiKey?: string;
}

/** Connects the fake model in a new session and starts a run there. */
export async function startLongRun(
  webUrl: string,
  fake: FakeModelServer,
  options: LongRunOptions,
): Promise<LongRun> {
  const [run] = await startLongRuns(webUrl, fake, ['test-model'], options);
  return run as LongRun;
}

/** Connects several models of the fake in a new session and starts a run of each of them together. */
export async function startLongRuns(
  webUrl: string,
  fake: FakeModelServer,
  modelIds: string[],
  { name, prompts, concurrency, latencyMs, apiKey = '' }: LongRunOptions,
): Promise<LongRun[]> {
  const rest = createRestClient(webUrl);
  fake.respond((call) => ({ kind: 'answer', text: answerTextFor(call), latencyMs }));
  let session_id: string | undefined;
  const models: string[] = [];
  for (const model_id of modelIds) {
    const connection = { session_id, endpoint_url: fake.url, api_key: apiKey, model_id };
    const configured = await rest('POST', '/configure', connection);
    session_id = configured.json.session_id;
    const current = await rest('GET', `/configure?session_id=${session_id}`);
    const { connection_id } = current.json.connections.at(-1);
    const tested = await rest('POST', '/configure/test', { session_id, connection_id });
    if (!tested.json.success) throw new Error(`The connection test failed: ${tested.text}`);
    models.push(connection_id);
  }
  const started = await rest('POST', '/batch-test', {
    session_id,
    prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `${name} ${index}` })),
    models,
    config: { concurrency, delay_ms: 0, adaptive: false },
  });
  if (!started.json.success) throw new Error(`The run was not started: ${started.text}`);
  const { test_run_id, runs = [{ test_run_id }] } = started.json;
  return modelIds.map((model, index) => ({
    sessionId: session_id as string,
    runId: runs[index].test_run_id,
    calls: () =>
      fake.chatCalls.filter(
        ({ prompt, body }) => prompt.startsWith(`${name} `) && body?.model === model,
      ),
  }));
}
