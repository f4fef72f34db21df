/** Patterns of secrets, also in texts of providers and drivers that end up in the log. */
const secrets: [RegExp, string][] = [
  [/\bdemo-[A-Za-z0-9_-]{22,}/g, 'demo-[redacted]'],
  [/\b(bearer|basic)(\s+|%20)[^\s"'\\,;]{8,}/gi, '$1 [redacted]'],
  // Prefixes of the providers that have presets, and of those that came before.
  [/\b(sk|pk|rk|gsk|hf|fw|tgp|r8|xai|nvapi|csk|pplx)[-_][\w-]{12,}/g, '$1-[redacted]'],
  [/\bAIza[\w-]{20,}/g, 'AIza[redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/"'@\\]+@/gi, '$1[redacted]@'],
];

/**
 * Redacts session tokens, credentials in headers and URLs, and API keys in the usual formats. The last of
 * several safeguards: no text with a secret should get here.
 */
export function withoutSecrets(text: string): string {
  return secrets.reduce((redacted, [secret, mark]) => redacted.replace(secret, mark), text);
}
