import type { ResponseHeaders } from './responseHeaders.ts';

/** Headers that name a request to whoever runs the endpoint, the most telling first. */
const REQUEST_ID_HEADERS = [
  // OpenAI, Groq, Together, Fireworks, DeepInfra and most gateways; vLLM when it is told to.
  'x-request-id',
  // Anthropic.
  'request-id',
  'openai-request-id',
  // Azure: the gateway's name of a request, then the service's behind it.
  'apim-request-id',
  'x-ms-request-id',
  // Amazon Bedrock.
  'x-amzn-requestid',
  // Mistral.
  'mistral-correlation-id',
  // OpenRouter.
  'x-generation-id',
  'x-correlation-id',
  // Cloudflare's name for what it passed on; where nothing else is known, it is something to ask for.
  'cf-ray',
];

const MAX_CHARACTERS = 200;

/**
 * The id that an endpoint gave to a request, for its support to find the request by; null where it
 * gave none. It is untrusted text: only printable ASCII, at most 200 characters. Not redacted yet.
 */
export function readUpstreamRequestId(headers: ResponseHeaders): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers[name];
    if (value === undefined) continue;
    const id = printable(Array.isArray(value) ? value.join(', ') : value);
    if (id !== '') return id;
  }
  return null;
}

function printable(value: string): string {
  return value
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, MAX_CHARACTERS);
}
