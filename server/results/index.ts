export { categoryCount, countCategories } from './categories.ts';
export { getLatencyDistribution, latencyBucket } from './latencyHistogram.ts';
export { getSessionMetrics, type SessionMetrics, sessionMetrics } from './metrics.ts';
export { countOutcomes } from './outcomeCounts.ts';
export { getPromptResults, resultsInput, searchResponses } from './readResults.ts';
export {
  findResult,
  type RunResult,
  resultsAfter,
  resultsByPrompt,
} from './resultQueries.ts';
