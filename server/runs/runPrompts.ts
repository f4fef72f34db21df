/** Which prompts a run asks: chosen at its start, pointed at by its row, read by whoever works on it. */
import { eq } from 'drizzle-orm';
import { OWN_PROMPTS_LABEL, type SuitePrompt } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns, testSuites } from '../../db/schema.ts';
import { assertGradersUsable } from '../grading/index.ts';
import {
  alignmentKeys,
  curatedEdition,
  findSuite,
  ownEdition,
  ownEditionOf,
  readPromptKeys,
  readPrompts,
} from '../suites/index.ts';
import { findRun } from './runStore.ts';

type RunRow = typeof batchTestRuns.$inferSelect;

/** How a run's row names its prompts. */
export type PromptPointers = Pick<RunRow, 'suiteEditionId' | 'promptPositions'>;

/** A run without its own copy of prompts, which only old rows have. */
type RunWithPointers = PromptPointers & Pick<RunRow, 'id' | 'totalPrompts' | 'config'>;

/** The prompts of runs that are to be started. */
export interface ChosenPrompts {
  prompts: SuitePrompt[];
  testSuiteId: string | null;
  suiteName: string;
  /**
   * Stores them where they are not, within the transaction that starts the runs.
   * @throws DomainError `suite_not_found` where the suite was deleted meanwhile; `too_large`
   */
  store(tx: Db, sessionHash: string): Promise<PromptPointers>;
}

/**
 * The prompts of a start: its own, those of a suite, or those of an earlier run.
 * @throws DomainError `suite_not_found`, `run_not_found`; `invalid_input` where a grader is of no use
 */
export async function choosePrompts(
  db: Db,
  sessionHash: string,
  {
    prompts,
    testSuiteId,
    promptsOfRun,
    promptLimit,
  }: { prompts?: SuitePrompt[]; testSuiteId?: string; promptsOfRun?: string; promptLimit?: number },
): Promise<ChosenPrompts> {
  if (prompts) {
    assertGradersUsable(prompts);
    return handedIn(prompts.slice(0, promptLimit));
  }
  if (promptsOfRun) {
    const earlier = await findRun(db, sessionHash, promptsOfRun);
    const count = promptCount(earlier);
    const length = Math.min(count, promptLimit ?? count);
    return {
      ...(await promptsOfEarlier(
        db,
        earlier,
        Array.from({ length }, (_, index) => index),
      )),
      testSuiteId: earlier.testSuiteId,
      suiteName: earlier.suiteName,
    };
  }
  const suite = await findSuite(db, testSuiteId as string, sessionHash);
  return {
    prompts: suite.prompts.slice(0, promptLimit),
    testSuiteId: suite.id,
    suiteName: suite.name,
    async store(tx) {
      if (suite.kind !== 'own') {
        return { suiteEditionId: await curatedEdition(tx, suite), promptPositions: null };
      }
      // Held until the run is there, so that its edition is not taken for one that nothing needs.
      await tx
        .select({ id: testSuites.id })
        .from(testSuites)
        .where(eq(testSuites.id, suite.id))
        .for('share');
      return { suiteEditionId: await ownEditionOf(tx, suite), promptPositions: null };
    },
  };
}

/** Prompts of no suite. */
export function handedIn(
  prompts: SuitePrompt[],
  suiteName: string = OWN_PROMPTS_LABEL,
): ChosenPrompts {
  return {
    prompts,
    testSuiteId: null,
    suiteName,
    async store(tx, sessionHash) {
      const edition = { sessionHash, suiteId: null, version: 1, prompts };
      return { suiteEditionId: await ownEdition(tx, edition), promptPositions: null };
    },
  };
}

/** The prompts of a run, in the order of their numbers in its results. */
export async function promptsOf(
  db: Db,
  run: PromptPointers & Pick<RunRow, 'prompts' | 'totalPrompts' | 'config'>,
): Promise<SuitePrompt[]> {
  if (!run.suiteEditionId) return run.prompts ?? [];
  return readPrompts(db, run.suiteEditionId, run.promptPositions ?? promptCount(run));
}

/** The same, for whoever has the run without its prompts. */
export async function readRunPrompts(db: Db, run: RunWithPointers): Promise<SuitePrompt[]> {
  if (run.suiteEditionId) return promptsOf(db, { ...run, prompts: null });
  const [row] = await db
    .select({ prompts: batchTestRuns.prompts })
    .from(batchTestRuns)
    .where(eq(batchTestRuns.id, run.id));
  return row?.prompts ?? [];
}

/** What each prompt of a run is called wherever it is asked, in the order of their numbers in its results. */
export async function promptKeysOf(db: Db, run: RunWithPointers): Promise<string[]> {
  const { suiteEditionId, promptPositions } = run;
  if (!suiteEditionId) return alignmentKeys(await readRunPrompts(db, run));
  return readPromptKeys(db, suiteEditionId, promptPositions ?? promptCount(run));
}

/** How many prompts a run asks, each as often as its settings say. */
function promptCount({ totalPrompts, config }: Pick<RunRow, 'totalPrompts' | 'config'>): number {
  return Math.round(totalPrompts / config.samples);
}

/** One prompt of a run, by its number in the results; undefined where there is none. */
export async function promptOf(
  db: Db,
  run: RunWithPointers,
  promptIndex: number,
): Promise<SuitePrompt | undefined> {
  if (!run.suiteEditionId) return (await readRunPrompts(db, run))[promptIndex];
  const [prompt] = await readPrompts(db, run.suiteEditionId, [positionOf(run, promptIndex)]);
  return prompt;
}

/** Some prompts of an earlier run, to be asked again; they are pointed at, not copied. */
export async function promptsOfEarlier(
  db: Db,
  run: RunWithPointers,
  promptIndexes: number[],
): Promise<Pick<ChosenPrompts, 'prompts' | 'store'>> {
  const all = await readRunPrompts(db, run);
  const prompts = promptIndexes.flatMap((index) => all[index] ?? []);
  const { suiteEditionId } = run;
  if (!suiteEditionId) return handedIn(prompts);
  return {
    prompts,
    store: async () => ({
      suiteEditionId,
      promptPositions: promptIndexes.map((index) => positionOf(run, index)),
    }),
  };
}

function positionOf({ promptPositions }: PromptPointers, promptIndex: number): number {
  return promptPositions?.[promptIndex] ?? promptIndex;
}
