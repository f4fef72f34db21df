/** What a log line says of an error. */
export interface LoggedError {
  type: string;
  message: string;
  /** Where it happened, without the message, which a stack repeats. */
  stack?: string;
  code?: string;
  constraint?: string;
  /** The endpoint's own id of a call that failed. */
  upstreamRequestId?: string;
  cause?: LoggedError;
  errors?: LoggedError[];
}

const MAX_MESSAGE_CHARACTERS = 1_000;
const MAX_CAUSE_DEPTH = 5;

/**
 * An error for the log. Only these fields are logged: drivers add queries, parameters and whole rows to
 * their errors, which contain prompts, answers and ciphertexts.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!isLikeError(error)) return { type: typeof error, message: cut(inWords(error)) };
  const { code, constraint, constraint_name, upstreamRequestId } = error as Error &
    Record<string, unknown>;
  const logged: LoggedError = {
    type: error.constructor?.name || error.name,
    message: cut(messageOf(error, code)),
  };
  const frames = error.stack?.match(/^ {4}at .+$/gm);
  if (frames) logged.stack = frames.join('\n');
  if (typeof code === 'string') logged.code = code;
  const violated = constraint ?? constraint_name;
  if (typeof violated === 'string') logged.constraint = violated;
  if (typeof upstreamRequestId === 'string') logged.upstreamRequestId = upstreamRequestId;
  if (depth < MAX_CAUSE_DEPTH) {
    if (error.cause !== undefined) logged.cause = loggedError(error.cause, depth + 1);
    if (error instanceof AggregateError) {
      logged.errors = error.errors.slice(0, 5).map((inner) => loggedError(inner, depth + 1));
    }
  }
  return logged;
}

/** Some libraries throw, or emit, objects with what an error has. */
function isLikeError(error: unknown): error is Error {
  return error instanceof Error || typeof (error as Partial<Error> | null)?.message === 'string';
}

/** Of any other object the names of its fields, whose values may be anything. */
function inWords(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return `an object with ${Object.keys(error).slice(0, 20).join(', ') || 'nothing in it'}`;
}

function messageOf({ message, name }: Error, code: unknown): string {
  // Drizzle: the statement, then a line with every parameter.
  const [statement] = message.split('\nparams: ');
  // PostgreSQL quotes the value that it refuses (class 22, data exceptions).
  if (typeof code === 'string' && /^22\w{3}$/.test(code)) {
    return (statement ?? name).replace(/"[\s\S]*"|: .*$/, ': [value]');
  }
  return statement ?? name;
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
}
