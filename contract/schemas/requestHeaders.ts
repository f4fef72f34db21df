import { z } from 'zod';
import {
  headerNamePattern,
  headerRefusal,
  headerValuePattern,
  MAX_REQUEST_HEADERS,
  MAX_REQUEST_HEADERS_BYTES,
  type RequestHeaders,
} from '../requestHeaders.ts';

/**
 * Headers as a person enters them: `{ "api-key": "…" }`. No message repeats a value, nor a name that is
 * none, since that may be a secret in the wrong place
 * (docs/decisions/0027).
 */
export const requestHeadersInput = z
  .custom<RequestHeaders>(isRecord, {
    error: 'must be an object of header names and their values',
    abort: true,
  })
  .superRefine((headers, context) => {
    const entries: [string, unknown][] = Object.entries(headers);
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: 'custom', path, message });
    if (entries.length > MAX_REQUEST_HEADERS) {
      refuse(`must be at most ${MAX_REQUEST_HEADERS} headers`);
      return;
    }
    if (sizeOf(entries) > MAX_REQUEST_HEADERS_BYTES) {
      refuse(`must be at most ${MAX_REQUEST_HEADERS_BYTES / 1024} KB together`);
      return;
    }
    const seen = new Set<string>();
    for (const [name, value] of entries) {
      if (!headerNamePattern.test(name)) {
        refuse('must have names of up to 100 letters, digits, “-”, “_” and “.”');
        continue;
      }
      const problem = headerRefusal(name) ?? valueProblem(value);
      if (problem) refuse(`“${name}” ${problem}`, name);
      if (seen.has(name.toLowerCase())) refuse(`“${name}” is given twice`, name);
      seen.add(name.toLowerCase());
    }
  })
  .transform(
    (headers): RequestHeaders =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()])),
  );

function valueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must have a string as its value';
  const trimmed = value.trim();
  if (trimmed === '') return 'has no value. Enter one, or leave the header out';
  if (headerValuePattern.test(trimmed)) return undefined;
  return 'must have a value without line breaks, control characters or letters outside ASCII';
}

/** In bytes; a value that is no string is refused whatever its size. */
function sizeOf(entries: [string, unknown][]): number {
  const texts = entries.flat().filter((part) => typeof part === 'string');
  return new TextEncoder().encode(texts.join('')).length;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
