import { createHash } from 'node:crypto';
import type { FakeCall } from './callLog.ts';
import type { ErrorScript } from './scripts.ts';

interface OpenAiDetails {
  type?: string;
  param?: string | null;
  code?: string | null;
}

export function openAiBody(message: string, details: OpenAiDetails = {}) {
  const { type = 'invalid_request_error', param = null, code = null } = details;
  return { error: { message, type, param, code } };
}

/** Ready scripts for the errors of real providers, in each one's own shape. */
export const providerErrors = {
  openAi: (status: number, message: string, details?: OpenAiDetails) =>
    error(status, openAiBody(message, details)),
  errorText: (status: number, text: string) => error(status, { error: text }),
  message: (status: number, message: string) => error(status, { message }),
  /** FastAPI, and vLLM in front of its own checks: a text or a list of findings. */
  detail: (status: number, detail: unknown) => error(status, { detail }),
  vllmOld: (status: number, message: string) =>
    error(status, { object: 'error', message, type: 'BadRequestError', param: null, code: status }),
  ollama: (status: number, message: string) =>
    error(status, { error: { message, type: 'api_error', param: null, code: null } }),
  openRouter: (code: number, message: string, metadata: object = {}, headers = {}) =>
    error(code, { error: { message, code, metadata } }, headers),
  html: (status: number, title = 'Bad Gateway') =>
    error(
      status,
      `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n` +
        `<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n` +
        '</body>\r\n</html>\r\n',
      { 'content-type': 'text/html' },
    ),
  empty: (status: number) => error(status, ''),

  unknownModel: (model: string) =>
    error(
      404,
      openAiBody(`The model \`${model}\` does not exist or you do not have access to it.`, {
        code: 'model_not_found',
      }),
    ),
  wrongKey: (key: string) =>
    error(
      401,
      openAiBody(`Incorrect API key provided: ${masked(key)}.`, { code: 'invalid_api_key' }),
    ),
  /** Headers as the provider under test sends them: 'retry-after', 'x-ratelimit-reset-requests'… */
  tooManyRequests: (headers: Record<string, string> = {}) =>
    error(
      429,
      openAiBody('Rate limit reached for requests.', {
        type: 'requests',
        code: 'rate_limit_exceeded',
      }),
      headers,
    ),
  /** A quota that comes back at `resetAt` (epoch ms), told in the body as OpenRouter does. */
  dailyQuota: (resetAt: number) =>
    providerErrors.openRouter(429, 'Rate limit exceeded: free-models-per-day', {
      headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(resetAt) },
    }),
  outOfCredit: (headers: Record<string, string> = {}) =>
    providerErrors.openRouter(402, 'Insufficient credits.', {}, headers),
  contextLength: (limit: number, sent: number) =>
    error(
      400,
      openAiBody(
        `This model's maximum context length is ${limit} tokens. ` +
          `However, your messages resulted in ${sent} tokens.`,
        { param: 'messages', code: 'context_length_exceeded' },
      ),
    ),
  /** llama.cpp while it reads the model from disk. */
  loadingModel: () =>
    error(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
  overloaded: (status = 529) =>
    error(status, openAiBody('Overloaded', { type: 'overloaded_error' })),
  /** The worst upstream: gives the caller's key back in body and headers, in every encoding. */
  echoedKey: (call: FakeCall, status = 401) => {
    const authorization = String(call.headers.authorization ?? '');
    const key = authorization.replace(/^Bearer /, '');
    const copies = {
      authorization,
      base64: Buffer.from(key).toString('base64'),
      urlEncoded: encodeURIComponent(authorization),
      jsonInJson: JSON.stringify(JSON.stringify({ authorization })),
      sha256: createHash('sha256').update(key).digest('hex'),
      pieces: key.match(/.{1,12}/g),
    };
    const text = `No access with ${authorization} ${JSON.stringify(copies)}`;
    return error(
      status,
      { ...openAiBody(text), copies },
      { 'x-echo-authorization': authorization },
    );
  },
};

function error(status: number, body: unknown, headers?: Record<string, string>): ErrorScript {
  return { kind: 'error', status, body, ...(headers && { headers }) };
}

function masked(key: string): string {
  return key.length > 12 ? `${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}` : '****';
}
