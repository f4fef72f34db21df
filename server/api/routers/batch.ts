import { tracked } from '@trpc/server';
import { z } from 'zod';
import { MAX_SEARCH_LENGTH } from '../../../contract/results.ts';
import { countInput } from '../../../contract/schemas/numberInput.ts';
import { sloTargetsInput } from '../../../contract/schemas/sloTargets.ts';
import { suitePromptOutput } from '../../../contract/schemas/suites.ts';
import { sloTargetNames } from '../../../contract/sloTargets.ts';
import { MAX_PROMPTS } from '../../../contract/suites.ts';
import {
  accuracyReportSchema,
  categoryCountSchema,
  countCategories,
  countFacets,
  countOutcomes,
  facetCountsSchema,
  facetsInput,
  findResult,
  getAccuracy,
  getLatencyDistribution,
  getPromptAnswers,
  getPromptResults,
  getSessionMetrics,
  getSloReport,
  latencyBucketSchema,
  promptAnswersSchema,
  resultsAfter,
  resultsInput,
  searchResponses,
  sessionMetricsSchema,
  sloReportSchema,
} from '../../results/index.ts';
import {
  cancelRun,
  estimateRunInput,
  estimateRuns,
  findRun,
  gradeRun,
  gradeRunInput,
  lastStoredSeq,
  listRuns,
  overruleInput,
  overruleResult,
  type RunUpdate,
  readRunPrompts,
  renameRun,
  renameRunInput,
  reproduceResult,
  rerun,
  rerunInput,
  resumeRun,
  runEstimateSchema,
  setSloTargets,
  startRunInput,
  startRuns,
} from '../../runs/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { Services } from '../context.ts';
import { oncePerEvent } from '../oncePerEvent.ts';
import {
  callRecipesOutput,
  outcomeCountOutput,
  progressOutput,
  regradingOutput,
  resultOutput,
  resultPageOutput,
  runOutput,
  runPageOutput,
  startedOutput,
  withProgress,
} from '../outputs.ts';
import { mapSubscription, router, sessionProcedure } from '../trpc.ts';

const runId = z.uuid('must be the id of a run');
export const someRun = z.strictObject({ testRunId: runId });
export const someResult = z.strictObject({ resultId: z.uuid('must be the id of a result') });
/** The largest number that a column of numbers of results can be compared with. */
const MAX_SEQ = 2_147_483_647;
/** Number of a result. */
const seq = countInput({ min: 0, max: MAX_SEQ });
export const runPageInput = someRun.extend({ afterSeq: seq.default(0) });
/** Targets of a run; REST has them in the address, too. */
export const runTargetsInput = someRun.extend(sloTargetsInput.shape);
/** The whole session, or one of its runs. */
export const someRunIfAny = z.strictObject({ testRunId: runId.optional() }).default({});

export const runProgressInput = someRun.extend({ lastEventId: seq.nullish() });
export const promptAnswersInput = someRun.extend({
  fromPrompt: countInput({ min: 0, max: MAX_PROMPTS }).default(0),
  limit: countInput({ min: 1, max: 100 }).default(50),
});
export const searchInput = z.strictObject({
  query: z
    .string({ error: ({ input }) => (input === undefined ? 'is required' : 'must be a string') })
    .trim()
    .min(1, 'must not be empty')
    .max(MAX_SEARCH_LENGTH, `is longer than ${MAX_SEARCH_LENGTH} characters`),
  testRunId: runId.optional(),
  limit: countInput({ min: 1, max: 200 }).default(50),
});

/** What one answer carries at most; a run has at most 1,000 prompts, each asked up to ten times. */
const MAX_RESULTS = { results: 1_000, textBytes: 16 * 1024 * 1024 };

