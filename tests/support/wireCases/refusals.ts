/** What endpoints say when they refuse: which part of the request, which limit, whose fault. */
import { expect } from 'vitest';
import type { FakeCall } from '../fakeModel/callLog.ts';
import type { Responder, Script } from '../fakeModel/scripts.ts';
import { answered, saying } from './expectations.ts';
import { json } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const ANSWER: Script = { kind: 'answer', text: 'Paris' };
const refusal = (status: number, body: unknown, headers: Record<string, string> = {}): Script => ({
  kind: 'error',
  status,
  body,
  headers,
});
const message = (status: number, text: string, more: object = {}) =>
  refusal(status, { error: { message: text, type: 'invalid_request_error', ...more } });

/** Refuses while the request asks for what it should not. */
const unless =
  (isFine: (body: NonNullable<FakeCall['body']>) => boolean, refused: Script): Responder =>
  ({ body }) =>
    body && isFine(body) ? ANSWER : refused;
const withoutTemperature = (refused: Script) =>
  unless(({ temperature }) => temperature === undefined || temperature === 1, refused);
const withoutSeed = (refused: Script) => unless(({ seed }) => seed === undefined, refused);
const withEnoughTokens = (refused: Script) =>
  unless(({ max_tokens = 16 }) => max_tokens >= 16, refused);

const TOO_FEW =
  "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.";
const upstream = (raw: unknown, provider_name: string, code: number) => ({
  error: { message: 'Provider returned error', code, metadata: { raw, provider_name } },
});
const temperatureAdapted = {
  through: 'test' as const,
  expected: {
    report: { success: true },
    session: { adaptations: { temperature: expect.anything() } },
  },
};
const seedAdapted = {
  config: { seed: 7 },
  expected: {
    result: answered(),
    session: { adaptations: { seed: { change: saying('seed omitted') } } },
    calls: 2,
  },
};

export const refusedParameters: WireCase[] = [
  {
    id: '01a',
    what: 'only one temperature is allowed',
    respond: withoutTemperature(
      message(400, 'invalid temperature: only 1 is allowed for this model'),
    ),
    ...temperatureAdapted,
  },
  {
    id: '01b',
    what: 'the temperature is only named, so that leaving it out shows that it was refused',
    respond: withoutTemperature(message(400, 'Bad request', { param: 'temperature' })),
    through: 'test',
    expected: {
      report: {
        success: true,
        probes: expect.arrayContaining([
          expect.objectContaining({ name: 'trial', verdict: 'adapted' }),
        ]),
      },
      session: { adaptations: { temperature: { trial: true } } },
    },
  },
  {
    id: '02a',
    what: 'temperature is deprecated',
    respond: withoutTemperature(message(400, '`temperature` is deprecated for this model.')),
    ...temperatureAdapted,
  },
  {
    id: '02b',
    what: 'the same within JSON within texts of a gateway',
    respond: withoutTemperature(
      message(
        400,
        `litellm.BadRequestError: BedrockException - ${JSON.stringify({
          message: `The model returned the following errors: ${JSON.stringify({
            type: 'error',
            error: { message: '`temperature` is deprecated for this model.' },
          })}`,
        })}`,
        { code: '400' },
      ),
    ),
    ...temperatureAdapted,
  },
  {
    id: '03a',
    what: 'fewer than 16 tokens are refused',
    respond: withEnoughTokens(
      message(400, TOO_FEW, { param: 'max_output_tokens', code: 'integer_below_min_value' }),
    ),
    through: 'test',
    expected: { report: { success: true } },
  },
  {
    id: '03b',
    what: 'the same as a text within the error of a gateway',
    respond: withEnoughTokens(
      refusal(400, upstream(JSON.stringify({ error: { message: TOO_FEW } }), 'Azure', 400)),
    ),
    through: 'test',
    expected: { report: { success: true } },
  },
  {
    id: '03c',
    what: 'a temperature out of the range of the server does not shut anybody out of the test',
    respond: unless(
      ({ temperature }) => Number(temperature ?? 0) <= 0.5,
      message(400, 'temperature must be between 0 and 0.5'),
    ),
    through: 'test',
    expected: { report: { success: true }, session: { adaptations: {} } },
  },
  {
    id: '14a',
    what: 'FastAPI forbids the seed',
    respond: withoutSeed(
      refusal(422, {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'seed'],
            msg: 'Extra inputs are not permitted',
            input: 7,
          },
        ],
      }),
    ),
    ...seedAdapted,
  },
  {
    id: '14b',
    what: 'Mistral forbids it inside the message',
    respond: withoutSeed(
      refusal(422, {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'seed'],
              msg: 'Extra inputs are not permitted',
              input: 7,
            },
          ],
        },
        type: 'invalid_request_error',
        param: null,
        code: null,
      }),
    ),
    ...seedAdapted,
  },
  {
    id: '28b',
    what: 'OpenRouter passes the refusal of a parameter on',
    respond: withoutTemperature(
      refusal(
        400,
        upstream(
          JSON.stringify({
            error: {
              message: "Unsupported parameter: 'temperature' is not supported with this model.",
              param: 'temperature',
            },
          }),
          'OpenAI',
          400,
        ),
      ),
    ),
    ...temperatureAdapted,
  },
];

