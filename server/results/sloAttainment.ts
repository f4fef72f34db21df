import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { MAX_PAUSE_IN_RUN_MS } from '../../contract/runs.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { sloTargetsSchema } from '../../contract/schemas/sloTargets.ts';
import {
  namedTargets,
  noSloTargets,
  type SloReport,
  type SloTargetName,
  type SloTargets,
} from '../../contract/sloTargets.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { answerTokens } from '../../db/tokenTimes.ts';
import { percentInterval } from '../statistics/index.ts';
import { withinScope } from './resultScope.ts';

const share = z.number().nullable();

const shape = z.object({
  targets: sloTargetsSchema,
  calls: z.number().int(),
  met: z.number().int(),
  unjudged: z.number().int(),
  sloAttainment: share,
  sloAttainmentLow: share,
  sloAttainmentHigh: share,
  durationMs: z.number().nullable(),
  goodput: z.number().nullable(),
} satisfies Record<keyof SloReport, z.ZodType>);
export const sloReportSchema: NamedSchema<SloReport, typeof shape> = shape;

/**
 * Judges the calls of a run by targets, from its rows, so that any targets can be tried afterwards.
 *
 * - A call meets a target when its figure is at most as high. A failed call meets none.
 * - A call without the figure that a target is about counts as not met, and is counted as unjudged, unless it
 *   misses another target anyway.
 * - An answer of one token meets every target for TPOT: no token comes after the first. Also vLLM takes its
 *   TPOT for 0 here. An answer without any, because all of its tokens were counted as reasoning, lacks the figure.
 * - The share is over all calls, as AIPerf's `good_request_fraction` is: an endpoint that fails under load
 *   must not look good because the survivors were fast.
 * - The goodput is met calls by the time from the first call's start to the last one's end, as vLLM's
 *   `request_goodput` and AIPerf's `goodput` are. A stop (`MAX_PAUSE_IN_RUN_MS`), in which no sample was
 *   under way, is no part of it.
 *
 * Sources: vLLM `vllm bench serve --goodput`; NVIDIA AIPerf, metrics reference.
 */
export async function getSloReport(
  db: Db,
  scope: { sessionHash: string; testRunId: string },
  named: SloTargets | null,
): Promise<SloReport> {
  const targets = named ?? noSloTargets;
  const conditions = namedTargets(targets).map(([name, limitMs]) => meets[name](limitMs));
  // Null where something is unknown and nothing is missed.
  const isWithin = conditions.length === 0 ? sql`false` : sql.join(conditions, sql` and `);
  const [row] = await queryRows<{
    calls: number;
    met: number;
    unjudged: number;
    durationMs: number | null;
  }>(
    db,
    sql`
      with calls as (
        select
          success and (${isWithin}) as "isMet",
          success and (${isWithin}) is null as "isUnjudged",
          ${before(sql`coalesce(latency_ms, 0) + coalesce(backoff_ms, 0)`)} as started,
          ${before(sql`coalesce(latency_ms, 0) + coalesce(backoff_ms, 0) + coalesce(queued_ms, 0)`)} as begun,
          created_at as ended
        from ${batchTestResults} where ${withinScope(scope)}
      ), placed as (
        select *, begun - max(ended) over (
          order by begun, ended rows between unbounded preceding and 1 preceding
        ) as stop
        from calls
      )
      select
        count(*)::int as calls,
        (count(*) filter (where "isMet"))::int as met,
        (count(*) filter (where "isUnjudged"))::int as unjudged,
        extract(epoch from max(ended) - min(started)
          - coalesce(sum(stop) filter (where stop > ${MAX_PAUSE_IN_RUN_MS} * interval '1 millisecond'), interval '0')
        )::float8 * 1000 as "durationMs"
      from placed`,
  );
  const { calls = 0, met = 0, unjudged = 0, durationMs = null } = row ?? {};
  const isJudged = conditions.length > 0 && calls > 0;
  const interval = percentInterval(met, isJudged ? calls : 0);
  return {
    targets,
    calls,
    met,
    unjudged,
    sloAttainment: isJudged ? (100 * met) / calls : null,
    sloAttainmentLow: interval.low,
    sloAttainmentHigh: interval.high,
    durationMs,
    goodput: isJudged && durationMs ? (met * 1_000) / durationMs : null,
  };
}

/** The moment that lies so many milliseconds before a result was stored. */
const before = (ms: ReturnType<typeof sql>) =>
  sql`created_at - make_interval(secs => (${ms}) / 1000.0)`;

/** True, false, or null where the figure is unknown. */
const meets: Record<SloTargetName, (limitMs: number) => ReturnType<typeof sql>> = {
  ttftMs: (limitMs) => sql`ttft_ms <= ${limitMs}::float8`,
  tpotMs: (limitMs) =>
    sql`coalesce(tpot_ms <= ${limitMs}::float8, case when ${answerTokens} = 1 then true end)`,
  latencyMs: (limitMs) => sql`latency_ms <= ${limitMs}::float8`,
};
