import { z } from 'zod';
import {
  type ExtraBody,
  extraParameterRefusal,
  isCredentialName,
  MAX_EXTRA_BODY_BYTES,
  MAX_EXTRA_BODY_DEPTH,
} from '../extraBody.ts';

/**
 * Parameters as a person adds them: `{ "top_k": 40 }`. No message repeats a value
 * (docs/decisions/0029).
 */
export const extraBodyInput = z
  .custom<ExtraBody>(isPlainObject, {
    error: 'must be a JSON object of parameters, such as {"top_k": 40}',
    abort: true,
  })
  .superRefine((body, context) => {
    const problem = structureProblem(body) ?? sizeProblem(body);
    if (problem !== undefined) {
      context.addIssue({ code: 'custom', message: problem });
      return;
    }
    for (const name of Object.keys(body)) {
      const why = extraParameterRefusal(name);
      if (why) context.addIssue({ code: 'custom', path: [name], message: `“${name}” ${why}` });
    }
    const credential = credentialIn(body);
    if (credential) {
      const message = `“${credential.at(-1)}” looks like a credential, which would be stored and shown as it is: use headers`;
      context.addIssue({ code: 'custom', path: credential, message });
    }
  });

/** As it was stored. */
export const extraBodyOutput = z.custom<ExtraBody>(isPlainObject);

/** @returns what keeps `value` from being JSON that a database and an endpoint take */
function structureProblem(value: unknown, depth = 1): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : NOT_STORABLE;
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return isExact(value) ? undefined : NOT_EXACT;
  if (!Array.isArray(value) && !isPlainObject(value)) return 'must be JSON';
  if (depth > MAX_EXTRA_BODY_DEPTH) return `must be at most ${MAX_EXTRA_BODY_DEPTH} levels deep`;
  if (Array.isArray(value)) return firstProblem(value, (item) => structureProblem(item, depth + 1));
  return firstProblem(Object.entries(value), ([name, inner]) => {
    if (name === '__proto__') return 'must not have a parameter “__proto__”';
    return isStorable(name) ? structureProblem(inner, depth + 1) : NOT_STORABLE;
  });
}

function firstProblem<Item>(
  items: Item[],
  problemOf: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const NOT_STORABLE = 'must not contain NUL or broken characters';

/** PostgreSQL's JSON has no place for either. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

const NOT_EXACT = `must not contain a number beyond ±${Number.MAX_SAFE_INTEGER}, which would lose its last digits`;

/** Whether a number can have come from JSON as it is sent on: a seed of 64 bits would become another one. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function sizeProblem(body: ExtraBody): string | undefined {
  const bytes = new TextEncoder().encode(JSON.stringify(body)).length;
  if (bytes <= MAX_EXTRA_BODY_BYTES) return undefined;
  return `must be at most ${MAX_EXTRA_BODY_BYTES / 1024} KB`;
}

/** The path to a text whose name is that of a credential. In a schema of tools such names hold objects. */
function credentialIn(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (hasText(inner) && isCredentialName(name)) return [name];
    const deeper = credentialIn(inner);
    if (deeper) return [name, ...deeper];
  }
  return undefined;
}

/** Whether it is a text, or a list with one. */
function hasText(value: unknown): boolean {
  return [value].flat().some((item) => typeof item === 'string' && item !== '');
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
