import { z } from 'zod';
import {
  type EndpointRateLimit,
  type EstimatedRateLimit,
  rateLimitUnits,
  rateLimitWindows,
} from '../rateLimits.ts';
import type { NamedSchema } from './namedSchema.ts';

const shape = z.object({
  of: z.enum(rateLimitUnits),
  window: z.enum(rateLimitWindows).nullable(),
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  resetMs: z.number().nullable(),
});
export const endpointRateLimitSchema: NamedSchema<EndpointRateLimit, typeof shape> = shape;

const estimatedShape = shape.extend({ needed: z.number().int() });
export const estimatedRateLimitSchema: NamedSchema<EstimatedRateLimit, typeof estimatedShape> =
  estimatedShape;
