import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adaptations } from '../../../../../contract/connectionReport.ts';
import {
  type AdaptableFeature,
  adaptableFeatures,
} from '../../../../../contract/connectionReport.ts';
import type { ErrorReason } from '../../../../../contract/errorReasons.ts';
import type { ChatBody, ChatRequest } from '../../../../../server/endpoint/modelCall.ts';
import {
  adaptationsFor,
  chatBody,
} from '../../../../../server/endpoint/protocol/requestAdaptation.ts';
import { refusalFor } from '../../../../support/fakeModel/refusedFeatures.ts';

type Request = ChatRequest;

const usual: Request = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello?' },
  ],
  maxTokens: 50,
  temperature: 0.7,
  stream: true,
};

/** Adaptations as a session has them that has learnt of `features`. */
function learnt(...features: AdaptableFeature[]): Adaptations {
  return Object.fromEntries(features.map((feature) => [feature, { change: 'x', said: 'y' }]));
}

/** What an OpenAI-shaped refusal with these words makes us leave out. */
function refusedBy(
  message: string,
  { status = 400, sent = {}, ...details }: { status?: number; sent?: object; param?: string } = {},
) {
  const body = { ...chatBody('m', usual, {}), ...sent };
  const refusal = { error: { message, ...details } };
  return adaptationsFor(
    { status, refusal, reason: 'invalid_request', providerMessage: message },
    body,
  )[0]?.feature;
}

