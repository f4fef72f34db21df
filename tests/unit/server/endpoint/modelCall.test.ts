/** The contract of a model call survives JSON and a way to another thread. */
import { describe, expect, it } from 'vitest';
import { errorReasonDefinitions, errorReasons } from '../../../../contract/errorReasons.ts';
import { ModelCallError } from '../../../../server/endpoint/failure/modelCallError.ts';
import type {
  ModelAnswer,
  ModelCallEvent,
  ModelCallFailure,
  ModelCallRequest,
} from '../../../../server/endpoint/modelCall.ts';

const ways: [string, <T>(value: T) => T][] = [
  ['structuredClone', (value) => structuredClone(value)],
  ['JSON', (value) => JSON.parse(JSON.stringify(value))],
];

const request: Required<ModelCallRequest> = {
  endpoint: {
    endpointUrl: 'https://host.example/v1/chat/completions',
    modelId: 'm',
    adaptations: { temperature: { change: 'temperature omitted', said: 'Unsupported.' } },
  },
  apiKey: 'sk-canary-0123456789abcdef0123456789abcdef',
  headers: { 'api-key': 'a-secret-in-a-header' },
  owner: 'run',
  messages: [{ role: 'user', content: 'Hello' }],
  maxTokens: 10,
  temperature: 0.7,
  topP: 0.9,
  seed: 1,
  stop: ['\n\n'],
  extraBody: { top_k: 40 },
  stream: true,
  firstTokenTimeoutMs: 3_000,
  firstByteTimeoutMs: 2_000,
  timeoutMs: 1_000,
  connectionRetries: 0,
  textEvents: true,
};
const events: ModelCallEvent[] = [
  { type: 'text', text: 'Pa', atMs: 12.5 },
  { type: 'reasoning', text: 'Hm.', atMs: 12.5 },
  { type: 'adapted', feature: 'stream', adaptation: { change: 'in one piece', said: 'No.' } },
];
const answer: ModelAnswer = {
  text: 'Paris',
  reasoning: 'Hm.',
  reasoningPlace: 'think_tags',
  refusal: '',
  latencyMs: 9,
  connectMs: 1,
  firstByteMs: 2,
  ttftMs: 4,
  timeToFirstReasoningMs: 3,
  inputTokens: 5,
  outputTokens: null,
  reasoningTokens: null,
  finishReason: 'stop',
  model: null,
  streamed: true,
  rateLimits: [{ of: 'requests', window: 'day', limit: 5, remaining: null, resetMs: null }],
  upstreamRequestId: 'req_1',
  waitedForModelMs: 0,
};
const failure: ModelCallFailure = {
  reason: 'stalled',
  message: 'The answer stalled: nothing arrived for 0.3 s. Try again.',
  providerMessage: 'Overloaded',
  status: 503,
  retryAfterMs: 1_500,
  upstreamRequestId: 'req_2',
  partialText: 'Par',
  partialReasoning: 'Hm.',
  hasResponse: true,
  latencyMs: 305,
};

describe.each(ways)('by %s', (_way, carry) => {
  it.each<[string, unknown]>([
    ['a request', request],
    ['events', events],
    ['an answer', answer],
    ['a failure', failure],
  ])('%s arrives as it was', (_what, value) => {
    expect(carry(value)).toEqual(value);
  });

  it.each(errorReasons)('an error for %s is the same error afterwards', (reason) => {
    const error = new ModelCallError(reason, {
      what: 'More is known.',
      providerMessage: 'Its words',
      status: 429,
      retryAfterMs: 250,
    });
    const { upstreamRequestId, partialText, partialReasoning, hasResponse, latencyMs } = failure;
    Object.assign(error, { upstreamRequestId, partialText, partialReasoning, hasResponse });
    error.latencyMs = latencyMs;
    const arrived = ModelCallError.fromJSON(carry(error.toJSON()));
    expect(arrived).toBeInstanceOf(ModelCallError);
    expect(arrived).toEqual(error);
    expect(arrived.toJSON()).toEqual(error.toJSON());
    expect(arrived.kind).toBe(errorReasonDefinitions[reason].kind);
  });

  it('an error of which little is known is the same afterwards', () => {
    const error = new ModelCallError('unreachable');
    const arrived = ModelCallError.fromJSON(carry(error.toJSON()));
    expect(arrived).toEqual(error);
    expect(arrived.toJSON()).toEqual(error.toJSON());
  });
});

it('an error tells all that a failure has', () => {
  expect(ModelCallError.fromJSON(failure).toJSON()).toEqual(failure);
  expect(JSON.parse(JSON.stringify(ModelCallError.fromJSON(failure)))).toEqual(failure);
});
