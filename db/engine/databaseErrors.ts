/**
 * What an error of the database means, told by PostgreSQL's SQLSTATE, which is the same on both
 * engines. Drizzle wraps what the driver threw and keeps it in `cause`.
 */
import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';

/** True for whatever a statement failed with, on either engine. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof DrizzleQueryError || error instanceof postgres.PostgresError;
}

/** True when `error` is PostgreSQL's refusal of a second row under the same unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return driverError(error).code === '23505';
}

/** Name of the constraint or unique index that `error` says was violated, if it says so. */
export function constraintViolated(error: unknown): string | undefined {
  const { constraint, constraint_name } = driverError(error);
  const name = constraint ?? constraint_name;
  return typeof name === 'string' ? name : undefined;
}

/**
 * True when `error` says that the database cannot be reached or takes no writes just now, which may
 * pass by itself; false for everything that is wrong with a statement, and for other servers' failures.
 */
export function isDatabaseOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') {
    if (OUTAGE_CODES.test(code)) return true;
    // Any connection may end with these; the driver marks its own by the query that failed.
    if ('query' in error && CONNECTION_CODES.test(code)) return true;
  }
  return isDatabaseOutage(cause);
}

/**
 * SQLSTATEs of class 08 (connection), 57P (shut down, crashed, starting), 53 (disk full, out of memory,
 * too many connections) and 25006 (read-only); and postgres.js's own codes.
 */
const OUTAGE_CODES =
  /^(08\w{3}|57P0[1235]|53\d{3}|25006|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT)$/;
/** Node's codes for sockets and names. */
const CONNECTION_CODES =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;

function driverError(error: unknown): Record<string, unknown> {
  return ((error instanceof Error && error.cause) || error || {}) as Record<string, unknown>;
}
