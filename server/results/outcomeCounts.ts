import { asc, eq, sql } from 'drizzle-orm';
import type { ErrorKind, ErrorReason } from '../../contract/errorReasons.ts';
import type { FailureReason, OutcomeCount } from '../../contract/metrics.ts';
import { type Outcome, outcomeDefinitions } from '../../contract/outcomes.ts';
import {
  pacePresets,
  type RunSettings,
  runSettingDefinitions,
} from '../../contract/runSettings.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';

/** The outcomes of a run's results, the most frequent first, with their reasons and remedies. */
export async function countOutcomes(
  db: Db,
  { id, config }: { id: string; config: RunSettings },
): Promise<OutcomeCount[]> {
  const counts = await db
    .select({
      outcome: batchTestResults.outcome,
      count: sql<number>`count(*)::int`,
      probablyTruncated: sql<number>`count(*) filter (where ${batchTestResults.probablyTruncated})::int`,
      keyRefused: sql<number>`count(*) filter (where ${batchTestResults.errorKind} = ${'auth' satisfies ErrorKind})::int`,
    })
    .from(batchTestResults)
    .where(eq(batchTestResults.testRunId, id))
    .groupBy(batchTestResults.outcome)
    .orderBy(sql`count(*) desc`, asc(batchTestResults.outcome));
  const hasFailures = counts.some(({ outcome }) => !outcomeDefinitions[outcome].isSuccess);
  const reasons = hasFailures ? await readReasons(db, id) : [];
  return counts.map((counted) => ({
    ...counted,
    reasons: reasons
      .filter(({ outcome }) => outcome === counted.outcome)
      .map(({ outcome: _outcome, ...reason }) => reason),
    remedy: remedyFor(counted, config),
  }));
}

/** Of the calls that failed for a reason, so many have to be behind the last answer for it to be what ended the run. */
const MIN_UNBROKEN_SHARE = 0.8;

/**
 * Why calls failed. Those in flight at the same time end in any order, so that a few failures may stand before the
 * last answer, and yet nothing came through from there on.
 */
async function readReasons(
  db: Db,
  testRunId: string,
): Promise<(FailureReason & { outcome: Outcome })[]> {
  const rows = await queryRows<{
    outcome: Outcome;
    reason: ErrorReason;
    count: number;
    behind: number;
    lastAnswered: number | null;
  }>(
    db,
    sql`
      with answered as (
        select max(prompt_index) as last from ${batchTestResults}
        where test_run_id = ${testRunId}::uuid and success
      )
      select outcome, error_reason as reason, count(*)::int as count,
        (count(*) filter (where prompt_index > last))::int as behind, max(last) as "lastAnswered"
      from ${batchTestResults}, answered
      where test_run_id = ${testRunId}::uuid and not success and error_reason is not null
      group by outcome, error_reason order by count(*) desc, error_reason`,
  );
  const allBehind = rows.reduce((sum, { behind }) => sum + behind, 0);
  return rows.map(({ outcome, reason, count, behind, lastAnswered }) => {
    const isUnbroken =
      lastAnswered !== null &&
      behind > 1 &&
      behind === allBehind &&
      behind >= MIN_UNBROKEN_SHARE * count;
    return { outcome, reason, count, unbrokenFrom: isUnbroken ? lastAnswered + 1 : null };
  });
}

function remedyFor(
  { outcome, count, probablyTruncated }: Omit<OutcomeCount, 'remedy' | 'reasons'>,
  config: RunSettings,
): OutcomeCount['remedy'] {
  const cured = probablyTruncated || count;
  const again = cured === 1 ? 'run this one again' : `run these ${cured} again`;
  const kind = probablyTruncated > 0 ? 'more_tokens' : outcomeDefinitions[outcome].remedy;
  switch (kind) {
    case 'more_tokens': {
      const { max } = runSettingDefinitions.maxTokens;
      const maxTokens = Math.min(max, Math.max(1_024, config.maxTokens * 4));
      if (maxTokens <= config.maxTokens) return null;
      const limit = maxTokens.toLocaleString('en-US');
      return { label: `Raise max output tokens to ${limit} and ${again}`, config: { maxTokens } };
    }
    case 'more_time': {
      const timeoutMs = Math.min(runSettingDefinitions.timeoutMs.max, config.timeoutMs * 2);
      if (timeoutMs <= config.timeoutMs) return null;
      return {
        label: `Allow ${Math.round(timeoutMs / 1000)} s and ${again}`,
        config: { timeoutMs },
      };
    }
    case 'slower': {
      const { concurrency, delayMs } = pacePresets.gentle.settings;
      return {
        label: `Slow down and ${again}`,
        config: { concurrency, delayMs: Math.max(delayMs, config.delayMs) },
      };
    }
    case 'again':
      return { label: again.charAt(0).toUpperCase() + again.slice(1), config: {} };
    case null:
      return null;
  }
}