describe('the body of a request', () => {
  it('asks for everything where nothing is known to be refused', () => {
    expect(chatBody('m', usual, {})).toEqual({
      model: 'm',
      messages: usual.messages,
      max_tokens: 50,
      temperature: 0.7,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it.each<[AdaptableFeature[], object, string[]]>([
    [['max_tokens'], { max_completion_tokens: 50 }, ['max_tokens']],
    [['max_tokens', 'max_completion_tokens'], {}, ['max_tokens', 'max_completion_tokens']],
    [['temperature'], {}, ['temperature']],
    [['stream_options'], { stream: true }, ['stream_options']],
    [['stream'], { stream: false }, ['stream_options']],
    [['no_stream'], { stream: true, stream_options: { include_usage: true } }, []],
    [['system_role'], { messages: [{ role: 'user', content: 'Be brief.\n\nHello?' }] }, []],
  ])('differs where %j is refused', (features, has, lacks) => {
    const body = chatBody('m', usual, learnt(...features));
    expect(body).toMatchObject(has);
    for (const parameter of lacks) expect(body).not.toHaveProperty(parameter);
  });

  it('asks for no usage where no stream is wanted, and streams all the same where it must', () => {
    const whole = { ...usual, stream: false };
    expect(chatBody('m', whole, {})).toMatchObject({ stream: false });
    expect(chatBody('m', whole, {})).not.toHaveProperty('stream_options');
    expect(chatBody('m', whole, learnt('no_stream'))).toMatchObject({ stream: true });
  });

  it('keeps a temperature of 0', () => {
    expect(chatBody('m', { ...usual, temperature: 0 }, {})).toMatchObject({ temperature: 0 });
  });

  it.each<[string, Request['messages'], Request['messages']]>([
    [
      'several instructions, wherever they stand',
      [
        { role: 'system', content: 'A' },
        { role: 'user', content: 'B' },
        { role: 'system', content: 'C' },
      ],
      [{ role: 'user', content: 'A\n\nC\n\nB' }],
    ],
    [
      'a conversation',
      [
        { role: 'system', content: 'A' },
        { role: 'user', content: 'B' },
        { role: 'assistant', content: 'C' },
        { role: 'user', content: 'D' },
      ],
      [
        { role: 'user', content: 'A\n\nB' },
        { role: 'assistant', content: 'C' },
        { role: 'user', content: 'D' },
      ],
    ],
    [
      'instructions before an answer',
      [
        { role: 'system', content: 'A' },
        { role: 'assistant', content: 'B' },
      ],
      [
        { role: 'user', content: 'A' },
        { role: 'assistant', content: 'B' },
      ],
    ],
    ['only instructions', [{ role: 'system', content: 'A' }], [{ role: 'user', content: 'A' }]],
    ['no instructions', [{ role: 'user', content: 'A' }], [{ role: 'user', content: 'A' }]],
  ])('puts into the first question: %s', (_what, messages, expected) => {
    const body = chatBody('m', { ...usual, messages }, learnt('system_role'));
    expect(body.messages).toEqual(expected);
  });
});

describe('a refusal that names a part of the request', () => {
  it.each<[string, string, { param?: string; status?: number; sent?: object }, AdaptableFeature]>([
    [
      'OpenAI, reasoning models',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens' },
      'max_tokens',
    ],
    [
      'OpenAI, reasoning models',
      "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported.",
      { param: 'temperature' },
      'temperature',
    ],
    [
      'OpenAI, reasoning models',
      "Unsupported parameter: 'temperature' is not supported with this model.",
      {},
      'temperature',
    ],
    [
      'OpenAI, some models',
      'Your organization must be verified to stream this model.',
      { param: 'stream' },
      'stream',
    ],
    ['a gateway', 'This model does not support streaming.', {}, 'stream'],
    ['a gateway', 'stream: true is not supported', {}, 'stream'],
    ['Azure', 'Unrecognized request argument supplied: stream_options', {}, 'stream_options'],
    ['older gateways', "Unknown parameter: 'stream_options'.", { status: 422 }, 'stream_options'],
    [
      'Fireworks',
      'Requests with max_tokens > 4096 must have stream=true',
      { sent: { stream: false } },
      'no_stream',
    ],
    [
      'Qwen on DashScope',
      'This model only support stream mode, please enable the stream parameter to access the model.',
      { sent: { stream: false } },
      'no_stream',
    ],
    [
      'Mistral on vLLM',
      'Conversation roles must alternate user/assistant/user/assistant/...',
      {},
      'system_role',
    ],
    ['Gemma on vLLM', 'System role not supported', {}, 'system_role'],
    [
      'Gemma at Google',
      'Developer instruction is not enabled for models/gemma-3-27b-it',
      {},
      'system_role',
    ],
    ['a template', 'Only user and assistant roles are supported!', {}, 'system_role'],
    ['llama.cpp', 'System role not supported', { status: 500 }, 'system_role'],
    ['Moonshot', 'invalid temperature: only 1 is allowed for this model', {}, 'temperature'],
    ['Anthropic', '`temperature` is deprecated for this model.', {}, 'temperature'],
    ['a gateway', 'Temperature must be 1 when thinking is enabled', {}, 'temperature'],
    ['a gateway', 'Bad value of maxTokens', {}, 'max_tokens'],
    ['a gateway', "Unsupported parameter: 'max_output_tokens'", {}, 'max_tokens'],
    ['a gateway', "invalid: 'include_usage'", {}, 'stream_options'],
    ['a gateway', 'Bad request', { param: 'temperature' }, 'temperature'],
    ['a gateway', 'seed: not supported', { sent: { seed: 7 } }, 'seed'],
    ['a gateway, of a parameter of the person', 'bad top_k', { sent: { top_k: 5 } }, 'top_k'],
    [
      'a gateway, of a part of one',
      'no',
      { param: 'thinking.type', sent: { thinking: {} } },
      'thinking',
    ],
    [
      'a gateway, of one that is also a word',
      "Unknown field 'stop'",
      { sent: { stop: ['x'] } },
      'stop',
    ],
  ])('%s: %s', (_who, message, details, feature) => {
    expect(refusedBy(message, details)).toBe(feature);
  });

  it.each<[string, number, unknown, AdaptableFeature]>([
    [
      'FastAPI',
      422,
      {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'max_completion_tokens'],
            msg: 'Extra inputs are not permitted',
          },
        ],
      },
      'max_completion_tokens',
    ],
    [
      'Mistral, which nests it in the message',
      422,
      {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'stream_options'],
              msg: 'Extra inputs are not permitted',
            },
          ],
        },
      },
      'stream_options',
    ],
    [
      'vLLM, which writes it as a text',
      400,
      {
        object: 'error',
        message:
          "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted'}]",
      },
      'max_completion_tokens',
    ],
    ['a plain text', 400, 'unknown field "stream_options"', 'stream_options'],
  ])('in the shape of %s', (_who, status, refusal, feature) => {
    const known = feature === 'max_completion_tokens' ? learnt('max_tokens') : {};
    const body = chatBody('m', usual, known);
    expect(
      adaptationsFor({ status, refusal, reason: 'invalid_request', providerMessage: '' }, body)[0]
        ?.feature,
    ).toBe(feature);
  });

  it.each([
    'Streaming is required for this model',
    'non-streaming is not supported',
    'stream=False not supported',
  ])('asks for a stream where there must be one: %s', (words) => {
    expect(refusedBy(words, { sent: { stream: false } })).toBe('no_stream');
  });

  it.each([
    "'messages.0.role': must be one of user, assistant",
    'the first message must be from the user',
    'Prompt must start with a user message',
  ])('takes the system role out where none may be: %s', (words) => {
    expect(refusedBy(words)).toBe('system_role');
  });

  it.each([
    "messages with role 'system' must be first",
    "role: Input should be 'user', 'assistant' or 'system'",
  ])('leaves the system role where it is known: %s', (words) => {
    expect(refusedBy(words)).toBeUndefined();
  });

  it('may be a 404 of OpenRouter', () => {
    const words = 'No endpoints found that support the requested parameters: temperature';
    expect(refusedBy(words, { status: 404 })).toBe('temperature');
  });

  it('is recorded with what changes and the words of the endpoint', () => {
    const refusal = { error: { message: "'temperature' is not supported" } };
    expect(
      adaptationsFor(
        { status: 400, refusal, reason: 'invalid_request', providerMessage: 'its words' },
        chatBody('m', usual, {}),
      ),
    ).toEqual([
      {
        feature: 'temperature',
        isTrial: false,
        adaptation: { change: 'temperature omitted: the server refused 0.7', said: 'its words' },
      },
    ]);
  });
});

