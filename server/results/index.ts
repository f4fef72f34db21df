export { accuracyReportSchema, getAccuracy } from './accuracy.ts';
export { categoryCountSchema, countCategories } from './categories.ts';
export { countFacets, facetCountsSchema, facetsInput } from './facetCounts.ts';
export { getLatencyDistribution, latencyBucketSchema } from './latencyHistogram.ts';
export { getSessionMetrics, sessionMetricsSchema } from './metrics.ts';
export { countOutcomes } from './outcomeCounts.ts';
export { getPromptAnswers, promptAnswersSchema } from './promptAnswers.ts';
export { getPromptResults, resultsInput, searchResponses } from './readResults.ts';
export {
  findResult,
  type RunResult,
  resultColumns,
  resultsAfter,
} from './resultQueries.ts';
export { getSloReport, sloReportSchema } from './sloAttainment.ts';
