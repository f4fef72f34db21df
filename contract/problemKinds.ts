/**
 * Everything that the API can refuse, as a closed list: the kind that programs read, the HTTP status
 * of REST and the pages, and tRPC's code. All that tells of a refusal derives from this table.
 */
export const problemKinds = {
  invalid_input: { http: 400, trpc: 'BAD_REQUEST' },
  session_required: { http: 401, trpc: 'UNAUTHORIZED' },
  session_not_found: { http: 404, trpc: 'NOT_FOUND' },
  session_expired: { http: 410, trpc: 'PRECONDITION_FAILED' },
  session_limit: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  rate_limited: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  stream_limit: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  /** A body that is too large, or has too many parts. */
  too_large: { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  /** Above all its query. */
  address_too_long: { http: 414, trpc: 'PAYLOAD_TOO_LARGE' },
  /** Above all its cookies. */
  headers_too_large: { http: 431, trpc: 'PAYLOAD_TOO_LARGE' },
  method_not_allowed: { http: 405, trpc: 'METHOD_NOT_SUPPORTED' },
  connection_untested: { http: 409, trpc: 'CONFLICT' },
  connection_not_found: { http: 404, trpc: 'NOT_FOUND' },
  connection_limit: { http: 409, trpc: 'CONFLICT' },
  baseline_exists: { http: 409, trpc: 'CONFLICT' },
  last_connection: { http: 409, trpc: 'CONFLICT' },
  key_unreadable: { http: 409, trpc: 'CONFLICT' },
  endpoint_blocked: { http: 400, trpc: 'BAD_REQUEST' },
  suite_limit: { http: 409, trpc: 'CONFLICT' },
  suite_not_found: { http: 404, trpc: 'NOT_FOUND' },
  run_not_found: { http: 404, trpc: 'NOT_FOUND' },
  comparison_not_found: { http: 404, trpc: 'NOT_FOUND' },
  result_not_found: { http: 404, trpc: 'NOT_FOUND' },
  run_not_active: { http: 409, trpc: 'CONFLICT' },
  run_not_resumable: { http: 409, trpc: 'CONFLICT' },
  run_not_over: { http: 409, trpc: 'CONFLICT' },
  blind_vote_not_found: { http: 404, trpc: 'NOT_FOUND' },
  blind_vote_ended: { http: 409, trpc: 'CONFLICT' },
  blind_vote_limit: { http: 409, trpc: 'CONFLICT' },
  nothing_to_vote_on: { http: 409, trpc: 'CONFLICT' },
  message_not_found: { http: 404, trpc: 'NOT_FOUND' },
  answer_in_progress: { http: 409, trpc: 'CONFLICT' },
  conversation_full: { http: 409, trpc: 'CONFLICT' },
  forbidden: { http: 403, trpc: 'FORBIDDEN' },
  unavailable: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  /** An address or a procedure that does not exist. */
  not_found: { http: 404, trpc: 'NOT_FOUND' },
  /** A fault of ours. */
  internal: { http: 500, trpc: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Record<string, { http: number; trpc: string }>;

export type ProblemKind = keyof typeof problemKinds;

export const problemKindNames = Object.keys(problemKinds) as [ProblemKind, ...ProblemKind[]];

/** Refusals that the domain makes; the other two arise where requests are read and answered. */
export type DomainErrorKind = Exclude<ProblemKind, 'not_found' | 'internal'>;

const unreadableKinds = [
  'not_found',
  'method_not_allowed',
  'too_large',
  'address_too_long',
  'headers_too_large',
] as const satisfies ProblemKind[];

/**
 * The kind of a request that was refused before anything of ours looked at it, of which only the status
 * (4xx) is known.
 */
export function kindOfUnreadable(status: number): ProblemKind {
  return unreadableKinds.find((kind) => problemKinds[kind].http === status) ?? 'invalid_input';
}
