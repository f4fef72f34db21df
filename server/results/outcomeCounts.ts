import { asc, eq, sql } from 'drizzle-orm';
import type { ErrorKind } from '../../contract/errorReasons.ts';
import type { OutcomeCount } from '../../contract/metrics.ts';
import { outcomeDefinitions } from '../../contract/outcomes.ts';
import {
  pacePresets,
  type RunSettings,
  runSettingDefinitions,
} from '../../contract/runSettings.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';

/** The outcomes of a run's results, the most frequent first, with their remedies. */
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
  return counts.map((counted) => ({ ...counted, remedy: remedyFor(counted, config) }));
}

function remedyFor(
  { outcome, count, probablyTruncated }: Omit<OutcomeCount, 'remedy'>,
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
