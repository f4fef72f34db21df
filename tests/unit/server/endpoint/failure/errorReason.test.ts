/** Who says what with which status: the words are facts of each provider, shortened. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorReason, errorReasons } from '../../../../../contract/errorReasons.ts';
import {
  cluesIn,
  reasonOfPayload,
  reasonOfStatus,
} from '../../../../../server/endpoint/failure/errorReason.ts';

const HOUR_MS = 3_600_000;

type Said = [who: string, status: number, words: string, reason: ErrorReason];

describe('the cause of a status and its words', () => {
  it.each<Said>([
    ['OpenAI', 404, 'Invalid URL (POST /v1/v1/chat/completions)', 'wrong_path'],
    ['Ollama', 404, '404 page not found', 'wrong_path'],
    ['FastAPI', 404, 'Not Found', 'wrong_path'],
    ['Express', 404, 'Cannot POST /chat/completions', 'wrong_path'],
    ['Kong', 404, 'no Route matched with those values', 'wrong_path'],
    ['nginx', 404, '404 Not Found', 'wrong_path'],
    ['a static server', 405, 'Method Not Allowed', 'wrong_path'],
  ])('%s, wrong path: %d %s', (_who, status, words, reason) => {
    expect(reasonOfStatus(status, words, null)).toBe(reason);
  });

  it.each<[string, number, string]>([
    ['OpenAI', 404, 'The model `m` does not exist or you do not have access to it.'],
    ['Ollama', 404, 'model "m" not found, try pulling it first'],
    ['Fireworks', 404, 'Model not found, inaccessible, and/or not deployed'],
    ['Together', 404, 'Unable to access model m. Please visit the list of supported models.'],
    ['OpenRouter', 404, 'No endpoints found for m.'],
    ['OpenRouter', 400, 'm is not a valid model ID'],
    ['DeepSeek', 400, 'Model Not Exist'],
    ['Mistral', 400, 'Invalid model: m'],
    ['Groq', 400, 'The model `m` has been decommissioned and is no longer supported.'],
    ['Azure', 404, 'The API deployment for this resource does not exist.'],
    ['Zhipu', 400, '模型不存在，请检查模型代码。'],
    ['LM Studio', 400, 'No models loaded. Please load a model first.'],
    ['LiteLLM', 400, 'Invalid model name passed in model=m'],
    ['a gateway', 422, 'Unknown model: m'],
    ['a gateway', 500, 'no such model'],
  ])('%s, unknown model: %d %s', (_who, status, words) => {
    expect(reasonOfStatus(status, words, null)).toBe('unknown_model');
  });

  it.each<Said>([
    ['OpenAI', 401, 'Incorrect API key provided: sk-…', 'key_refused'],
    ['Google', 400, 'API key not valid. Please pass a valid API key.', 'key_refused'],
    ['a gateway', 400, 'Invalid API key', 'key_refused'],
    ['a gateway', 400, 'Missing token', 'key_refused'],
    ['a gateway', 500, 'The API key has expired', 'key_refused'],
    ['OpenAI', 400, "Invalid 'max_tokens': must be a whole number.", 'invalid_request'],
    ['Hugging Face', 403, 'Access to this model is gated.', 'not_permitted'],
    ['OpenRouter', 404, 'No endpoints found matching your data policy.', 'not_permitted'],
    [
      'OpenRouter',
      404,
      'No endpoints found that support the requested parameters: seed',
      'invalid_request',
    ],
    ['OpenRouter', 403, 'Key limit exceeded (total limit).', 'out_of_credit'],
    ['DashScope', 400, 'Arrearage', 'out_of_credit'],
    ['One API', 403, '用户额度不足', 'out_of_credit'],
    ['One API', 400, '无效的令牌', 'key_refused'],
    ['a gateway', 400, 'Missing Authorization header', 'key_refused'],
    ['DashScope', 400, 'Input data may contain inappropriate content.', 'content_filter'],
    ['DeepSeek', 400, 'Content Exists Risk', 'content_filter'],
    ['Zhipu', 400, '系统检测到输入或生成内容可能包含不安全或敏感内容', 'content_filter'],
    ['DashScope', 400, 'Range of input length should be [1, 30720]', 'context_too_long'],
    ['TGI', 422, '`inputs` tokens + `max_new_tokens` must be <= 4096', 'context_too_long'],
    ['Go', 500, 'Post "http://x": context deadline exceeded', 'upstream_timeout'],
    ['a gateway', 425, 'Model is not ready', 'model_loading'],
    ['a chat template', 400, 'This model requires starting with a user turn', 'invalid_request'],
    ['Anthropic', 400, 'You have reached your specified API usage limits.', 'quota_exceeded'],
    ['Baidu', 400, 'Open api qps request limit reached', 'too_fast'],
    ['OpenRouter', 403, 'Your input was flagged by moderation.', 'content_filter'],
    ['Volcengine', 403, 'The account has an overdue balance.', 'out_of_credit'],
    ['GitHub Models', 403, 'API rate limit exceeded', 'too_fast'],
    ['DashScope', 403, 'The free quota has been used up.', 'quota_exceeded'],
    ['MiniMax', 500, 'login fail: please carry the API secret key', 'key_refused'],
    ['a gateway', 400, 'token expired', 'key_refused'],
    ['Go', 400, 'Client sent an HTTP request to an HTTPS server.', 'speaks_https'],
    ['nginx', 400, 'The plain HTTP request was sent to HTTPS port', 'speaks_https'],
    ['nginx', 400, 'Request Header Or Cookie Too Large', 'headers_refused'],
  ])('%s, the key and what it may: %d %s', (_who, status, words, reason) => {
    expect(reasonOfStatus(status, words, null)).toBe(reason);
  });

  it.each<Said>([
    ['OpenAI', 400, "This model's maximum context length is 10 tokens.", 'context_too_long'],
    ['vLLM', 400, 'The prompt (length 9) exceeds the model context of 8', 'context_too_long'],
    [
      'llama.cpp',
      400,
      'the request exceeds the available context size, try increasing it',
      'context_too_long',
    ],
    ['Anthropic', 400, 'prompt is too long: 9 tokens > 8 maximum', 'context_too_long'],
    ['LM Studio', 500, 'Reached the context length of 8 tokens.', 'context_too_long'],
    ['nginx', 413, '413 Request Entity Too Large', 'context_too_long'],
    [
      'Groq',
      413,
      'Request too large for model `m` on tokens per minute (TPM): Limit 8000, Requested 32979, please reduce your message size',
      'request_over_rate',
    ],
    ['llama.cpp', 500, 'Jinja Exception: Conversation roles must alternate', 'invalid_request'],
    ['llama.cpp', 500, 'System role not supported', 'invalid_request'],
    ['LiteLLM', 500, 'litellm.RateLimitError: too many requests', 'too_fast'],
    ['Azure', 400, "The prompt triggered our content management policy's filter", 'content_filter'],
    [
      'DashScope',
      400,
      'Output data may contain inappropriate content: content filter',
      'content_filter',
    ],
    ['OpenRouter', 402, 'Insufficient credits.', 'out_of_credit'],
    ['DeepSeek', 402, 'Insufficient Balance', 'out_of_credit'],
    ['Anthropic', 400, 'Your credit balance is too low.', 'out_of_credit'],
    ['a gateway', 502, 'upstream of the load balancer is gone', 'server_error'],
    ['OpenAI', 400, "'messages' is a required property", 'invalid_request'],
    ['OpenRouter', 502, 'Provider returned error', 'server_error'],
    ['Cloudflare', 530, 'error code: 1033', 'server_error'],
    ['a server', 500, 'The model request ended with an unknown error', 'server_error'],
  ])('%s, the request and the account: %d %s', (_who, status, words, reason) => {
    expect(reasonOfStatus(status, words, null)).toBe(reason);
  });

  it.each<Said>([
    ['llama.cpp', 503, 'Loading model', 'model_loading'],
    ['Hugging Face', 503, 'Model org/m is currently loading', 'model_loading'],
    ['a gateway', 500, 'The model is warming up', 'model_loading'],
    ['Ollama', 500, 'llama runner process has terminated: error loading model', 'server_error'],
    ['a gateway', 500, 'Failed loading the model', 'server_error'],
    ['Together', 503, 'The server is currently overloaded', 'overloaded'],
    ['Groq, flex tier', 498, 'Flex capacity exceeded', 'overloaded'],
    ['Anthropic', 529, 'Overloaded', 'overloaded'],
    ['a gateway', 500, 'Please try again later', 'overloaded'],
    ['vLLM behind a proxy', 504, 'Gateway Timeout', 'upstream_timeout'],
    ['OpenRouter', 408, 'Your request timed out', 'upstream_timeout'],
    ['Cloudflare', 524, 'api.example.com | 524: A timeout occurred', 'upstream_timeout'],
    ['Cloudflare', 522, 'Connection timed out', 'upstream_timeout'],
    ['a gateway', 500, 'upstream request timeout', 'upstream_timeout'],
    ['a gateway', 502, '504 Gateway Time-out', 'upstream_timeout'],
    ['Cloudflare', 403, 'Just a moment...', 'bot_check'],
    ['Cloudflare', 403, 'Attention Required! | Cloudflare', 'bot_check'],
    ['Vercel', 429, 'Vercel Security Checkpoint', 'bot_check'],
    ['DDoS-Guard', 503, 'DDoS-Guard', 'bot_check'],
  ])('%s, the server: %d %s', (_who, status, words, reason) => {
    expect(reasonOfStatus(status, words, null)).toBe(reason);
  });

  it.each<[string, string, number | null, ErrorReason]>([
    ['OpenAI', 'Rate limit reached for requests per min (RPM): Limit 3', 20_000, 'too_fast'],
    ['Together, above its dynamic rate', 'You have reached the rate limit', null, 'too_fast'],
    [
      'Groq',
      'Rate limit reached on tokens per minute (TPM): Limit 6000. Need more? https://groq/billing',
      4_770,
      'too_fast',
    ],
    [
      'Groq',
      'Rate limit reached on tokens per day (TPD): Limit 100000. Need more? https://groq/billing',
      578_000,
      'quota_used_up',
    ],
    ['OpenAI', 'You exceeded your current quota, check your plan', null, 'quota_exceeded'],
    ['Gemini', 'You exceeded your current quota. Please retry in 36.43s.', 36_430, 'too_fast'],
    ['Gemini', 'Resource has been exhausted (e.g. check quota).', null, 'quota_exceeded'],
    ['DashScope', 'Allocated quota exceeded, increase your quota limit.', null, 'quota_exceeded'],
    [
      'Azure',
      'exceeded token rate limit of your pricing tier. Please retry after 6 seconds. https://aka.ms/oai/quotaincrease',
      6_000,
      'too_fast',
    ],
    ['a gateway that tells all its limits', '20 per minute, 500 per day', 9_000, 'too_fast'],
    ['a gateway that tells all its limits', '20 per minute, 500 per day', null, 'quota_exceeded'],
    ['Zhipu', '余额不足或无可用资源包,请充值。', null, 'quota_exceeded'],
    ['Zhipu', '您的账户已欠费，请充值后重试。', null, 'quota_exceeded'],
    ['Zhipu', '您当前使用该API的并发数过高', null, 'too_many_at_once'],
    ['a gateway', '每日额度已用完', null, 'quota_used_up'],
    ['a gateway', 'Quota exceeded for this minute', null, 'too_fast'],
    [
      'OpenAI',
      'Request too large for m on tokens per min (TPM): Limit 30000, Requested 48952.',
      null,
      'request_over_rate',
    ],
    ['OpenRouter', 'Rate limit exceeded: free-models-per-day', HOUR_MS, 'quota_used_up'],
    ['a gateway that only says when', 'Too many requests', HOUR_MS, 'quota_used_up'],
    ['a gateway', 'Monthly limit reached', null, 'quota_used_up'],
    ['Moonshot', 'max organization concurrency: 3, please try again', 1_000, 'too_many_at_once'],
    ['a gateway', 'Too many parallel requests', null, 'too_many_at_once'],
    ['a gateway', 'Too many simultaneous calls', null, 'too_many_at_once'],
    ['nobody', '', null, 'too_fast'],
    ['nobody', '', 14 * 60_000, 'too_fast'],
  ])('%s, 429: %s (wait %s ms)', (_who, words, waitMs, reason) => {
    expect(reasonOfStatus(429, words, waitMs)).toBe(reason);
  });

  it.each([300, 301, 302, 307, 308, 399])('a redirect is one whatever it says: %d', (status) => {
    expect(reasonOfStatus(status, 'model not found', null)).toBe('redirected');
  });
});

describe('what stands beside the words', () => {
  it.each<[string, number, number | null, unknown, ErrorReason]>([
    [
      'Gemini, a quota of a day with the wait of a minute',
      429,
      36_000,
      { error: { details: [{ violations: [{ quotaId: 'RequestsPerDayPerProject-FreeTier' }] }] } },
      'quota_exceeded',
    ],
    ['OpenAI', 429, null, { error: { code: 'insufficient_quota' } }, 'quota_exceeded'],
    ['a gateway', 429, 1_000, { error: { code: 'insufficient_quota' } }, 'quota_exceeded'],
    ['Groq', 413, null, { error: { code: 'rate_limit_exceeded' } }, 'context_too_long'],
    ['OpenAI', 400, null, { error: { code: 'context_length_exceeded' } }, 'context_too_long'],
    ['Anthropic', 500, null, { error: { type: 'overloaded_error' } }, 'overloaded'],
    ['a gateway', 400, null, { error: { type: 'invalid_request_error' } }, 'invalid_request'],
  ])('%s: %d (wait %s ms) %j', (_who, status, waitMs, refusal, reason) => {
    expect(reasonOfStatus(status, '', waitMs, { clues: cluesIn(refusal) })).toBe(reason);
  });

  it('Cloudflare marks its challenge in a header', () => {
    const headers = { 'cf-mitigated': 'challenge' };
    expect(reasonOfStatus(403, '', null, { headers })).toBe('bot_check');
  });
});

describe('the cause of an error object inside an answer', () => {
  it.each<[string, unknown, string, ErrorReason]>([
    ['OpenRouter', { code: 429 }, 'Rate limited', 'too_fast'],
    ['OpenRouter', { code: 502 }, 'Provider disconnected', 'server_error'],
    ['a gateway', { code: '401' }, '', 'key_refused'],
    ['llama.cpp', { code: 503 }, 'Loading model', 'model_loading'],
    ['LM Studio', 'x', 'Unexpected endpoint or method. (POST /v1/v1/chat)', 'wrong_path'],
    ['Ollama', { code: null }, 'model "m" not found', 'unknown_model'],
    ['a gateway', { code: 'rate_limit' }, 'Rate limit exceeded', 'too_fast'],
    ['a gateway', {}, 'Too many requests at the same time', 'too_many_at_once'],
    ['a gateway', {}, 'Quota exceeded', 'quota_exceeded'],
    ['vLLM', { code: 7 }, 'maximum context length is 10', 'context_too_long'],
    ['a status that is none', { code: 200 }, '', 'server_error'],
    ['a status that is none', { code: 600 }, '', 'server_error'],
    ['a status that is none', { code: 429.5 }, '', 'server_error'],
    ['nobody', null, '', 'server_error'],
  ])('%s: %j with the words “%s”', (_who, payload, words, reason) => {
    expect(reasonOfPayload(payload, words, null)).toBe(reason);
  });

  it('heeds a long wait', () => {
    expect(reasonOfPayload({ code: 429 }, '', HOUR_MS)).toBe('quota_used_up');
  });
});

describe('whatever it is given', () => {
  it('words of any length are read in a moment', () => {
    const words = 'request too large, wait '.repeat(3_000);
    expect(reasonOfStatus(413, words, null)).toBe('context_too_long');
  });

  it('there is a cause, and 2xx is none of a client’s own failures', () => {
    const ownFailures = ['no_connection', 'stalled', 'too_slow', 'no_answer', 'unexpected'];
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.string(),
        fc.option(fc.nat()),
        (status, words, waitMs) => {
          const reason = reasonOfStatus(status, words, waitMs);
          expect(errorReasons).toContain(reason);
          expect(ownFailures).not.toContain(reason);
        },
      ),
    );
  });
});
