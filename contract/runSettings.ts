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