/** Refuses until so many milliseconds after the first call. */
function untilAfter(ms: number, refused: Script): Responder {
  let since: number | undefined;
  return ({ at }) => {
    since ??= at;
    return at - since >= ms ? ANSWER : refused;
  };
}

/** Refuses so many calls. */
function times(count: number, refused: Script): Responder {
  let left = count;
  return () => {
    left -= 1;
    return left >= 0 ? refused : ANSWER;
  };
}

const AZURE_LIMIT =
  'Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-05-01-preview have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after';
const AZURE_QUOTA =
  'Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.';
const azure = (seconds: number) =>
  refusal(
    429,
    { error: { code: '429', message: `${AZURE_LIMIT} ${seconds} seconds. ${AZURE_QUOTA}` } },
    { 'retry-after': String(seconds) },
  );
const EMPTY_ACCOUNT =
  'You exceeded your current quota, please check your plan and billing details.';
/** One prompt, answered after the wait; 2 s in place of the half a minute that was reported. */
const waitedFor = (
  respond: Responder,
  ms: number,
): Pick<WireCase, 'respond' | 'expected' | 'check'> => ({
  respond,
  expected: { run: { status: 'completed' }, result: answered() },
  check({ calls }) {
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(calls.at(-1)?.at ?? 0).toBeGreaterThanOrEqual((calls[0]?.at ?? 0) + ms);
  },
});

