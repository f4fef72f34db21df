export { createHostLimiter } from './hostLimiter.ts';
export type { Pacer, PacerState } from './pacer.ts';
export { createPacers, type Pacers } from './pacers.ts';
export { createQuotaTries, type QuotaTries } from './quotaTries.ts';
export { createSampleRetries, settleFailed } from './retryPolicy.ts';
export { createStartDelay, type StartDelay } from './startDelay.ts';
export { waitUnlessAborted } from './waitUnlessAborted.ts';
