export { addDatabaseGauges } from './databaseGauges.ts';
export { measuredModelClient } from './measuredModelClient.ts';
export { createMetrics, type Metrics } from './metrics.ts';
