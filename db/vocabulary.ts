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

export const chatRoles = ['user', 'assistant'] as const;

export const chatStatuses = ['streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const;

/** A prompt as it is stored and as people hand it in; the field names are the JSON contract. */
export interface SuitePrompt {
  prompt: string;
  /** What a right answer must contain; see the grader for ` | ` and ` & `. */
  expected_answer?: string;
  category?: string;
}

/** How a run calls the endpoint. Stored with the run, complete: every default is filled in. */
export interface RunConfig {
  /** Calls in flight at once. */
  concurrency: number;
  /** Pause between the starts of two calls, in milliseconds. */
  delayMs: number;
  maxTokens: number;
  temperature: number;
  /** Longest a single call may take, in milliseconds. */
  timeoutMs: number;
  systemPrompt?: string;
}
