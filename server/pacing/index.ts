export { createHostLimiter } from './hostLimiter.ts';
export type { Pacer, PacerState } from './pacer.ts';
export { createPacers, type Pacers } from './pacers.ts';
export {
  backoffMs,
  isQuotaUsedUp,
  isRetryable,
  settleFailed,
} from './retryPolicy.ts';
export { createStartDelay, type StartDelay } from './startDelay.ts';
export { waitUnlessAborted } from './waitUnlessAborted.ts';
