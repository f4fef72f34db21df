/**
 * Regular expressions that come from others, by RE2JS: they take time in proportion to the text, whatever the
 * pattern (docs/decisions/0038).
 */
import { RE2JS } from 're2js';

/**
 * Compiles a pattern, in which JavaScript's spellings of RE2's features are understood, too.
 * @throws Error with a message for whoever wrote it
 */
export function compilePattern(pattern: string, flags = ''): RE2JS {
  const key = `${flags}/${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  const bits = Array.from(flags, (flag) => flagBits[flag] ?? 0).reduce((all, bit) => all | bit, 0);
  const made = compileOrExplain(pattern, bits);
  if (compiled.size >= MAX_KEPT) compiled.clear();
  compiled.set(key, made);
  return made;
}

const flagBits: Record<string, number> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};

/** A run grades thousands of answers by the same few patterns. */
const compiled = new Map<string, RE2JS>();
const MAX_KEPT = 200;

function compileOrExplain(pattern: string, bits: number): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
  } catch (error) {
    const { message } = error as Error;
    const remedy =
      /\(\?<?[=!]|\(\?$/.test(message) || /\(\?<?[=!]/.test(pattern)
        ? '; look-around is not supported'
        : /\\[1-9]/.test(message)
          ? '; back-references are not supported'
          : '';
    throw new Error(`${message.replace(/^error parsing regexp: /, '')}${remedy}`);
  }
}
