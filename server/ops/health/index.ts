export { databaseProbe, migrationsProbe, queueProbe } from './probes.ts';
export { createReadiness, type Readiness } from './readiness.ts';
