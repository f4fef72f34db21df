import { parseJsonField } from './jsonField.ts';

/** Value of a list of graders that stands for what each prompt names or calls for. */
export const CHOSEN_BY_PROMPT = 'own';

/**
 * The grader that a form names, with its options as JSON; null for each prompt's own. What is no object goes on as it
 * is, so that the API refuses it by the field's name.
 */
export function graderOfForm({ grader, options }: { grader: string; options: string }): unknown {
  if (grader === CHOSEN_BY_PROMPT || grader === '') return null;
  const parsed = parseJsonField(options) ?? {};
  return typeof parsed === 'object' ? { ...parsed, name: grader } : parsed;
}
