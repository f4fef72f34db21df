import { toApiProblem } from './apiProblem.ts';

/** What a form shows after it was refused. */
export interface FormProblem {
  fieldErrors: Record<string, string>;
  /** About the form as a whole; null when every complaint belongs to a field. */
  formError: string | null;
  status: number;
}

const statuses: Record<string, number> = {
  session_limit: 429,
  rate_limited: 429,
  connection_untested: 409,
  run_not_active: 409,
  key_unreadable: 409,
  run_not_resumable: 409,
  answer_in_progress: 409,
  conversation_full: 409,
  message_not_found: 404,
  suite_not_found: 404,
  unavailable: 503,
};

/**
 * Turns a refusal into messages for a form. `labels` names the fields that the form shows: what is
 * wrong with any other is said above the form.
 * @throws the error itself when it is not a refusal
 */
export function formProblem(error: unknown, labels: Record<string, string>): FormProblem {
  const problem = toApiProblem(error);
  if (!problem) throw error;
  const fieldErrors: Record<string, string> = {};
  const others: string[] = [];
  for (const [field, message] of Object.entries(problem.fields)) {
    const known = Object.keys(labels).find((key) => field === key || field.startsWith(`${key}.`));
    if (known === undefined) others.push(asSentence(field, message));
    else fieldErrors[known] ??= asSentence(labelOf(field, known, labels), message);
  }
  const nothingNamed = Object.keys(problem.fields).length === 0;
  return {
    fieldErrors,
    formError: nothingNamed ? problem.message : others.join(' ') || null,
    status: statuses[problem.kind] ?? 400,
  };
}

/** An item of a list is named by its place: `prompts.3.prompt` is "Prompts, number 4,". */
function labelOf(field: string, known: string, labels: Record<string, string>): string {
  const index = /^\.(\d+)/.exec(field.slice(known.length))?.[1];
  return index === undefined
    ? `${labels[known]}`
    : `${labels[known]}, number ${Number(index) + 1},`;
}

/** The API says "must be at least 1"; a form says "Concurrency must be at least 1." */
function asSentence(label: string, message: string): string {
  const isFragment = /^[a-z]/.test(message);
  const text = isFragment ? `${label} ${message}` : message;
  return /[.?]$/.test(text) ? text : `${text}.`;
}