describe('a part that is only named', () => {
  const possible = (message: string, status = 400, reason: ErrorReason = 'invalid_request') =>
    adaptationsFor(
      { status, refusal: { error: { message } }, reason, providerMessage: message },
      chatBody('m', { ...usual, seed: 7 }, {}),
    );

  it('is left out on trial, and that is recorded', () => {
    expect(possible('temperature: bad')).toEqual([
      {
        feature: 'temperature',
        isTrial: true,
        adaptation: {
          change: 'temperature omitted: the server refused 0.7',
          said: 'temperature: bad',
          trial: true,
        },
      },
    ]);
  });

  it('may be one of several, tried one after the other', () => {
    const found = possible('temperature and seed: bad');
    expect(found.map(({ feature }) => feature)).toEqual(['temperature', 'seed']);
  });

  it('is no reason where the refusal has another', () => {
    expect(possible('temperature: bad', 400, 'context_too_long')).toEqual([]);
    expect(possible('temperature: bad', 500)).toEqual([]);
  });

  it('is tried where a gateway made a 500 of the refusal', () => {
    const [first] = possible("'temperature' is not supported", 500, 'server_error');
    expect(first).toMatchObject({ feature: 'temperature', isTrial: true });
    expect(possible('unexpected end of stream', 500, 'server_error')).toEqual([]);
  });
});

