/** The closed sets of words that the tables, the API and the pages share. */

export const taskDomains = ['customer_support', 'code_generation', 'qa', 'creative'] as const;
export type TaskDomain = (typeof taskDomains)[number];

export const suiteDifficulties = ['easy', 'medium', 'hard'] as const;
export type SuiteDifficulty = (typeof suiteDifficulties)[number];

export const runStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

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

/**
 * How a call for one prompt went, finer than success: an answer may be cut at the token limit, a
 * model may think and never answer, a filter may step in.
 */
export const outcomes = [
  'answered',
  'truncated',
  'thinking_only',
  'empty',
  'refused',
  'broken',
  'rate_limited',
  'timed_out',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Outcomes that count as success: the model gave an answer to read. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome === 'answered' || outcome === 'truncated';
}

/** What an endpoint may refuse and how we then ask instead; see `server/endpoint/protocol/requestAdaptation.ts`. */
export const adaptableFeatures = [
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'stream_options',
  'stream',
  'no_stream',
  'system_role',
] as const;
export type AdaptableFeature = (typeof adaptableFeatures)[number];

/** What the connection test tries, in the order in which it is shown. */
export const probeNames = [
  'address',
  'models',
  'streaming',
  'usage',
  'token_limit',
  'temperature',
  'system_role',
  'reasoning',
  'context',
] as const;
export type ProbeName = (typeof probeNames)[number];

/** `info` is a finding that is neither good nor bad; `skipped` was not tried. */
export const probeVerdicts = ['ok', 'adapted', 'failed', 'info', 'skipped'] as const;
export type ProbeVerdict = (typeof probeVerdicts)[number];

export const chatRoles = ['user', 'assistant'] as const;

export const chatStatuses = ['streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const;

/** Which rows of a result table to show, and what it can be sorted by. */
export const resultFilters = [
  'all',
  'answered',
  'failed',
  'correct',
  'incorrect',
  'ungraded',
  'truncated',
  'thinking_only',
  'empty',
  'refused',
  'broken',
  'rate_limited',
  'timed_out',
] as const;
export type ResultFilter = (typeof resultFilters)[number];

export const resultSortings = [
  'promptIndex',
  'latencyMs',
  'ttftMs',
  'outputTokens',
  'category',
  'success',
  'correct',
] as const;
export type ResultSorting = (typeof resultSortings)[number];

/** What a figure quoted in an answer of the chat is counted in. */
export const metricUnits = ['ms', 'percent', 'count', 'tokens'] as const;
export type MetricUnit = (typeof metricUnits)[number];

export const metricCheckVerdicts = ['right', 'wrong'] as const;
export type MetricCheckVerdict = (typeof metricCheckVerdicts)[number];

/** A prompt as it is stored and as people hand it in; the field names are the JSON contract. */
export interface SuitePrompt {
  prompt: string;
  /** What a right answer must contain; see the grader for ` | ` and ` & `. */
  expected_answer?: string;
  category?: string;
}

/** How a run calls the endpoint. Stored with the run, complete: every default is filled in. */
export interface RunConfig {
  /** Most calls in flight at once. */
  concurrency: number;
  /** Starts with a few at once and finds out how many, and how fast, the endpoint takes. */
  adaptive: boolean;
  /** How often a call is made again after a failure that may pass; 0 turns that off. */
  maxRetries: number;
  /** How often each prompt is asked. */
  samples: number;
  /** Calls made first and not counted, so that a sleeping model is awake. */
  warmup: number;
  seed?: number;
  /** Pause between the starts of two calls, in milliseconds. */
  delayMs: number;
  maxTokens: number;
  temperature: number;
  /** Longest a single call may take, in milliseconds. */
  timeoutMs: number;
  /** Whether answers are asked for as streams; without, time to first token stays unknown. */
  stream: boolean;
  systemPrompt?: string;
}
