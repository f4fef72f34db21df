import type { Problem } from '../../contract/problem.ts';

/** What a form shows after it was refused. */
export interface FormProblem {
  fieldErrors: Record<string, string>;
  /** About the form as a whole; null when every complaint belongs to a field. */
  formError: string | null;
  /** HTTP status. */
  status: number;
}

/**
 * Turns a refusal into messages for a form. `labels` names the fields that the form shows: what is
 * wrong with any other is said above the form.
 */
export function formProblem(problem: Problem, labels: Record<string, string>): FormProblem {
  const fieldErrors: Record<string, string> = {};
  const otherMessages: string[] = [];
  const messages = Object.entries(firstMessageByField(problem));
  for (const [field, message] of messages) {
    const labelled = Object.keys(labels).find(
      (key) => field === key || field.startsWith(`${key}.`),
    );
    if (labelled === undefined) otherMessages.push(asSentence(field, message));
    else fieldErrors[labelled] ??= asSentence(labelOf(field, labelled, labels), message);
  }
  return {
    fieldErrors,
    formError: messages.length === 0 ? problem.message : otherMessages.join(' ') || null,
    status: problem.status,
  };
}

/** For each field the first thing wrong with it, which is the one to mend first. */
function firstMessageByField({ issues, field, message }: Problem): Record<string, string> {
  const first: Record<string, string> = {};
  for (const issue of issues ?? (field === undefined ? [] : [{ field, message }])) {
    first[issue.field] ??= issue.message;
  }
  return first;
}

/** An item of a list is named by its place: `prompts.3.prompt` is "Prompts, number 4,". */
function labelOf(field: string, labelled: string, labels: Record<string, string>): string {
  const index = /^\.(\d+)/.exec(field.slice(labelled.length))?.[1];
  return index === undefined
    ? `${labels[labelled]}`
    : `${labels[labelled]}, number ${Number(index) + 1},`;
}

/** The API says "must be at least 1"; a form says "Concurrency must be at least 1." */
function asSentence(label: string, message: string): string {
  const isFragment = /^[a-z]/.test(message);
  const text = isFragment ? `${label} ${message}` : message;
  return /[.?]$/.test(text) ? text : `${text}.`;
}
