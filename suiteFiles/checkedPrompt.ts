import { suitePromptInput } from '../contract/schemas/suites.ts';
import type { SuitePrompt } from '../contract/suites.ts';
import { suitePromptLabels } from '../contract/suites.ts';
import { RowProblem } from './rowProblem.ts';

/**
 * A prompt as the API takes it.
 * @throws RowProblem that names the field and what is wrong with it
 */
export function checkedPrompt(candidate: unknown): SuitePrompt {
  const checked = suitePromptInput.safeParse(candidate);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new RowProblem(`${fieldOf(issue?.path ?? [])} ${issue?.message}.`);
}

/** `Message 2` for `messages.1.content`; the label of a field otherwise. */
function fieldOf([field, index, ...deeper]: PropertyKey[]): string {
  if (field === 'messages' && typeof index === 'number') {
    return `Message ${index + 1}${deeper[0] === 'role' ? ': its role' : ''}`;
  }
  const inner =
    field === 'grader' && index !== undefined ? `, ${[index, ...deeper].join('.')}:` : '';
  return `${suitePromptLabels[field as keyof SuitePrompt] ?? 'The row'}${inner}`;
}
