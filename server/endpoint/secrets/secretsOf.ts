import { isPublicHeader } from '../../../contract/requestHeaders.ts';
import type { EndpointCredentials } from '../modelCall.ts';
import { MIN_SECRET_CHARACTERS } from './answerRedactor.ts';
import { MIN_REDACTED_CHARACTERS } from './redact.ts';

/**
 * Every text that opens the endpoint: the key, and the values of all headers that are not public. Of a
 * value such as `Bearer …` it is what follows the scheme, and of `Basic …` what is in it as well: the password,
 * and the user where that is the key (docs/decisions/0027).
 */
export function secretsOf({ apiKey, headers = {} }: EndpointCredentials): string[] {
  const values = Object.entries(headers).filter(([name]) => !isPublicHeader(name));
  const secrets = [apiKey, ...values.flatMap(([, value]) => secretParts(value))];
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

/** `Bearer …`, and the schemes that providers made up: two words, of which the second opens. */
const withScheme = /^([A-Za-z][\w-]*)\s+(\S+)$/;
/** Schemes whose names may be shown. In other texts of two words the first may be a secret, too. */
const knownScheme = /^(basic|bearer|token|api-?key|key|digest|negotiate|oauth)$/i;

function secretParts(value: string): string[] {
  const [, scheme, token] = withScheme.exec(value) ?? [];
  if (scheme === undefined || token === undefined) return [value];
  if (scheme.toLowerCase() === 'basic') return [token, ...basicSecrets(token)];
  return knownScheme.test(scheme) ? [token] : [value, token];
}

/**
 * RFC 7617: user, colon, password; only the password may hold a colon. Many services want their key as the user,
 * with an empty password or a filler such as `x` or `api_token`.
 */
function basicSecrets(token: string): string[] {
  const [user = '', ...rest] = Buffer.from(token, 'base64').toString().split(':');
  const password = rest.join(':');
  const isKey = user.length >= MIN_SECRET_CHARACTERS || password.length < MIN_REDACTED_CHARACTERS;
  return isKey ? [password, user] : [password];
}
