import { DomainError } from '../domainError.ts';

/**
 * The one stored form of an endpoint: the full address of its chat route. People paste the chat
 * address, the base address or only the host; a bare host means the usual `/v1`.
 * @throws DomainError `invalid_input` on `endpointUrl` when it is not an http(s) address
 */
export function normaliseEndpointUrl(text: string): string {
  const url = parseEndpointUrl(text);
  const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
  url.pathname = path.endsWith('/chat/completions')
    ? path
    : `${path === '' ? '/v1' : path}/chat/completions`;
  return url.href;
}

function parseEndpointUrl(text: string): URL {
  const trimmed = text.trim();
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    throw refuse(
      `“${trimmed.slice(0, 80)}” is not a web address. Paste the whole address, for example https://api.together.xyz/v1.`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse('The endpoint must start with http:// or https://.');
  }
  if (url.username || url.password) {
    throw refuse(
      'Leave user name and password out of the address; put the key into its own field.',
    );
  }
  url.hash = '';
  return url;
}

function refuse(message: string): DomainError {
  return new DomainError('invalid_input', message, { field: 'endpointUrl' });
}