export const batchRouter = router({
  /** Starts a run of each model that is named, in the background, and returns the first of them at once. */
  start: sessionProcedure
    .input(startRunInput)
    .output(startedOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('runs', ctx.session);
      const runs = await startRuns(ctx.services, ctx.session, input);
      const started = runs.map(({ id: testRunId, role, connectionId }) => ({
        role,
        connectionId,
        testRunId,
      }));
      return { ...withProgress(runs[0]), runs: started };
    }),

  /**
   * What the runs of a start would take together, with the input that starts them. In place of prompts it takes their
   * sizes, for who asks again with each change of long texts.
   */
  estimate: sessionProcedure
    .input(estimateRunInput)
    .output(runEstimateSchema)
    .query(({ ctx, input }) => estimateRuns(ctx.services.db, ctx.session, input)),

  list: sessionProcedure
    .output(z.array(runOutput))
    .query(async ({ ctx }) =>
      (await listRuns(ctx.services.db, ctx.session.sessionHash)).map(withProgress),
    ),

  /**
   * A run with its results so far, in the order they were stored, from those after number `afterSeq`
   * on. Where one answer cannot hold them all, `nextAfterSeq` asks for the rest.
   */
  get: sessionProcedure
    .input(runPageInput)
    .output(runPageOutput)
    .query(async ({ ctx, input: { testRunId, afterSeq } }) => {
      const run = await findRun(ctx.services.db, ctx.session.sessionHash, testRunId);
      const upTo = lastStoredSeq(run);
      const results = await resultsAfter(ctx.services.db, run.id, afterSeq, upTo, MAX_RESULTS);
      const last = results.at(-1)?.seq ?? upTo;
      return { run: withProgress(run), results, nextAfterSeq: last < upTo ? last : null };
    }),

  /** What a run asks, prompt by prompt, in the order of their numbers in its results. */
  prompts: sessionProcedure
    .input(someRun)
    .output(z.array(suitePromptOutput))
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services;
      return readRunPrompts(db, await findRun(db, ctx.session.sessionHash, input.testRunId));
    }),

  /** How often each outcome came, with the remedy that `rerun` can apply. */
  outcomes: sessionProcedure
    .input(someRun)
    .output(z.array(outcomeCountOutput))
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services;
      return countOutcomes(db, await findRun(db, ctx.session.sessionHash, input.testRunId));
    }),

  /** Runs the prompts with certain outcomes again, as a new run with changed settings. */
  rerun: sessionProcedure
    .input(rerunInput)
    .output(runOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('runs', ctx.session);
      return withProgress(await rerun(ctx.services, ctx.session, input));
    }),

  /** Goes on with a run that was cancelled or ended early, and with those that were started with it. */
  resume: sessionProcedure
    .input(someRun)
    .output(runOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('runs', ctx.session);
      return withProgress(await resumeRun(ctx.services, ctx.session, input.testRunId));
    }),

  /** The call behind a result as curl, TypeScript and promptfoo YAML, without the key. */
  reproduce: sessionProcedure
    .input(someResult)
    .output(callRecipesOutput)
    .query(({ ctx, input }) => reproduceResult(ctx.services, ctx.session, input.resultId)),

  /** Names a run; an empty name takes its name away. */
  rename: sessionProcedure
    .input(renameRunInput)
    .output(runOutput)
    .mutation(async ({ ctx, input }) =>
      withProgress(await renameRun(ctx.services.db, ctx.session.sessionHash, input)),
    ),

  /** Stops a run and those that were started with it. */
  cancel: sessionProcedure
    .input(someRun)
    .output(runOutput)
    .mutation(async ({ ctx, input }) =>
      withProgress(await cancelRun(ctx.services.db, ctx.session.sessionHash, input.testRunId)),
    ),

  /**
   * Follows a run until it is over. Event ids are result numbers: a client that comes back with the
   * last one it saw misses nothing and gets nothing twice.
   */
  onProgress: sessionProcedure.input(runProgressInput).subscription(({ ctx, input, signal }) => {
    const from = {
      sessionHash: ctx.session.sessionHash,
      runId: input.testRunId,
      afterSeq: input.lastEventId ?? 0,
    };
    return mapSubscription(ctx.services.feeds.follow(from, signal), (update) =>
      tracked(String(update.lastSeq), progressOf(update)),
    );
  }),

  metrics: sessionProcedure
    .input(someRunIfAny)
    .output(sessionMetricsSchema)
    .query(async ({ ctx, input }) =>
      getSessionMetrics(ctx.services.db, await scopeOf(ctx, input.testRunId)),
    ),

  /**
   * How many calls are within targets: those of the run, or others that are named here to be tried. Naming one
   * leaves all the run's own aside.
   */
  sloAttainment: sessionProcedure
    .input(runTargetsInput)
    .output(sloReportSchema)
    .query(async ({ ctx, input: { testRunId, ...tried } }) => {
      const { db } = ctx.services;
      const run = await findRun(db, ctx.session.sessionHash, testRunId);
      const isTrial = sloTargetNames.some((name) => tried[name] !== undefined);
      return getSloReport(db, scopeOfRun(run), isTrial ? wholeTargets(tried) : run.sloTargets);
    }),

  /** Sets the run's targets, all of them: one that is not named is none. */
  setTargets: sessionProcedure
    .input(runTargetsInput)
    .output(sloReportSchema)
    .mutation(async ({ ctx, input: { testRunId, ...targets } }) => {
      const { db } = ctx.services;
      const { sessionHash } = ctx.session;
      const run = await setSloTargets(db, sessionHash, testRunId, wholeTargets(targets));
      return getSloReport(db, scopeOfRun(run), run.sloTargets);
    }),

  /** How many answers passed, in all and by category, with intervals. */
  accuracy: sessionProcedure
    .input(someRun)
    .output(accuracyReportSchema)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services;
      const run = await findRun(db, ctx.session.sessionHash, input.testRunId);
      const prompts = await readRunPrompts(db, run);
      return getAccuracy(db, scopeOfRun(run), {
        samples: run.config.samples,
        splitOf: (promptIndex) => prompts[promptIndex]?.split,
      });
    }),

  /** The answers to each prompt, those that say the same together; for runs that ask each prompt several times. */
  promptAnswers: sessionProcedure
    .input(promptAnswersInput)
    .output(z.array(promptAnswersSchema))
    .query(async ({ ctx, input: { testRunId, ...page } }) => {
      const { db } = ctx.services;
      const run = await findRun(db, ctx.session.sessionHash, testRunId);
      return getPromptAnswers(db, scopeOfRun(run), page);
    }),

  /** Grades the stored answers of a run again, by another grader or by their prompts' own; calls nothing. */
  grade: sessionProcedure
    .input(gradeRunInput)
    .output(regradingOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('gradings', ctx.session);
      return gradeRun(ctx.services, ctx.session.sessionHash, input);
    }),

  /** Stores what a person says of a result, which counts in place of the grade. */
  overrule: sessionProcedure
    .input(overruleInput)
    .output(resultOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('overrules', ctx.session);
      return overruleResult(ctx.services.db, ctx.session.sessionHash, input);
    }),

  results: sessionProcedure
    .input(resultsInput)
    .output(resultPageOutput)
    .query(async ({ ctx, input }) => {
      const { sessionHash } = await scopeOf(ctx, input.testRunId);
      return getPromptResults(ctx.services.db, sessionHash, input);
    }),

  /** The categories to narrow the results by. */
  categories: sessionProcedure
    .input(someRunIfAny)
    .output(z.array(categoryCountSchema))
    .query(async ({ ctx, input }) =>
      countCategories(ctx.services.db, await scopeOf(ctx, input.testRunId)),
    ),

  /** How many results each filter of `results` would leave. */
  facets: sessionProcedure
    .input(facetsInput)
    .output(facetCountsSchema)
    .query(async ({ ctx, input }) => {
      const { sessionHash } = await scopeOf(ctx, input.testRunId);
      return countFacets(ctx.services.db, sessionHash, input);
    }),

  result: sessionProcedure
    .input(someResult)
    .output(resultOutput)
    .query(({ ctx, input }) =>
      findResult(ctx.services.db, ctx.session.sessionHash, input.resultId),
    ),

  search: sessionProcedure
    .input(searchInput)
    .output(z.array(resultOutput))
    .query(async ({ ctx, input: { query, testRunId, limit } }) =>
      searchResponses(ctx.services.db, await scopeOf(ctx, testRunId), query, limit),
    ),

  latencyDistribution: sessionProcedure
    .input(someRunIfAny)
    .output(z.array(latencyBucketSchema))
    .query(async ({ ctx, input }) =>
      getLatencyDistribution(ctx.services.db, await scopeOf(ctx, input.testRunId)),
    ),
});

/** What watchers are shown of an update, worked out once for all of them. */
const progressOf = oncePerEvent((update: RunUpdate) =>
  progressOutput.parse({ ...update, run: withProgress(update.run) }),
);

/**
 * The session's results, or those of one of its runs.
 * @throws DomainError `run_not_found`
 */
async function scopeOf(
  { services, session }: { services: Services; session: Session },
  testRunId: string | undefined,
) {
  const { sessionHash } = session;
  if (testRunId) await findRun(services.db, sessionHash, testRunId);
  return { sessionHash, testRunId };
}

function scopeOfRun({ sessionHash, id }: { sessionHash: string; id: string }) {
  return { sessionHash, testRunId: id };
}

/** What is left out, or null, is no target. */
function wholeTargets(named: Omit<z.output<typeof runTargetsInput>, 'testRunId'>) {
  const { ttftMs = null, tpotMs = null, latencyMs = null } = named;
  return { ttftMs, tpotMs, latencyMs };
}
