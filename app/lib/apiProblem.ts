/** A refusal by the API as the pages need it. */
export interface ApiProblem {
  kind: string;
  message: string;
  /** Messages by input field, in camelCase with dots: `config.delayMs`. */
  fields: Record<string, string>;
}

/**
 * Reads what the in-process caller threw, or the API client in the browser. By shape, because pages
 * take only types from the server.
 * @returns null for anything that is not a refusal meant for people
 */
export function toApiProblem(error: unknown): ApiProblem | null {
  const told = (error as { data?: { problem?: ToldProblem } | null } | null)?.data?.problem;
  if (told) {
    const { kind, message, field } = told;
    const issues = told.issues ?? (field === undefined ? [] : [{ field, message }]);
    return {
      kind,
      message,
      fields: Object.fromEntries(issues.map((one) => [one.field, one.message])),
    };
  }
  const cause = (error as { cause?: unknown } | null)?.cause ?? error;
  const { name, kind, message, field, issues } = (cause ?? {}) as Record<string, unknown>;
  if (name === 'DomainError' && typeof kind === 'string' && typeof message === 'string') {
    return { kind, message, fields: typeof field === 'string' ? { [field]: message } : {} };
  }
  if (Array.isArray(issues)) {
    const fields: Record<string, string> = {};
    for (const issue of issues as { path?: PropertyKey[]; message?: string }[]) {
      // The first thing wrong with a field is the one to mend first.
      fields[(issue.path ?? []).map(String).join('.')] ??= issue.message ?? 'is not valid';
    }
    return { kind: 'invalid_input', message: 'Some entries need another look.', fields };
  }
  return null;
}

/** How the API tells of a refusal over HTTP. */
interface ToldProblem {
  kind: string;
  message: string;
  field?: string;
  issues?: { field: string; message: string }[];
}
