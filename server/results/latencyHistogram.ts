import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { LatencyBucket } from '../../contract/metrics.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { type Scope, withinScope } from './resultScope.ts';

const shape = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  count: z.number().int(),
});
export const latencyBucketSchema: NamedSchema<LatencyBucket, typeof shape> = shape;

const MAX_BUCKETS = 12;

/** Latency histogram of the answered prompts, in buckets of a round width, empty ones included. */
export async function getLatencyDistribution(db: Db, scope: Scope): Promise<LatencyBucket[]> {
  const answered = sql`${withinScope(scope)} and success and latency_ms is not null`;
  const [range] = await queryRows<{ min: number | null; max: number | null }>(
    db,
    sql`select min(latency_ms) as min, max(latency_ms) as max from ${batchTestResults} where ${answered}`,
  );
  if (range?.min == null || range.max == null) return [];

  const width = roundWidth((range.max - range.min + 1) / MAX_BUCKETS);
  const first = Math.floor(range.min / width);
  const last = Math.floor(range.max / width);
  const counted = await queryRows<{ bucket: number; count: number }>(
    db,
    sql`select (latency_ms / ${width}::int) as bucket, count(*)::int as count
        from ${batchTestResults} where ${answered} group by 1`,
  );
  const counts = new Map(counted.map((row) => [row.bucket, row.count]));
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    fromMs: (first + index) * width,
    toMs: (first + index + 1) * width,
    count: counts.get(first + index) ?? 0,
  }));
}

/** The next of 1, 2, 5, 10, 20, 50 … milliseconds. */
function roundWidth(minWidth: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, minWidth)));
  return [1, 2, 5, 10].map((step) => step * magnitude).find((width) => width >= minWidth) as number;
}
