/** Where providers and gateways put their words: the shapes are facts of each, shortened. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorObjects } from '../../../../../server/endpoint/failure/nestedErrors.ts';
import { extractProviderMessage } from '../../../../../server/endpoint/failure/providerMessage.ts';

const json = (value: unknown) => JSON.stringify(value);

describe('the words of the provider', () => {
  it.each<[string, string, string]>([
    [
      'OpenRouter, with the words of whom it asked',
      json({
        error: {
          message: 'Provider returned error',
          code: 429,
          metadata: { raw: 'm is temporarily rate-limited upstream.', provider_name: 'Chutes' },
        },
      }),
      'Provider returned error (Chutes): m is temporarily rate-limited upstream.',
    ],
    [
      'OpenRouter, with the body of whom it asked',
      json({
        error: {
          message: 'Provider returned error',
          metadata: {
            raw: json({ error: { message: "Invalid 'max_output_tokens'", param: 'x' } }),
            provider_name: 'Azure',
          },
        },
      }),
      "Provider returned error (Azure): Invalid 'max_output_tokens'",
    ],
    [
      'LiteLLM with Bedrock behind it',
      json({
        error: {
          message: `litellm.BadRequestError: BedrockException - ${json({
            message: `The model returned the following errors: ${json({
              type: 'error',
              error: { message: '`temperature` is deprecated for this model.' },
            })}`,
          })}`,
          code: '400',
        },
      }),
      'litellm.BadRequestError: BedrockException - The model returned the following errors: `temperature` is deprecated for this model.',
    ],
    [
      'LiteLLM, with bytes as Python writes them',
      json({ error: { message: `Exception - b'${json({ error: 'Too long' })}' (model m)` } }),
      'Exception - Too long (model m)',
    ],
    [
      'a text whose quotes are escaped twice',
      'Upstream: {\\"error\\":{\\"message\\":\\"No good.\\"}}',
      'Upstream: No good.',
    ],
    ['Tencent', json({ Response: { Error: { Code: 'X', Message: 'No.' } } }), 'No.'],
    ['an envelope', json({ status: 'error', data: { error: 'No.' } }), 'No.'],
    ['a name of its own', json({ exception: 'No.' }), 'No.'],
    ['ASP.NET', json({ errors: { max_tokens: ['must be >= 16'] } }), 'max_tokens: must be >= 16'],
    [
      'a stream',
      `event: error\ndata: ${json({ error: { message: 'No.' } })}\n\ndata: [DONE]\n`,
      'No.',
    ],
    [
      'MiniMax',
      json({ choices: null, base_resp: { status_code: 1, status_msg: 'login fail' } }),
      'login fail',
    ],
    ['Zhipu', json({ code: 401, msg: 'token expired', success: false }), 'token expired'],
    ['Baidu', json({ error_code: 336_003, error_msg: 'max input length' }), 'max input length'],
    [
      'Cloudflare',
      json({ success: false, errors: [{ message: 'No route' }], result: null }),
      'No route',
    ],
    ['a list of texts', json({ errors: ['One.', 'Two.', 'One.'] }), 'One.; Two.'],
    ['AWS', json({ Message: 'Bad signature' }), 'Bad signature'],
    ['problem details', json({ title: 'Bad request', status: 400 }), 'Bad request'],
    [
      'OAuth',
      json({ error: 'invalid_token', error_description: 'It expired' }),
      'invalid_token: It expired',
    ],
    [
      'NestJS',
      json({ statusCode: 401, message: 'Bad key', error: 'Unauthorized' }),
      'Unauthorized: Bad key',
    ],
    ['Apigee', json({ fault: { faultstring: 'Bad key' } }), 'Bad key'],
    [
      'FastAPI, with the parameter',
      json({ detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Not permitted' }] }),
      'seed: Not permitted',
    ],
    [
      'an XML error',
      '<Error><Code>X</Code><Message>Access denied</Message></Error>',
      'Access denied',
    ],
    ['brackets that hold no error', 'Retry [1] of {n} failed', 'Retry [1] of {n} failed'],
  ])('%s', (_who, body, words) => {
    expect(extractProviderMessage(body)).toBe(words);
  });
});

describe('a hostile refusal', () => {
  it('is looked through in bounded time and depth', () => {
    const brackets = '{"a":['.repeat(10_000);
    expect(extractProviderMessage(brackets)).toBe(brackets);
    let nested = json({ message: 'deep' });
    for (let depth = 0; depth < 12; depth += 1) nested = json({ message: nested });
    expect(errorObjects(nested).length).toBeLessThan(50);
    expect(errorObjects(Array.from({ length: 9_999 }, () => ({})))).toHaveLength(200);
  });

  it('of any shape has words or none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof extractProviderMessage(json(value))).toBe('string');
        errorObjects(value);
      }),
    );
  });
});
