/** What secrets look like wherever they stand, also in texts of others that we only pass on. */
const secrets: [RegExp, string][] = [
  [/\bdemo-[A-Za-z0-9_-]{22,}/g, 'demo-[redacted]'],
  [/\b(bearer|basic)(\s+|%20)[^\s"'\\,;]{8,}/gi, '$1 [redacted]'],
  // Prefixes of the providers that have presets, and of those that came before.
  [/\b(sk|pk|rk|gsk|hf|fw|tgp|r8|xai|nvapi|csk|pplx)[-_][\w-]{12,}/g, '$1-[redacted]'],
  [/\bAIza[\w-]{20,}/g, 'AIza[redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/"'@\\]+@/gi, '$1[redacted]@'],
];

/**
 * `text` without session ids, credentials of headers and addresses, and keys of the usual makes. The
 * last of several nets: nothing should get here with a secret in it.
 */
export function withoutSecrets(text: string): string {
  return secrets.reduce((left, [secret, mark]) => left.replace(secret, mark), text);
}
