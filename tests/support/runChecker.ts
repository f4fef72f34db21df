/**
 * What must hold of a run whatever died while it was worked on, told by four witnesses: the endpoint's
 * log of calls, the rows, what a watcher was sent, and the export.
 */
import { eq } from 'drizzle-orm';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { FakeCall } from './fakeModel/callLog.ts';
import { answerTextFor } from './longRun.ts';
import type { RestClient } from './restClient.ts';
import type { RunWatcher } from './runWatcher.ts';

type RunWithRows = Awaited<ReturnType<typeof readStoredRun>>;
type ExportedResults = Awaited<ReturnType<typeof readExportedResults>>;

export interface RunRecords {
  stored: RunWithRows;
  exported: ExportedResults;
  /** Calls that the endpoint saw, those of other runs left out. */
  calls: readonly FakeCall[];
  watcher?: RunWatcher;
  /** How often a prompt may have been asked without its answer being kept: those in flight at each kill. */
  maxRepeatedCalls: number;
}

/** A run and its results as they stand in the tables. */
export async function readStoredRun(db: Db, runId: string) {
  const [run] = await db.select().from(batchTestRuns).where(eq(batchTestRuns.id, runId));
  if (!run) throw new Error('There is no such run.');
  const rows = await db
    .select()
    .from(batchTestResults)
    .where(eq(batchTestResults.testRunId, runId))
    .orderBy(batchTestResults.seq);
  return { run, rows };
}

/** A run's results as whoever downloads them gets them. */
export async function readExportedResults(
  rest: RestClient,
  { sessionId, runId }: { sessionId: string; runId: string },
): Promise<{ prompt: string; response: string | null }[]> {
  const path = `/export?session_id=${sessionId}&test_run_id=${runId}&format=json`;
  return (await rest('GET', path)).json.results;
}

/** Every way in which the witnesses disagree; none for a run that is as it should be. */
export function checkRun({
  stored: { run, rows },
  exported,
  calls,
  watcher,
  maxRepeatedCalls,
}: RunRecords): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const stored = rows.map(sampleName);
  const expected = Array.from({ length: run.config.samples }, (_, sample) =>
    Array.from({ length: run.totalPrompts / run.config.samples }, (_prompt, promptIndex) =>
      sampleName({ promptIndex, sample }),
    ),
  ).flat();

  check(run.status === 'completed', `the run is ${run.status}: ${run.error}`);
  problems.push(...differences('rows', stored, expected));
  const succeeded = rows.filter(({ success }) => success).length;
  check(
    run.completedPrompts === succeeded && run.failedPrompts === rows.length - succeeded,
    `the counters say ${run.completedPrompts} and ${run.failedPrompts}, the rows ${succeeded} and ${rows.length - succeeded}`,
  );
  check(
    rows.every(({ seq }, index) => seq === index + 1),
    `the numbers of the rows have gaps: ${rows.map(({ seq }) => seq).join(' ')}`,
  );
  check(
    rows.every(({ latencyMs, queuedMs }) => (latencyMs ?? 0) >= 0 && (queuedMs ?? 0) >= 0),
    'a duration is negative',
  );

  const answered = new Set(
    calls.filter(({ outcome }) => outcome === 'answered').map(answerTextFor),
  );
  const untraceable = rows.filter(({ response }) => !answered.has(response ?? ''));
  check(
    untraceable.length === 0,
    `answers that nobody gave: ${untraceable.map(sampleName).join(', ')}`,
  );
  check(
    calls.length <= expected.length + maxRepeatedCalls,
    `${calls.length} calls for ${expected.length} prompts, ${maxRepeatedCalls} more allowed`,
  );

  if (watcher) {
    problems.push(...differences('events', watcher.results.map(sampleName), stored));
    check(
      watcher.results.every(({ seq }, index) => seq === index + 1),
      `the events came as ${watcher.results.map(({ seq }) => seq).join(' ')}`,
    );
    const reported = watcher.counters.map(({ completed, failed }) => completed + failed);
    check(
      reported.every((count, index) => index === 0 || count >= (reported[index - 1] ?? 0)),
      `the counters went back: ${reported.join(' ')}`,
    );
    check(watcher.counters.at(-1)?.status === run.status, 'the watcher was not told the end');
  }

  problems.push(
    ...differences(
      'export',
      exported.map(({ prompt, response }) => `${prompt}: ${response}`),
      rows.map(({ prompt, response }) => `${prompt}: ${response}`),
    ),
  );
  return problems;
}

const sampleName = ({ promptIndex, sample }: { promptIndex: number; sample: number }) =>
  `${promptIndex}/${sample}`;

function differences(what: string, found: string[], expected: string[]): string[] {
  const counts = Map.groupBy(found, (name) => name);
  const missing = expected.filter((name) => !counts.has(name));
  const doubled = [...counts].filter(([, { length }]) => length > 1).map(([name]) => name);
  const isWanted = new Set(expected);
  const unexpected = [...counts.keys()].filter((name) => !isWanted.has(name));
  const problem = (how: string, names: string[]) =>
    names.length === 0 ? [] : [`${what} ${how}: ${names.join(', ')}`];
  return [
    ...problem('missing', missing),
    ...problem('doubled', doubled),
    ...problem('unasked', unexpected),
  ];
}
