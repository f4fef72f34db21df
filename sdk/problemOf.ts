import { TRPCClientError } from '@trpc/client';
import type { Problem } from '../contract/problem.ts';
import type { AppRouter } from '../server/api/index.ts';

/**
 * The problem that the server reported when a call of the client rejected with `error`: its kind, HTTP
 * status, the field at fault, and when to try again. Null when the server was not reached or is not BYOM.
 */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof TRPCClientError)) return null;
  const { data } = error as TRPCClientError<AppRouter>;
  return data?.problem ?? null;
}
