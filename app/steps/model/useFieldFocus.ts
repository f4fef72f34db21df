import { type RefObject, useEffect } from 'react';
import type { FormProblem } from '../../lib/formProblem.ts';

/**
 * Puts the focus where a person goes on: the first field that was refused; else, in a form that opens in the
 * middle of a page, the field `opensAt`.
 */
export function useFieldFocus(
  form: RefObject<HTMLFormElement | null>,
  problem: FormProblem | null,
  opensAt?: string,
): void {
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [form, problem]);
  useEffect(() => {
    const field = opensAt && form.current?.elements.namedItem(opensAt);
    if (field instanceof HTMLElement) field.focus();
  }, [form, opensAt]);
}
