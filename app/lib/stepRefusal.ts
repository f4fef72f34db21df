import { isRouteErrorResponse } from '@remix-run/react';
import type { Problem } from '../../contract/problem.ts';

/** Why a step cannot be shown, as its loader or action answers instead. */
export type StepRefusal = Pick<Problem, 'kind' | 'message' | 'retryAfterSeconds'>;

/** The refusal in the error of a route; null for any other error. */
export function stepRefusalOf(error: unknown): StepRefusal | null {
  if (!isRouteErrorResponse(error)) return null;
  const { kind, message, retryAfterSeconds } = (error.data ?? {}) as Partial<StepRefusal>;
  return kind === undefined || message === undefined ? null : { kind, message, retryAfterSeconds };
}
