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
  too_large: { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  connection_untested: { http: 409, trpc: 'CONFLICT' },
  key_unreadable: { http: 409, trpc: 'CONFLICT' },
  endpoint_blocked: { http: 400, trpc: 'BAD_REQUEST' },
  suite_not_found: { http: 404, trpc: 'NOT_FOUND' },
  run_not_found: { http: 404, trpc: 'NOT_FOUND' },
  result_not_found: { http: 404, trpc: 'NOT_FOUND' },
  run_not_active: { http: 409, trpc: 'CONFLICT' },
  run_not_resumable: { http: 409, trpc: 'CONFLICT' },
  message_not_found: { http: 404, trpc: 'NOT_FOUND' },
  answer_in_progress: { http: 409, trpc: 'CONFLICT' },
  conversation_full: { http: 409, trpc: 'CONFLICT' },
  forbidden: { http: 403, trpc: 'FORBIDDEN' },
  unavailable: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
} as const satisfies Record<string, { http: number; trpc: string }>;

export type DomainErrorKind = keyof typeof problemKinds;

/** `not_found` is an address or a procedure that does not exist, `internal` a fault of ours (500). */
export type ProblemKind = DomainErrorKind | 'not_found' | 'internal';
