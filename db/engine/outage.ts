/**
 * True when `error` says that the database cannot be reached or takes no writes just now, which may
 * pass by itself; false for everything that is wrong with a statement, and for other servers' failures.
 */
export function isDatabaseOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') {
    if (databaseCodes.test(code)) return true;
    // Any connection ends with these; the driver marks its own by the query that met with it.
    if ('query' in error && connectionCodes.test(code)) return true;
  }
  return isDatabaseOutage(cause);
}

/**
 * PostgreSQL's class 08 (connection), 57P (shut down, crashed, starting), 53 (disk full, out of memory,
 * too many connections), 25006 (read-only); and the driver's own words.
 */
const databaseCodes =
  /^(08\w{3}|57P0[1235]|53\d{3}|25006|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT)$/;
const connectionCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/;
