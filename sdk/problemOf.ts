import type { TRPCClientError } from '@trpc/client';
import type { Problem } from '../contract/problem.ts';
import type { AppRouter } from '../server/api/index.ts';

/**
 * The problem that the server reported when a call of the client rejected with `error`: its kind, HTTP
 * status, the field at fault, and when to try again. Null when the server was not reached or is not BYOM.
 */
export function problemOf(error: unknown): Problem | null {
  // By its name, so that who only reads errors need not load the client that throws them.
  if (!(error instanceof Error) || error.name !== 'TRPCClientError') return null;
  const { data } = error as TRPCClientError<AppRouter>;
  return data?.problem ?? null;
}
