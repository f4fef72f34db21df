export { createHostLimiter } from './hostLimiter.ts';
export type { Pacer, PacerState, Permit } from './pacer.ts';
export { createPacers, type Pacers } from './pacers.ts';
export { waitUnlessAborted } from './waitUnlessAborted.ts';
