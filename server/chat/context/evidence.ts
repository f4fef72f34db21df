/**
 * What the database has on the results that a question may be about. All of it that does not depend on the
 * question is read once for the results there are, and kept (docs/decisions/0026).
 */
import { sql } from 'drizzle-orm';
import { displayName } from '../../../contract/displayName.ts';
import type { SessionMetrics } from '../../../contract/metrics.ts';
import { type Db, type Notifications, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults } from '../../../db/schema.ts';
import type { AlignedRunStore } from '../../comparison/index.ts';
import { getSessionMetrics } from '../../results/index.ts';
import { lastStoredSeq, type Run, runsToCompare } from '../../runs/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { ChatMessage } from '../chatStore.ts';
import type { RunLetter } from './citations.ts';
import {
  type LetteredRuns,
  type NotableResults,
  type PickedResult,
  rankResults,
  readMeantResults,
  readNotableResults,
} from './pickResults.ts';
import { readVerdict, type VerdictInEvidence } from './verdict.ts';

export interface RunInEvidence {
  run: Run;
  letter: RunLetter;
  metrics: SessionMetrics;
  categories: CategoryMetrics[];
}

export interface CategoryMetrics {
  category: string;
  results: number;
  failed: number;
  wrong: number;
  /** Over answered prompts, in milliseconds. */
  avgLatencyMs: number | null;
}

export interface GatheredEvidence {
  modelName: string;
  /** The newest run, or the newest two with the earlier one first; none before the first run. */
  runs: RunInEvidence[];
  /** Of the two runs; null where there is none. */
  verdict: VerdictInEvidence | null;
  /** The most relevant first. */
  results: PickedResult[];
}

export type AskedQuestion = Pick<ChatMessage, 'content' | 'discussedResultId' | 'comparedRunIds'>;
type AskingSession = Pick<Session, 'sessionHash' | 'connection'>;

export interface EvidenceStore {
  /**
   * Gathers what may help to answer a question: the metrics of the newest two runs, and results that it is
   * about or that stand out. The run of a discussed result is always among the two; runs that a question
   * names are the two.
   */
  gather(session: AskingSession, question: AskedQuestion): Promise<GatheredEvidence>;
  /**
   * Starts to gather while somebody else reads which runs these are, `runsToCompare` of the question, and
   * completes it with them.
   */
  begin(
    session: AskingSession,
    question: AskedQuestion,
  ): { complete(runs: Run[]): Promise<GatheredEvidence> };
  /** Reads ahead for a question that may come. */
  prepare(sessionHash: string): Promise<void>;
}

/** Characters of results that are kept for all sessions of a process; those used last stay. */
const MAX_KEPT_CHARACTERS = 32_000_000;
const MAX_KEPT_SESSIONS = 2_000;
const MAX_CATEGORIES = 12;
/** Names of categories that are kept in order to find them in a question. */
const MAX_CATEGORY_NAMES = 200;

/** What is kept of a session: of its results as they were, which `key` tells. */
interface Prepared {
  key: string;
  runs: LetteredRuns;
  content: Promise<PreparedContent>;
  /** Undefined until it is read. */
  known: PreparedContent | undefined;
  forget(): void;
}

interface PreparedContent {
  /** By the run's id. */
  figures: Map<string, Pick<RunInEvidence, 'metrics' | 'categories'>>;
  verdict: VerdictInEvidence | null;
  /** Of all runs; null where there are too many. */
  categoryNames: string[] | null;
  notable: NotableResults;
  characters: number;
}

