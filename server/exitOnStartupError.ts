import { DataFolderInUseError } from '../db/dataFolderLock.ts';
import { EnvError } from './env.ts';

/** Ends the process: with the message alone for what its user can mend, else with the stack. */
export function exitOnStartupError(error: unknown): never {
  const isExpected = error instanceof EnvError || error instanceof DataFolderInUseError;
  process.stderr.write(`${isExpected ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
