/** What measured values are called on pages. Each stands with its unit, or says what its unit is. */
export const metricLabels = {
  latency: 'Latency',
  ttft: 'TTFT',
  tpot: 'TPOT',
  speed: 'Speed',
  timeToFirstReasoning: 'Time to first reasoning token',
  inputTokens: 'Input tokens',
  outputTokens: 'Output tokens',
  reasoningTokens: 'of which reasoning',
  successRate: 'Success rate',
  accuracy: 'Accuracy',
  attempts: 'Attempts',
  retries: 'Retries',
  finishReason: 'Finish reason',
  wallTime: 'Wall time',
  totalModelTime: 'Total model time',
  queueAndBackoff: 'Queue & backoff',
  throughput: 'Throughput',
  eta: 'ETA',
} as const;

/** What abbreviations stand for, said where somebody points at one. */
export const abbreviations = {
  TTFT: 'Time to first token: from sending the request to the first token of the answer',
  TPOT: 'Time per output token: from the first token of an answer to its last, over the tokens after the first',
  p50: '50th percentile, the median: half of the answers were at least this fast',
  p95: '95th percentile: 95 of 100 answers were at least this fast',
  p99: '99th percentile: 99 of 100 answers were at least this fast',
} as const;

/** Parts of the time that a sample took, in the order in which they follow each other. */
export const timeSpanLabels = {
  queue: 'Queue',
  backoff: 'Backoff',
  firstByte: 'To first byte',
  firstToken: 'To first token',
  reasoning: 'Reasoning',
  answering: 'Answering',
} as const;
export type TimeSpanName = keyof typeof timeSpanLabels;
