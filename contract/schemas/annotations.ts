import { z } from 'zod';
import {
  type Evidence,
  type MetricCheck,
  metricCheckVerdicts,
  metricUnits,
  type ProposedFilter,
} from '../annotations.ts';
import { resultFilters, resultSortings } from '../results.ts';
import type { NamedSchema } from './namedSchema.ts';

const evidenceShape = z.object({
  given: z.number().int(),
  total: z.number().int(),
  results: z.array(z.object({ resultId: z.uuid(), runId: z.uuid(), label: z.string() })),
});
export const evidenceSchema: NamedSchema<Evidence, typeof evidenceShape> = evidenceShape;

const checkShape = z.object({
  quote: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  figure: z.string(),
  unit: z.enum(metricUnits),
  claimed: z.number(),
  actual: z.number(),
  verdict: z.enum(metricCheckVerdicts),
});
export const metricCheckSchema: NamedSchema<MetricCheck, typeof checkShape> = checkShape;

const filterShape = z.object({
  runId: z.uuid(),
  filter: z.enum(resultFilters),
  category: z.string().optional(),
  sort: z.enum(resultSortings),
  direction: z.enum(['asc', 'desc']),
  search: z.string().optional(),
  label: z.string(),
});
export const proposedFilterSchema: NamedSchema<ProposedFilter, typeof filterShape> = filterShape;
