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

/** Connects the fake model in a new session and starts a run there. */
export async function startLongRun(
  webUrl: string,
  fake: FakeModelServer,
  {
    name,
    prompts,
    concurrency,
    latencyMs,
    apiKey = '',
  }: { name: string; prompts: number; concurrency: number; latencyMs: number; apiKey?: string },
): Promise<LongRun> {
  const rest = createRestClient(webUrl);
  fake.respond((call) => ({ kind: 'answer', text: answerTextFor(call), latencyMs }));
  const configured = await rest('POST', '/configure', {
    endpoint_url: fake.url,
    api_key: apiKey,
    model_id: 'test-model',
  });
  const { session_id } = configured.json;
  const tested = await rest('POST', '/configure/test', { session_id });
  if (!tested.json.success) throw new Error(`The connection test failed: ${tested.text}`);
  const started = await rest('POST', '/batch-test', {
    session_id,
    prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `${name} ${index}` })),
    config: { concurrency, delay_ms: 0, adaptive: false },
  });
  if (!started.json.success) throw new Error(`The run was not started: ${started.text}`);
  return {
    sessionId: session_id,
    runId: started.json.test_run_id,
    calls: () => fake.chatCalls.filter(({ prompt }) => prompt.startsWith(`${name} `)),
  };
}