export const refusedForALimit: WireCase[] = [
  {
    id: '05a',
    what: 'Azure: a limit of tokens that speaks of quota and names a wait',
    ...waitedFor(untilAfter(2_000, azure(2)), 2_000),
  },
  {
    id: '05b',
    what: 'Azure: the same with a day',
    respond: azure(86_400),
    expected: { run: { status: 'failed', error: saying(/quota/i) }, calls: 1 },
  },
  {
    id: '06a',
    what: 'Gemini: quota and billing, with a retryDelay and no header',
    ...waitedFor(
      untilAfter(
        1_430,
        refusal(429, [
          {
            error: {
              code: 429,
              message: `${EMPTY_ACCOUNT} Please retry in 1.43s.`,
              status: 'RESOURCE_EXHAUSTED',
              details: [
                { '@type': 'type.googleapis.com/google.rpc.Help' },
                { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' },
              ],
            },
          },
        ]),
      ),
      1_430,
    ),
  },
  {
    id: '06b',
    what: 'DashScope: insufficient_quota that passes',
    ...waitedFor(
      times(
        2,
        message(429, 'Allocated quota exceeded, please increase your quota limit.', {
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        }),
      ),
      1_000,
    ),
  },
  {
    id: '06c',
    what: 'Gemini: exhausted, without a time',
    ...waitedFor(
      times(
        2,
        refusal(429, {
          error: {
            code: 429,
            message: 'Resource has been exhausted (e.g. check quota).',
            status: 'RESOURCE_EXHAUSTED',
          },
        }),
      ),
      1_000,
    ),
  },
  {
    id: '06d',
    what: 'OpenAI: an account that is empty',
    respond: message(429, EMPTY_ACCOUNT, {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
    prompts: [{ prompt: 'One?' }, { prompt: 'Two?' }, { prompt: 'Three?' }],
    config: { concurrency: 3 },
    expected: {
      run: { status: 'failed', completed_prompts: 0, error: saying(/quota/i) },
      results: [],
    },
    check: ({ calls }) => expect(calls.length).toBeLessThanOrEqual(12),
  },
  {
    id: '28a',
    what: 'OpenRouter: rate-limited by whom it asked',
    respond: refusal(
      429,
      upstream('z-ai/glm-4.5-air:free is temporarily rate-limited upstream.', 'Chutes', 429),
    ),
    config: { max_retries: 0 },
    expected: {
      result: {
        error_kind: 'rate_limit',
        error: saying(/\(Chutes\): z-ai\/glm-4\.5-air:free is temporarily rate-limited/),
      },
    },
  },
  {
    id: '29a',
    what: 'Groq: one request above the tokens of a minute, as 413',
    respond: message(
      413,
      'Request too large for model `m` on tokens per minute (TPM): Limit 8000, Requested 32979, please reduce your message size and try again.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
    expected: {
      result: { error_kind: 'rate_limit', error: saying(/in a minute.*plan/) },
      calls: 1,
    },
  },
  {
    id: '29b',
    what: 'OpenAI: a context that is too long, as 413',
    respond: message(413, "This model's maximum context length is 10 tokens."),
    expected: { result: { error_reason: 'context_too_long' }, calls: 1 },
  },
  {
    id: 'F1a',
    what: 'Retry-After: 0, again and again',
    respond: times(3, refusal(429, { error: { message: 'Slow down.' } }, { 'retry-after': '0' })),
    config: { max_retries: 3, adaptive: false },
    expected: { result: answered(), calls: 4 },
    check({ calls }) {
      // At least half of 500, 1,000 and 2,000 ms.
      expect((calls[3]?.at ?? 0) - (calls[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_700);
    },
  },
  {
    id: 'F2a',
    what: 'Retry-After with a unit',
    ...waitedFor(
      untilAfter(2_000, refusal(429, { error: { message: 'No.' } }, { 'retry-after': '2s' })),
      2_000,
    ),
  },
  {
    id: 'F2b',
    what: 'Azure’s x-ms-retry-after-ms alone',
    ...waitedFor(
      untilAfter(
        1_600,
        refusal(429, { error: { message: 'No.' } }, { 'x-ms-retry-after-ms': '1600' }),
      ),
      1_600,
    ),
  },
];

const ofTest = (respond: Script, report: object): Omit<WireCase, 'id' | 'what'> => ({
  respond,
  through: 'test',
  expected: { report: { success: false, ...report } },
});
/** A message that says this, and nothing of the other. */
const sayingBut = (says: RegExp, not: RegExp) =>
  expect.toSatisfy((text: string) => says.test(text) && !not.test(text));
const PROXY_PAGE = '<title>api.example.com | 524: A timeout occurred</title>';

export const refusedForAnotherReason: WireCase[] = [
  {
    id: '15a',
    what: 'https where http is spoken',
    endpointUrl: (url) => url.replace('http:', 'https:'),
    ...ofTest(ANSWER, {
      error_kind: 'network',
      message: sayingBut(/speaks http and not https/, /SSL|EPROTO|wrong.version/i),
    }),
  },
  {
    id: '30a',
    what: 'a tool call in place of text',
    respond: json({
      choices: [
        {
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'a', type: 'function', function: { name: 'browser.search', arguments: '{}' } },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    }),
    expected: {
      result: { success: false, error: sayingBut(/called a tool/, /chat template/) },
      calls: 1,
    },
  },
  {
    id: '30e',
    what: 'a tool call with the finish reason stop',
    respond: json({
      choices: [
        {
          message: { role: 'assistant', content: '', tool_calls: [{ id: 'a', type: 'function' }] },
          finish_reason: 'stop',
        },
      ],
    }),
    expected: {
      result: { success: false, error: sayingBut(/called a tool/, /chat template/) },
      calls: 1,
    },
  },
  {
    id: '30b',
    what: 'MiniMax: the error in base_resp, with HTTP 200',
    ...ofTest(
      json({
        choices: null,
        base_resp: {
          status_code: 1004,
          status_msg: 'login fail: please carry the API secret key',
        },
      }),
      { error_kind: 'auth', message: sayingBut(/login fail/, /chat template/) },
    ),
  },
  {
    id: '30c',
    what: 'a gateway: code and msg, with HTTP 200',
    ...ofTest(json({ code: 401, msg: 'token expired', success: false }), {
      error_kind: 'auth',
      message: saying('token expired'),
    }),
  },
  {
    id: '30d',
    what: 'Cloudflare: errors, with HTTP 200',
    ...ofTest(
      json({ success: false, errors: [{ message: 'No route for that URI' }], result: null }),
      { message: saying('No route for that URI') },
    ),
  },
  {
    id: '32a',
    what: 'Cloudflare gives up on the server behind it',
    ...ofTest(refusal(524, PROXY_PAGE), {
      error_kind: 'timeout',
      message: saying(/proxy.*waiting/),
    }),
  },
  {
    id: '32b',
    what: 'Cloudflare checks for bots',
    ...ofTest(refusal(403, '<title>Just a moment...</title>', { 'cf-mitigated': 'challenge' }), {
      error_reason: 'bot_check',
      message: sayingBut(/bot check/, /accepts the key/),
    }),
  },
];
