export { createAddressBucket } from './addressBucket.ts';
export { createRateLimits, purgeRateLimits, type RateLimits } from './rateLimits.ts';
export { createStreamSlots, type StreamSlots } from './streamSlots.ts';