/** Creates the store of a process. It keeps nothing of a session beyond its end. */
export function createEvidenceStore({
  db,
  notifications,
  alignedRuns,
}: {
  db: Db;
  notifications: Notifications;
  alignedRuns: AlignedRunStore;
}): EvidenceStore {
  /** By session, the one used last at the end. */
  const kept = new Map<string, Prepared>();

  /** @param candidateId which of the runs is the candidate's, where the question says so */
  function preparedFor(
    sessionHash: string,
    runs: Run[],
    candidateId?: string,
  ): Promise<PreparedContent> {
    const key = `${keyOf(runs)} ${candidateId}`;
    const before = kept.get(sessionHash);
    if (before?.key === key) {
      kept.delete(sessionHash);
      kept.set(sessionHash, before);
      return before.content;
    }
    before?.forget();
    const lettered = withLetters(runs);
    const content = readPrepared({ db, alignedRuns }, sessionHash, lettered, candidateId);
    // On every node. It is subscribed before anything is read, so that no end goes unnoticed.
    const unsubscribe = notifications.subscribe(`ended:${sessionHash}`, () => entry.forget());
    const entry: Prepared = {
      key,
      runs: lettered.map(({ run: { id }, letter }) => ({ run: { id }, letter })),
      content,
      known: undefined,
      forget() {
        unsubscribe();
        if (kept.get(sessionHash) === entry) kept.delete(sessionHash);
      },
    };
    kept.set(sessionHash, entry);
    content.then(
      (known) => {
        entry.known = known;
        forgetOldest();
      },
      () => entry.forget(),
    );
    return content;
  }

  function forgetOldest(): void {
    let characters = 0;
    for (const [index, entry] of [...kept.values()].toReversed().entries()) {
      characters += entry.known?.characters ?? 0;
      const isTooMuch = characters > MAX_KEPT_CHARACTERS || index >= MAX_KEPT_SESSIONS;
      // The newest stays in any case: somebody is waiting for it.
      if (isTooMuch && index > 0) entry.forget();
    }
  }

  function begin({ sessionHash, connection }: AskingSession, question: AskedQuestion) {
    const before = kept.get(sessionHash);
    const early =
      before?.known && readMeantResults(db, before.runs, question, before.known.categoryNames);
    // Awaited only where the runs are still the same.
    early?.catch(() => {});

    async function complete(runs: Run[]): Promise<GatheredEvidence> {
      const lettered = withLetters(runs);
      const isSameRuns = before !== undefined && idsIn(before.runs) === idsIn(lettered);
      const [{ figures, notable, verdict }, meant] = await Promise.all([
        preparedFor(sessionHash, runs, question.comparedRunIds?.[0]),
        early && isSameRuns ? early : readMeantResults(db, lettered, question, null),
      ]);
      return {
        modelName: displayName(connection),
        runs: lettered.map(({ run, letter }) => ({
          run,
          letter,
          ...(figures.get(run.id) as Pick<RunInEvidence, 'metrics' | 'categories'>),
        })),
        verdict,
        results: rankResults(question.content, notable, meant),
      };
    }
    return { complete };
  }

  return {
    begin,
    async gather(session, question) {
      const gathering = begin(session, question);
      const runs = await runsToCompare(db, {
        sessionHash: session.sessionHash,
        resultId: question.discussedResultId,
        comparedRunIds: question.comparedRunIds,
      });
      return gathering.complete(runs);
    },
    async prepare(sessionHash) {
      const newest = { sessionHash, resultId: null, comparedRunIds: null };
      await preparedFor(sessionHash, await runsToCompare(db, newest));
    },
  };
}

/**
 * Names the results that there are. Results are only ever added, each under the next number of its run, so
 * the last number tells all of them; and how often their grades were changed. On whichever node that was.
 */
function keyOf(runs: Run[]): string {
  return runs
    .map((run) => `${run.id} ${run.status} ${lastStoredSeq(run)} ${run.gradeChanges}`)
    .join(', ');
}

function idsIn(runs: LetteredRuns): string {
  return runs.map(({ run }) => run.id).join(' ');
}

function withLetters(runs: Run[]): { run: Run; letter: RunLetter }[] {
  return runs.map((run, index) => ({
    run,
    letter: runs.length === 1 ? '' : index === 0 ? 'A' : 'B',
  }));
}

async function readPrepared(
  { db, alignedRuns }: { db: Db; alignedRuns: AlignedRunStore },
  sessionHash: string,
  runs: { run: Run; letter: RunLetter }[],
  candidateId: string | undefined,
): Promise<PreparedContent> {
  if (runs.length === 0) {
    return {
      figures: new Map(),
      verdict: null,
      categoryNames: [],
      notable: { results: [] },
      characters: 0,
    };
  }
  const [notable, verdict, ...ofRuns] = await Promise.all([
    readNotableResults(db, runs),
    readVerdict(alignedRuns, runs, candidateId),
    ...runs.map(async ({ run }) => {
      const [metrics, categories] = await Promise.all([
        getSessionMetrics(db, { sessionHash, testRunId: run.id }),
        categoryMetrics(db, run.id),
      ]);
      return { runId: run.id, metrics, categories };
    }),
  ]);
  const hasAllNames = ofRuns.every(({ categories }) => categories.length < MAX_CATEGORY_NAMES);
  const names = ofRuns.flatMap(({ categories }) => categories.map(({ category }) => category));
  const texts = notable.results.flatMap(({ result: { prompt, response, expectedAnswer } }) => [
    prompt,
    response,
    expectedAnswer,
  ]);
  return {
    figures: new Map(
      ofRuns.map(({ runId, metrics, categories }) => [
        runId,
        { metrics, categories: categories.slice(0, MAX_CATEGORIES) },
      ]),
    ),
    verdict,
    categoryNames: hasAllNames ? [...new Set(names)].filter((name) => name.length > 1) : null,
    notable,
    characters: texts.reduce((sum, text) => sum + (text?.length ?? 0), 0),
  };
}

/** The most frequent categories first. */
function categoryMetrics(db: Db, runId: string): Promise<CategoryMetrics[]> {
  return queryRows<CategoryMetrics & Record<string, unknown>>(
    db,
    sql`select category, count(*)::int as results,
          (count(*) filter (where not success))::int as failed,
          (count(*) filter (where correct = false))::int as wrong,
          round(avg(latency_ms) filter (where success), 1)::float8 as "avgLatencyMs"
        from ${batchTestResults} where test_run_id = ${runId} and category is not null
        group by category order by count(*) desc, category limit ${MAX_CATEGORY_NAMES}`,
  );
}
