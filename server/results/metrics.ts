import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { SessionMetrics } from '../../contract/metrics.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { percentInterval } from '../statistics/index.ts';
import { type Scope, withinScope } from './resultScope.ts';

const whole = z.number().int();
const milliseconds = z.number().nullable();
const percent = z.number().nullable();

const shape = z.object({
  totalPrompts: whole,
  completedPrompts: whole,
  failedPrompts: whole,
  avgLatencyMs: milliseconds,
  p50LatencyMs: milliseconds,
  p95LatencyMs: milliseconds,
  p99LatencyMs: milliseconds,
  minLatencyMs: milliseconds,
  maxLatencyMs: milliseconds,
  avgTtftMs: milliseconds,
  p50TtftMs: milliseconds,
  p95TtftMs: milliseconds,
  p99TtftMs: milliseconds,
  p50FirstThoughtMs: milliseconds,
  p50TpotMs: milliseconds,
  p95TpotMs: milliseconds,
  p99TpotMs: milliseconds,
  avgOutputTokensPerSecond: z.number().nullable(),
  p50OutputTokensPerSecond: z.number().nullable(),
  totalInputTokens: whole.nullable(),
  totalOutputTokens: whole.nullable(),
  totalReasoningTokens: whole.nullable(),
  totalLatencyMs: milliseconds,
  totalWaitedMs: milliseconds,
  retries: whole.nullable(),
  avgResponseLength: z.number().nullable(),
  successRate: percent,
  successRateLow: percent,
  successRateHigh: percent,
  gradedPrompts: whole,
  correctPrompts: whole,
  leftOutPrompts: whole,
  accuracy: percent,
  accuracyLow: percent,
  accuracyHigh: percent,
} satisfies Record<keyof SessionMetrics, z.ZodType>);
export const sessionMetricsSchema: NamedSchema<SessionMetrics, typeof shape> = shape;

/**
 * Computes the metrics in SQL. Percentiles interpolate between neighbours (`percentile_cont`).
 * `totalPrompts` counts finished prompts, so a run in progress is described by what it has so far. What is
 * counted in which figure: docs/decisions/0006.
 */
export async function getSessionMetrics(db: Db, scope: Scope): Promise<SessionMetrics> {
  const [row] = await queryRows<Record<string, unknown> & { askedPrompts: number }>(
    db,
    sql`
      select
        count(*)::int as "totalPrompts",
        (count(*) filter (where success))::int as "completedPrompts",
        (count(*) filter (where not success))::int as "failedPrompts",
        round(avg(latency_ms) filter (where success), 1)::float8 as "avgLatencyMs",
        percentile_cont(0.50) within group (order by latency_ms) filter (where success) as "p50LatencyMs",
        percentile_cont(0.95) within group (order by latency_ms) filter (where success) as "p95LatencyMs",
        percentile_cont(0.99) within group (order by latency_ms) filter (where success) as "p99LatencyMs",
        min(latency_ms) filter (where success) as "minLatencyMs",
        max(latency_ms) filter (where success) as "maxLatencyMs",
        round(avg(ttft_ms) filter (where success), 1)::float8 as "avgTtftMs",
        percentile_cont(0.50) within group (order by ttft_ms) filter (where success) as "p50TtftMs",
        percentile_cont(0.95) within group (order by ttft_ms) filter (where success) as "p95TtftMs",
        percentile_cont(0.99) within group (order by ttft_ms) filter (where success) as "p99TtftMs",
        percentile_cont(0.50) within group (order by tpot_ms) as "p50TpotMs",
        percentile_cont(0.95) within group (order by tpot_ms) as "p95TpotMs",
        percentile_cont(0.99) within group (order by tpot_ms) as "p99TpotMs",
        round(avg(output_tokens_per_second)::numeric, 1)::float8 as "avgOutputTokensPerSecond",
        percentile_cont(0.50) within group (order by output_tokens_per_second) as "p50OutputTokensPerSecond",
        sum(latency_ms)::float8 as "totalLatencyMs",
        sum(coalesce(queued_ms, 0) + coalesce(backoff_ms, 0))::float8 as "totalWaitedMs",
        sum(attempts - 1)::float8 as "retries",
        sum(input_tokens)::float8 as "totalInputTokens",
        sum(output_tokens)::float8 as "totalOutputTokens",
        sum(reasoning_tokens)::float8 as "totalReasoningTokens",
        percentile_cont(0.50) within group (order by first_thought_ms) filter (where success) as "p50FirstThoughtMs",
        round(avg(length(response)) filter (where success), 1)::float8 as "avgResponseLength",
        ${percentage(sql`count(*) filter (where success)`, sql`count(*)`)} as "successRate",
        count(correct)::int as "gradedPrompts",
        (count(*) filter (where correct))::int as "correctPrompts",
        (count(*) filter (where grade is not null and correct is null))::int as "leftOutPrompts",
        (case when max(sample) = 0 then count(correct) else (${countOfAsked(scope)}) end)::int as "askedPrompts",
        ${percentage(sql`count(*) filter (where correct)`, sql`count(correct)`)} as "accuracy"
      from ${batchTestResults} where ${withinScope(scope)}`,
  );
  const { askedPrompts = 0, ...metrics } = row ?? {};
  const { completedPrompts, totalPrompts, correctPrompts, gradedPrompts } =
    metrics as unknown as SessionMetrics;
  const success = percentInterval(completedPrompts, totalPrompts);
  const accuracy = percentInterval(correctPrompts, gradedPrompts, askedPrompts);
  return sessionMetricsSchema.parse({
    ...metrics,
    successRateLow: success.low,
    successRateHigh: success.high,
    accuracyLow: accuracy.low,
    accuracyHigh: accuracy.high,
  });
}

/** Prompts that have a grade, however often each was asked. Computed only where some were asked more than once. */
function countOfAsked(scope: Scope): SQL {
  return sql`select count(*) from (
    select 1 from ${batchTestResults} where ${withinScope(scope)} and correct is not null
    group by test_run_id, prompt_index) as asked`;
}

/** To one decimal; but a part that is not the whole is never told as 100, and one that is not none never as 0. */
function percentage(part: SQL, whole: SQL): SQL {
  return sql`(case when ${part} in (0, ${whole}) then 100.0 * ${part} / nullif(${whole}, 0)
    else least(99.9, greatest(0.1, round(100.0 * ${part} / nullif(${whole}, 0), 1))) end)::float8`;
}
