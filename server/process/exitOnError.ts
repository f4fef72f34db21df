import { loggedError, withoutSecrets } from '../ops/log/index.ts';
import { startProblem } from './startProblems.ts';

/** Ends the process: with the message alone for errors that its operator can fix, else with the stack. */
export function exitOnStartupError(error: unknown, dataDir?: string): never {
  end(startProblem(error, dataDir) ?? describe(error));
}

/** Ends the process after an uncaught error. Node itself would print it with all its properties, secrets too. */
export function exitOnCrash(error: unknown): never {
  end(`BYOM ends because of an error that nothing caught.\n${describe(error)}`);
}

function describe(error: unknown): string {
  const { type, message, stack, code, cause } = loggedError(error);
  const head = `${type}: ${message}${code ? ` (${code})` : ''}${stack ? `\n${stack}` : ''}`;
  return cause ? `${head}\n[cause] ${cause.type}: ${cause.message}` : head;
}

function end(message: string): never {
  process.stderr.write(`${withoutSecrets(message)}\n`);
  process.exit(1);
}
