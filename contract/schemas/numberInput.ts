import { z } from 'zod';

/** As people and programs write decimal numbers: `5`, `0.1`, `1e3`. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/**
 * A number, or the text of one, as it comes in an address. Anything else that JavaScript would turn into a
 * number, such as true, a list or nothing at all, is none.
 * @param error what it must be, when it is none
 */
export function numberInput(error: string) {
  return z.union([z.number(), z.string().regex(DECIMAL).transform(Number)], { error });
}

/** A whole number within bounds, as a number or as it comes in an address. */
export function countInput({ min, max }: { min: number; max: number }) {
  const problem = 'must be a whole number';
  return numberInput(problem).pipe(
    z
      .number(problem)
      .int(problem)
      .min(min, `must be at least ${min}`)
      .max(max, `must be at most ${max}`),
  );
}
