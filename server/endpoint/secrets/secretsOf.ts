import { isPublicHeader } from '../../../contract/requestHeaders.ts';
import type { EndpointCredentials } from '../modelCall.ts';

/**
 * Every text that opens the endpoint: the key, and the values of all headers that are not public. Of a
 * value such as `Bearer …` it is what follows the scheme, and of `Basic …` the password in it as well
 * (docs/decisions/0027).
 */
export function secretsOf({ apiKey, headers = {} }: EndpointCredentials): string[] {
  const values = Object.entries(headers).filter(([name]) => !isPublicHeader(name));
  const secrets = [apiKey, ...values.flatMap(([, value]) => secretParts(value))];
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

/** Schemes of RFC 9110's `Authorization`, and those that providers made up. */
const withScheme = /^(basic|bearer|token|api-?key|key|digest|negotiate)\s+(\S+)$/i;

function secretParts(value: string): string[] {
  const [, scheme, token] = withScheme.exec(value) ?? [];
  if (scheme === undefined || token === undefined) return [value];
  if (scheme.toLowerCase() !== 'basic') return [token];
  // RFC 7617: user, colon, password; only the password may hold a colon.
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(token, 'base64').toString()) ?? [];
  return [token, password];
}
