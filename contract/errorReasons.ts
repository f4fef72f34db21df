/** Why a call to an endpoint failed. */

/** Why a call to the endpoint failed. */
export const errorKinds = [
  'auth',
  'model_not_found',
  'rate_limit',
  'timeout',
  'network',
  'api_error',
  'unknown',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/**
 * The finer cause of a failed call, each with the error kind it belongs to. Words and remedies stand
 * beside the code that finds the causes.
 */
export const errorReasonKinds = {
  key_refused: 'auth',
  not_permitted: 'auth',
  unknown_model: 'model_not_found',
  wrong_path: 'model_not_found',
  too_fast: 'rate_limit',
  too_many_at_once: 'rate_limit',
  quota_used_up: 'rate_limit',
  no_connection: 'timeout',
  no_first_byte: 'timeout',
  stalled: 'timeout',
  too_slow: 'timeout',
  upstream_timeout: 'timeout',
  address_blocked: 'network',
  connection_refused: 'network',
  connection_lost: 'network',
  certificate: 'network',
  unreachable: 'network',
  overloaded: 'api_error',
  model_loading: 'api_error',
  context_too_long: 'api_error',
  out_of_credit: 'api_error',
  content_filter: 'api_error',
  invalid_request: 'api_error',
  redirected: 'api_error',
  truncated_stream: 'api_error',
  no_answer: 'api_error',
  unreadable: 'api_error',
  too_large: 'api_error',
  server_error: 'api_error',
  unexpected: 'unknown',
} as const satisfies Record<string, ErrorKind>;
export type ErrorReason = keyof typeof errorReasonKinds;
export const errorReasons = Object.keys(errorReasonKinds) as [ErrorReason, ...ErrorReason[]];
