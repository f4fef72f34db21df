/** What tests do with an endpoint of a kind of its own: connect it, test it, run prompts, export. */
import { onTestFinished } from 'vitest';
import type { ByomClient, ConnectionReport } from '../../sdk/index.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  startFakeModelServer,
} from './fakeModelServer.ts';
import { waitForRun } from './restClient.ts';
import type { TestServer } from './testServer.ts';

interface ConnectedClient {
  client: ByomClient;
  sessionId: string;
}

interface ConnectionOptions {
  modelId?: string;
  apiKey?: string;
  endpointExact?: boolean;
}

/** A model server of this kind, for one test. */
export async function serveFakeModel(
  traits: FakeModelServerOptions = {},
): Promise<FakeModelServer> {
  const fake = await startFakeModelServer(traits);
  onTestFinished(() => fake.close());
  return fake;
}

/** What the connection test finds, however long that takes on a busy machine. */
export async function reportOf({ session }: ByomClient): Promise<ConnectionReport> {
  while (true) {
    const answer = await session.testConnection.mutate();
    if (answer.pending) continue;
    const { pending: _, ...report } = answer;
    return report;
  }
}

/** The steps through the server that `serverOf` gives, which is started before the tests. */
export function connectionSteps(serverOf: () => TestServer) {
  async function connect(
    endpointUrl: string,
    { modelId = 'fake-model', ...options }: ConnectionOptions = {},
  ): Promise<ConnectedClient> {
    const { sessionId } = await serverOf()
      .client()
      .session.create.mutate({ endpointUrl, modelId, ...options });
    return { sessionId, client: serverOf().client(sessionId) };
  }

  /** Connects and tests; the report may be one of failure. */
  async function connectAndTest(endpointUrl: string, options?: ConnectionOptions) {
    const connected = await connect(endpointUrl, options);
    return { ...connected, report: await reportOf(connected.client) };
  }

  /** A run of these prompts, once it is over, with its results in the order of the prompts. */
  async function finishedRun(connected: ConnectedClient, prompts: string[], config: object = {}) {
    const run = await connected.client.batch.start.mutate({
      prompts: prompts.map((prompt) => ({ prompt })),
      config: { concurrency: 1, adaptive: false, maxRetries: 0, delayMs: 0, ...config },
    });
    return resultsOf(connected, run.id);
  }

  async function resultsOf({ client, sessionId }: ConnectedClient, testRunId: string) {
    await waitForRun(serverOf(), sessionId, testRunId);
    const { run, results } = await client.batch.get.query({ testRunId });
    return { run, results: results.toSorted((a, b) => a.promptIndex - b.promptIndex) };
  }

  return { connect, connectAndTest, finishedRun, resultsOf };
}

/** The whole export of a session, as text. */
export async function exportText(client: ByomClient, format: 'csv' | 'json'): Promise<string> {
  const { chunks } = await client.export.document.query({ format });
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
