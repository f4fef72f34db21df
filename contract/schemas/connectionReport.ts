import { z } from 'zod';
import {
  type Adaptation,
  adaptationProbeNames,
  type ConnectionReport,
  type Probe,
  probeNames,
  probeVerdicts,
} from '../connectionReport.ts';
import { errorKinds, errorReasons } from '../errorReasons.ts';
import type { NamedSchema } from './namedSchema.ts';
import { endpointRateLimitSchema } from './rateLimits.ts';

const adaptationShape = z.object({
  change: z.string(),
  said: z.string(),
  trial: z.boolean().optional(),
});
const adaptationSchema: NamedSchema<Adaptation, typeof adaptationShape> = adaptationShape;
export const adaptationsSchema = z.record(z.string(), adaptationSchema);

const probeShape = z.object({
  name: z.enum([...probeNames, ...adaptationProbeNames]),
  verdict: z.enum(probeVerdicts),
  finding: z.string(),
  said: z.string().nullable(),
  // Probes of an earlier version are without it.
  upstreamRequestId: z.string().nullable().default(null),
});
export const probeSchema: NamedSchema<Probe, typeof probeShape> = probeShape;

const reportShape = z.object({
  success: z.boolean(),
  message: z.string(),
  errorKind: z.enum(errorKinds).nullable(),
  errorReason: z.enum(errorReasons).nullable(),
  called: z.array(z.object({ url: z.string(), result: z.string() })),
  latencyMs: z.number().nullable(),
  ttftMs: z.number().nullable(),
  // Reports of an earlier version are without these five.
  retryAt: z.string().nullable().default(null),
  upstreamRequestId: z.string().nullable().default(null),
  outputTokens: z.number().nullable().default(null),
  rateLimits: z.array(endpointRateLimitSchema).default([]),
  baseModel: z.string().nullable().default(null),
  serverModel: z.string().nullable(),
  models: z.array(z.string()).nullable(),
  nearestModels: z.array(z.string()),
  contextTokens: z.number().nullable(),
  waitedForModelMs: z.number(),
  probes: z.array(probeSchema),
});
export const connectionReportSchema: NamedSchema<ConnectionReport, typeof reportShape> =
  reportShape;
