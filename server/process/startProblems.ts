/**
 * What keeps the process from starting, and the sentence that its operator reads. What a part of the code
 * notices itself it throws as a StartError; what the system refuses stands in this table, by its code.
 */
import { resolve, sep } from 'node:path';
import { StartError } from '../../contract/startError.ts';

const ANOTHER_FOLDER = 'or choose another folder with DATA_DIR';

/**
 * By Node's code of a system error. `path` is the file or folder that was refused, `place` is the same or the data
 * folder around it.
 */
const systemProblems: Record<string, (place: string, path: string) => string> = {
  ENOSPC: (path) => `The disk of ${path} is full: make room, ${ANOTHER_FOLDER}.`,
  EDQUOT: (path) => `The disk quota for ${path} is used up: make room, ${ANOTHER_FOLDER}.`,
  EROFS: (path) =>
    `BYOM cannot write to ${path} because its disk is read-only: mount it writable, ${ANOTHER_FOLDER}.`,
  EACCES: notPermitted,
  EPERM: notPermitted,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  ENAMETOOLONG: (path) => `The path ${path} is too long for this system: shorten DATA_DIR.`,
  ELOOP: (path) => `The path ${path} leads in a circle of links: mend it, ${ANOTHER_FOLDER}.`,
  ENOENT: (_place, path) =>
    `There is nothing at ${path}, nor can BYOM make it, or it is a link that leads nowhere: make it, or remove the link, ${ANOTHER_FOLDER}.`,
  EIO: (path) => `The disk of ${path} has failed (EIO): look after it, ${ANOTHER_FOLDER}.`,
  EMFILE: () =>
    'BYOM may not open as many files as it needs: raise the limit of open files (ulimit -n).',
};

const IN_USE = 'holds tables of another program under our names: give BYOM a database of its own';

/**
 * By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html): what PostgreSQL answers when the
 * tables are to be made. What keeps us from connecting is told sooner (`awaitDatabase`).
 */
const databaseProblems: Record<string, string> = {
  '25006':
    'is read-only: point DATABASE_URL at the primary, or switch default_transaction_read_only off',
  '3F000': 'has no schema to make tables in: make one with CREATE SCHEMA public',
  '42501':
    'does not let its user make schemas and tables: make that user the owner, or grant it CREATE on the database and on the schema public',
  '42P07': IN_USE,
  '42710': IN_USE,
  '53100': 'has no room left on its disk: make room there',
  '57014': 'stopped our statement: raise statement_timeout for this user',
};

function notPermitted(path: string): string {
  return `BYOM has no permission to write to ${path}: give this user the right, ${ANOTHER_FOLDER}.`;
}

function notAFolder(path: string): string {
  return `There is a file at ${path}, or above it, where a folder is needed: move it away, ${ANOTHER_FOLDER}.`;
}

/**
 * The sentence for an error of the start, or undefined for one that nobody has foreseen. Of a path below
 * `dataDir` it names only that folder, which people know.
 */
export function startProblem(error: unknown, dataDir?: string): string | undefined {
  if (error instanceof StartError) return error.message;
  return databaseProblem(error) ?? systemProblem(error, dataDir);
}

/** Drivers and libraries wrap what the database said. */
function databaseProblem(error: unknown): string | undefined {
  const { code = '', cause } = (error ?? {}) as { code?: string; cause?: unknown };
  if (Object.hasOwn(databaseProblems, code)) {
    return `BYOM cannot start: the database that DATABASE_URL names ${databaseProblems[code]} (${code}).`;
  }
  return cause === undefined ? undefined : databaseProblem(cause);
}

function systemProblem(error: unknown, dataDir: string | undefined): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const sentence = Object.hasOwn(systemProblems, code) ? systemProblems[code] : undefined;
  // Without a path it is something else, such as a socket.
  if (!sentence || path === undefined) return undefined;
  const isBelow =
    dataDir !== undefined && `${resolve(path)}${sep}`.startsWith(resolve(dataDir) + sep);
  return sentence(isBelow ? `the data folder ${dataDir}` : path, path);
}
