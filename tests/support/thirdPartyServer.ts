/** An OpenAI-compatible server that this project did not write: aimock, with answers given to it. */
import {
  type ChaosConfig,
  type Fixture,
  type FixtureMatch,
  type FixtureOpts,
  isChatCompletionBody,
  LLMock,
} from '@copilotkit/aimock';

export interface ThirdPartyServer {
  /** Host and port alone, as the server announces itself. */
  readonly origin: string;
  /** The only key it takes. */
  readonly apiKey: string;
  /** Its models; any other is refused with 404. */
  readonly modelId: string;
  readonly reasoningModelId: string;
  /** Chat requests with the right key, in order of arrival, by whichever path they came. */
  readonly chatRequests: readonly ReceivedChatRequest[];
  /** What requests get that look like `match`; the newest rule wins over older ones. */
  when(match: FixtureMatch, reply: Fixture['response'], options?: FixtureOpts): void;
  /** Disturbs every chat request from now on, with these chances from 0 to 1. */
  injectFaults(chaos: ChaosConfig): void;
  /** Forgets requests, rules and disturbances; the answers it started with stay. */
  reset(): void;
  close(): Promise<void>;
}

interface ReceivedChatRequest {
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent; each test says what it expects.
  body: any;
  status: number;
}

/** At least so long after a request the first chunk is sent, in milliseconds. */
export const thirdPartyTtftMs = 80;

/** What the server knows; to everything else it says `defaultAnswer`. */
export const thirdPartyAnswers = {
  'What is the capital of France?': 'The capital of France is **Paris**, a city on the Seine.',
  'How many minutes are two hours?': 'Two hours are 120 minutes.',
  'Which planet is the largest?': 'Of the eight planets, Saturn is the largest one.',
  defaultAnswer: 'This server says the same to whatever it was not told to know.',
};

/** The reasoning before each answer of the reasoning model; no answer says `112`. */
export const thirdPartyReasoning = 'Sixty and sixty make 112, or so I thought; better count again.';

const apiKey = 'sk-third-party-0123456789abcdef';
const modelId = 'acme-chat';
const reasoningModelId = 'acme-reasoner';

/** Starts the server on a free port of this machine. It streams, in chunks of a few characters. */
export async function startThirdPartyServer(): Promise<ThirdPartyServer> {
  const mock = new LLMock({
    host: '127.0.0.1',
    port: 0,
    chunkSize: 6,
    auth: { apiKeys: [apiKey] },
  });
  mock.addFixtures(firstFixtures());
  const origin = await mock.start();
  return {
    origin,
    apiKey,
    modelId,
    reasoningModelId,
    get chatRequests() {
      return mock.getRequests().flatMap(({ path, body, response: { status } }) => {
        return isChatCompletionBody(body) ? [{ path, body, status }] : [];
      });
    },
    when(match, response, manner) {
      mock.prependFixture({ match, response, ...timing, ...manner });
    },
    injectFaults(chaos) {
      mock.setChaos(chaos);
    },
    reset() {
      mock.reset().clearChaos().addFixtures(firstFixtures());
    },
    close: () => mock.stop(),
  };
}

// A timer may fire a little early.
const timing = { streamingProfile: { ttft: thirdPartyTtftMs + 5, tps: 200 } };

/** The name of a model in a rule is what makes the server list it. */
function firstFixtures(): Fixture[] {
  const { defaultAnswer, ...known } = thirdPartyAnswers;
  const answers: [FixtureMatch, string][] = [
    ...Object.entries(known).map<[FixtureMatch, string]>(([userMessage, content]) => [
      { userMessage },
      content,
    ]),
    [{}, defaultAnswer],
  ];
  return answers.flatMap(([match, content]) => [
    { match: { ...match, model: modelId }, response: { content }, ...timing },
    {
      match: { ...match, model: reasoningModelId },
      response: { content, reasoning: thirdPartyReasoning },
      ...timing,
    },
  ]);
}
