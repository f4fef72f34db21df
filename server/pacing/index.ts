export { createHostLimiter } from './hostLimiter.ts';
export type { Pacer, PacerState, Permit } from './pacer.ts';
export { createPacers, type Pacers } from './pacers.ts';
export {
  backoffMs,
  type FailedCall,
  isQuotaUsedUp,
  isRetryable,
  settleFailed,
} from './retryPolicy.ts';
export { createStartDelay, type StartDelay } from './startDelay.ts';
export { waitUnlessAborted } from './waitUnlessAborted.ts';