describe('other refusals change nothing', () => {
  it.each([
    ['a value out of range', 'temperature must be between 0 and 1; 0.7 is not supported'],
    ['a value too large', 'max_tokens is too large: 50. This model supports at most 40 tokens.'],
    ['a parameter not sent', "Unsupported parameter: 'top_p' is not supported with this model."],
    ['a parameter whose name only contains ours', "Unknown parameter: 'my_temperature_2'."],
    ['a part of an address', 'Unknown host: event.stream.example.com'],
    ['an unknown model', 'The model `m` does not exist or you do not have access to it.'],
    ['a word that is the name of a parameter', 'We had to stop and think about the user.'],
    ['what no request can be without', "Invalid 'messages': unexpected 'model'"],
    [
      'a prompt too long',
      "This model's maximum context length is 10 tokens, your system prompt counts 20.",
    ],
    ['no words', ''],
  ])('%s', (_what, message) => {
    expect(refusedBy(message, { sent: { stop: ['x'], user: 'u' } })).toBeUndefined();
  });

  it.each([401, 403, 404, 429, 502, 503])('HTTP %d', (status) => {
    expect(refusedBy("'temperature' is not supported", { status })).toBeUndefined();
    expect(refusedBy('System role not supported', { status })).toBeUndefined();
  });

  it('the system role where none was sent', () => {
    const sent = { messages: [{ role: 'user', content: 'Hello?' }] };
    expect(refusedBy('System role not supported', { sent })).toBeUndefined();
  });

  it('the token limit that was not sent', () => {
    const sent = { max_tokens: undefined, max_completion_tokens: 50 };
    const message = "'max_tokens' is not supported, neither is 'max_completion_tokens'";
    expect(refusedBy(message, { sent })).toBe('max_completion_tokens');
    expect(refusedBy("'max_tokens' is not supported", { sent })).toBeUndefined();
  });

  it('a stream that was not asked for', () => {
    const sent = { stream: false, stream_options: undefined };
    expect(refusedBy('streaming is not supported', { sent })).toBeUndefined();
  });

  it('a refusal of any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(400, 422, 500), (refusal, status) => {
        const found = adaptationsFor(
          { status, refusal, reason: 'invalid_request', providerMessage: '' },
          chatBody('m', usual, {}),
        );
        for (const { feature } of found) expect(adaptableFeatures).toContain(feature);
      }),
    );
  });
});

describe('a server that refuses several parts', () => {
  const refusals = [
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'stream_options',
    'stream',
    'system',
    'system:llama.cpp',
    'long-without-stream',
  ];
  const requests = fc.record({
    messages: fc.constant(usual.messages),
    maxTokens: fc.constantFrom(1, 5_000),
    temperature: fc.option(fc.constantFrom(0, 0.7), { nil: undefined }),
    stream: fc.boolean(),
  });

  it('is satisfied after one refusal each', () => {
    // One that wants a stream and refuses it cannot be satisfied.
    const consistent = fc
      .shuffledSubarray(refusals)
      .filter((refused) => !['stream', 'long-without-stream'].every((it) => refused.includes(it)));
    fc.assert(
      fc.property(consistent, requests, (refused, request) => {
        const adaptations: Adaptations = {};
        while (true) {
          const body = chatBody('m', request, adaptations);
          const error = refusalFor(refused, body);
          if (!error) break;
          const { status, body: refusal } = error;
          const [found] = adaptationsFor(
            { status, refusal, reason: 'invalid_request', providerMessage: '' },
            body,
          );
          if (!found) throw new Error(`not adapted to ${JSON.stringify(refusal)}`);
          expect(adaptations).not.toHaveProperty(found.feature);
          adaptations[found.feature] = found.adaptation;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never makes us send what was refused', () => {
    const known = fc.subarray([...adaptableFeatures]);
    fc.assert(
      fc.property(known, requests, (features, request) => {
        const body: ChatBody = chatBody('m', request, learnt(...features));
        for (const feature of ['temperature', 'stream_options', 'max_tokens'] as const) {
          if (features.includes(feature)) expect(body).not.toHaveProperty(feature);
        }
        if (features.includes('no_stream')) expect(body.stream).toBe(true);
        else if (features.includes('stream')) expect(body.stream).toBe(false);
        if (features.includes('system_role')) {
          expect(body.messages.map(({ role }) => role)).not.toContain('system');
        }
      }),
    );
  });
});
