/**
 * Calls as a run makes them, to a live server that behaves as a test wants: what the tests of endpoints'
 * behaviours (`tests/unit/server/endpoint/behaviours`) have in common.
 */
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import type { AdaptableFeature, Adaptations } from '../../contract/connectionReport.ts';
import { type CallBounds, defaultCallBounds } from '../../server/endpoint/callBounds.ts';
import { ModelCallError } from '../../server/endpoint/failure/modelCallError.ts';
import { createModelCaller, type ModelQuestion } from '../../server/endpoint/modelCaller.ts';
import {
  type ModelClient,
  type ModelClientOptions,
  openModelClient,
} from '../../server/endpoint/modelClient.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  startFakeModelServer,
} from './fakeModelServer.ts';

export const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

/** What most tests talk to; it has no peculiarities of its own. */
export let usual: FakeModelServer;
export let client: ModelClient;

/** Starts `usual` and `client` for the tests of a file. */
export function startUsualEndpoint(): void {
  beforeAll(async () => {
    usual = await startFakeModelServer();
    client = openModelClient({ allowLocalhost: true });
  });
  afterEach(() => usual.reset());
  afterAll(async () => {
    await client.close();
    await usual.close();
  });
}

/** A server of this kind, for one test. */
export async function serve(traits: FakeModelServerOptions): Promise<FakeModelServer> {
  const fake = await startFakeModelServer(traits);
  onTestFinished(() => fake.close());
  return fake;
}

/** A client with other bounds, for one test. */
export function clientWith(
  bounds: Partial<CallBounds>,
  options: Omit<ModelClientOptions, 'bounds'> = {},
): ModelClient {
  const opened = openModelClient(
    { allowLocalhost: true },
    { ...options, bounds: { ...defaultCallBounds, ...bounds } },
  );
  onTestFinished(() => opened.close());
  return opened;
}

interface Called {
  fake?: FakeModelServer;
  client?: ModelClient;
  /** In place of the server's chat route. */
  endpointUrl?: string;
  modelId?: string;
  adaptations?: Adaptations;
}

/** A caller as a run has one, and which adaptations it was told of. */
export function openCaller({ fake = usual, client: asked = client, ...at }: Called = {}) {
  const { modelId = 'fake-model', adaptations = {} } = at;
  const { endpointUrl = `${fake.url}/chat/completions` } = at;
  const learnt: AdaptableFeature[] = [];
  const caller = createModelCaller(asked, {
    endpoint: { endpointUrl, modelId, adaptations },
    readCredentials: () => ({ apiKey }),
    owner: 'test',
    onAdapted: (feature) => learnt.push(feature),
  });
  return { caller, learnt };
}

interface Asked extends Called, Partial<ModelQuestion> {
  signal?: AbortSignal;
  /** In place of a caller of its own. */
  opened?: ReturnType<typeof openCaller>;
}

export function ask({
  fake,
  client,
  endpointUrl,
  modelId,
  adaptations,
  signal,
  ...more
}: Asked = {}) {
  const { opened = openCaller({ fake, client, endpointUrl, modelId, adaptations }), ...request } =
    more;
  const { caller, learnt } = opened;
  const heard: string[] = [];
  const answer = caller.call(
    {
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      maxTokens: 50,
      temperature: 0.7,
      stream: true,
      timeoutMs: 30_000,
      textEvents: true,
      ...request,
    },
    {
      signal,
      onEvent(event) {
        if (event.type === 'text') heard.push(event.text);
      },
    },
  );
  return { answer, heard, learnt, caller };
}

export async function failureOf(asked: Asked = {}): Promise<ModelCallError> {
  const error = await ask(asked).answer.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
  if (!(error instanceof ModelCallError)) throw error;
  return error;
}
