export { addDatabaseGauges } from './databaseGauges.ts';
export { measuredModelClient } from './measuredModelClient.ts';
export { createTelemetry, type Telemetry } from './telemetry.ts';
