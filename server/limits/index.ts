export {
  createRateLimits,
  purgeRateLimits,
  type RateLimits,
} from './rateLimits.ts';
