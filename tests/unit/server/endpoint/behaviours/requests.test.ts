/**
 * Endpoints that refuse a part of the request are asked differently, through the client. Elsewhere:
 * - which words mean which part of it: requestAdaptation.test.ts
 * - remembered for the session and told: integration/connectionTest.test.ts
 * - no key, no Authorization header: modelClient.test.ts
 */
import { describe, expect, it } from 'vitest';
import type { Adaptations } from '../../../../../contract/connectionReport.ts';
import type { ModelQuestion } from '../../../../../server/endpoint/modelCaller.ts';
import {
  ask,
  failureOf,
  openCaller,
  serve,
  startUsualEndpoint,
  usual,
} from '../../../../support/endpointCalls.ts';
import { providerErrors } from '../../../../support/fakeModelServer.ts';

startUsualEndpoint();

describe('The request', () => {
  const instructed: Partial<ModelQuestion> = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the capital of France?' },
    ],
  };

  it.each<[string[], Partial<ModelQuestion>, Adaptations | object, object]>([
    [
      ['max_tokens'],
      {},
      { max_tokens: { change: expect.stringContaining('sent as max_completion_tokens') } },
      { max_completion_tokens: 50 },
    ],
    [
      ['max_tokens', 'max_completion_tokens'],
      {},
      {
        max_tokens: expect.anything(),
        max_completion_tokens: { change: expect.stringContaining('max output tokens omitted') },
      },
      {},
    ],
    [
      ['temperature'],
      {},
      {
        temperature: {
          change: 'temperature omitted: the server refused 0.7',
          said: expect.stringContaining("'temperature' does not support 0.7"),
        },
      },
      { max_tokens: 50 },
    ],
    [
      ['stream_options'],
      {},
      { stream_options: { change: expect.stringContaining('stream_options omitted') } },
      { stream: true },
    ],
    [
      ['stream'],
      {},
      { stream: { change: expect.stringContaining('in one piece') } },
      { stream: false },
    ],
    [
      ['long-without-stream'],
      { stream: false, maxTokens: 4_097 },
      { no_stream: { change: expect.stringContaining('as a stream') } },
      { stream: true },
    ],
    [
      ['system'],
      instructed,
      { system_role: { change: expect.stringContaining('first user message') } },
      { messages: [{ role: 'user', content: 'Be brief.\n\nWhat is the capital of France?' }] },
    ],
    [
      ['system:llama.cpp'],
      instructed,
      { system_role: { said: 'System role not supported' } },
      { messages: [{ role: 'user', content: 'Be brief.\n\nWhat is the capital of France?' }] },
    ],
    [
      ['stream_options', 'temperature', 'max_tokens', 'system'],
      instructed,
      {
        stream_options: expect.anything(),
        temperature: expect.anything(),
        max_tokens: expect.anything(),
        system_role: expect.anything(),
      },
      { max_completion_tokens: 50 },
    ],
  ])(
    'a server that refuses %j is asked differently, once and from then on',
    async (refusedFeatures, request, expected, sent) => {
      const fake = await serve({ refusedFeatures });
      const { answer, learnt, caller } = ask({ fake, ...request });
      expect((await answer).text).toContain('Paris');
      const { adaptations } = caller.endpoint;
      expect(adaptations).toMatchObject(expected);
      expect(Object.keys(adaptations)).toEqual(learnt);
      expect(learnt.toSorted()).toEqual(Object.keys(expected).toSorted());
      expect(fake.chatCalls).toHaveLength(1 + learnt.length);
      expect(fake.chatCalls.at(-1)?.body).toMatchObject(sent);

      fake.reset();
      const again = ask({ fake, adaptations, ...request });
      await again.answer;
      expect(again.learnt).toEqual([]);
      expect(fake.chatCalls.map((call) => call.outcome)).toEqual(['answered']);
    },
  );

  it('what a refusal only names is left out on trial, and remembered when that helped', async () => {
    usual.respond((call) =>
      call.body?.temperature === undefined
        ? { kind: 'answer', text: 'Paris.' }
        : providerErrors.openAi(400, 'temperature: nothing but one'),
    );
    const { answer, caller } = ask();
    expect((await answer).text).toBe('Paris.');
    expect(caller.endpoint.adaptations).toMatchObject({ temperature: { trial: true } });
    expect(usual.chatCalls).toHaveLength(2);
  });

  it('what did not help is not remembered', async () => {
    usual.respond(providerErrors.openAi(400, 'temperature: nothing but one'));
    const opened = openCaller();
    expect(await failureOf({ opened })).toMatchObject({ reason: 'invalid_request' });
    expect(opened.caller.endpoint.adaptations).toEqual({});
    expect(usual.chatCalls).toHaveLength(2);
  });

  it('one that wants streams for long answers only is not bothered with short ones', async () => {
    const fake = await serve({ refusedFeatures: ['long-without-stream'] });
    const { answer, learnt } = ask({ fake, stream: false, maxTokens: 4_096 });
    expect(await answer).toMatchObject({ streamed: false });
    expect(learnt).toEqual([]);
  });

  it('a refusal inside HTTP 200 is one as well', async () => {
    usual.queue({
      kind: 'reply',
      body: { error: { message: "Unsupported parameter: 'temperature' is not supported" } },
    });
    const { answer, learnt } = ask();
    expect((await answer).text).toContain('Paris');
    expect(learnt).toEqual(['temperature']);
  });

  it('calls that go out together find out together', async () => {
    const fake = await serve({ refusedFeatures: ['temperature', 'max_tokens'] });
    const opened = openCaller({ fake });
    const calls = Array.from({ length: 10 }, () => ask({ opened }));
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    expect(answers.map(({ text }) => text)).toEqual(Array(10).fill(answers[0]?.text));
    expect(opened.learnt.toSorted()).toEqual(['max_tokens', 'temperature']);
    expect(fake.chatCalls.length).toBeLessThanOrEqual(30);
  });

  it.each([
    ["Unsupported parameter: 'temperature' is not supported", ['temperature']],
    ['temperature must be between 0 and 0.5', []],
    ['Unsupported parameter: top_p is not supported', []],
  ])('one that goes on refusing is not asked for ever: %s', async (message, features) => {
    usual.respond(providerErrors.openAi(400, message));
    const opened = openCaller();
    const error = await failureOf({ opened });
    expect(error).toMatchObject({ reason: 'invalid_request', providerMessage: message });
    expect(Object.keys(opened.caller.endpoint.adaptations)).toEqual(features);
    expect(usual.chatCalls).toHaveLength(1 + features.length);
  });

  it('one that both wants a stream and refuses it is not asked for ever', async () => {
    usual.respond((call) =>
      call.body?.stream
        ? providerErrors.openAi(400, 'This model does not support streaming.')
        : providerErrors.openAi(400, 'Requests must have stream=true'),
    );
    expect(await failureOf()).toMatchObject({ reason: 'invalid_request', status: 400 });
    expect(usual.chatCalls.length).toBeLessThanOrEqual(4);
  });
});
