const MAX_SHOWN = 500;

/**
 * A provider's own words, fit to be stored and shown: without the API key in any of the spellings an
 * echo may use, without anything else that looks like a bearer token, and cut to a sane length.
 */
export function redactSecrets(text: string, apiKey: string): string {
  let shown = text;
  for (const spelling of spellingsOf(apiKey)) shown = shown.replaceAll(spelling, '[redacted]');
  return shown
    .replace(/\bBearer\s+[^\s"',;]+/gi, 'Bearer [redacted]')
    .replace(/\b(?:sk|gsk|pk|fw|key)[-_][A-Za-z0-9_-]{12,}/g, '[redacted]')
    .slice(0, MAX_SHOWN);
}

function spellingsOf(apiKey: string): string[] {
  // Shorter ones ("test", "none") are no secrets, and replacing them would garble ordinary words.
  if (apiKey.length < 6) return [];
  const base64 = Buffer.from(apiKey).toString('base64').replace(/=+$/, '');
  return [apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1), base64];
}
