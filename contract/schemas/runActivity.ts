import { z } from 'zod';
import { errorReasons } from '../errorReasons.ts';
import { concurrencyBoundCauses, type RunActivity, runActivityStates } from '../runActivity.ts';
import type { NamedSchema } from './namedSchema.ts';

const shape = z.object({
  state: z.enum(runActivityStates),
  resumesAt: z.string().nullable(),
  // Runs of an earlier version are without these.
  waitSeconds: z.number().nullable().default(null),
  lastRetry: z
    .object({ reason: z.enum(errorReasons), status: z.number().nullable(), at: z.string() })
    .nullable()
    .default(null),
  stoppedBy: z
    .object({ reason: z.enum(errorReasons), status: z.number().nullable() })
    .nullable()
    .default(null),
  wallMs: z.number().default(0),
  callsAtOnce: z.number().nullable().default(null),
  callsAtOnceBy: z.enum(concurrencyBoundCauses).nullable().default(null),
  accuracy: z
    .object({ graded: z.number(), correct: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .default(null),
  etaSeconds: z.number().nullable().default(null),
  inFlight: z.number(),
  limit: z.number(),
  startsPerSecond: z.number().nullable(),
  ratePerSecond: z.number().nullable(),
  retries: z.number(),
  timeline: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
export const runActivitySchema: NamedSchema<RunActivity, typeof shape> = shape;
