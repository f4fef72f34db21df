/**
 * What the API shows of each table: the public columns, picked from the rows' schemas. Whatever is not
 * named here is stripped from every answer, whichever face it leaves through. Each shape has a named
 * interface, which is what editors show to those who write pages or use the client.
 */

import { z } from 'zod';
import type { CallRecipes } from '../../contract/callRecipes.ts';
import {
  type ComparedPair,
  type OrderedSample,
  promptOrders,
  type StartedRun,
} from '../../contract/comparisons.ts';
import { connectionRoles } from '../../contract/connectionRoles.ts';
import type { Deletion } from '../../contract/deletion.ts';
import { errorReasons } from '../../contract/errorReasons.ts';
import { graderNames } from '../../contract/graders.ts';
import type { LocalServer } from '../../contract/localServers.ts';
import type { FailureReason, OutcomeCount } from '../../contract/metrics.ts';
import type { ModelNames } from '../../contract/modelNames.ts';
import { outcomes } from '../../contract/outcomes.ts';
import type { ProviderPreset } from '../../contract/providerPresets.ts';
import type { RunSettings } from '../../contract/runSettings.ts';
import { runStatuses } from '../../contract/runs.ts';
import { pendingTestSchema } from '../../contract/schemas/connectionTest.ts';
import { extraBodyOutput } from '../../contract/schemas/extraBody.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { suitePromptOutput } from '../../contract/schemas/suites.ts';
import type { SessionLengths } from '../../contract/sessionLength.ts';
import { suiteFileFormats } from '../../contract/suiteFiles.ts';
import {
  chatMessageRowSchema,
  resultRowSchema,
  runRowSchema,
  sessionRowSchema,
  suiteRowSchema,
} from '../../db/rowSchemas.ts';
import type { ImportedSuite } from '../suites/index.ts';
import { adapterCheckOutput } from './adapterCheckOutput.ts';

const callRecipesShape = z.object({
  curl: z.string(),
  typescript: z.string(),
  promptfoo: z.string(),
} satisfies Record<keyof CallRecipes, z.ZodType>);
export const callRecipesOutput: NamedSchema<CallRecipes, typeof callRecipesShape> =
  callRecipesShape;

// Not checked again: they are settings of ours, changed within their bounds.
const changedSettings = z.record(z.string(), z.unknown()) as unknown as z.ZodType<
  Partial<RunSettings>
>;
const outcomeCountShape = z.object({
  outcome: z.enum(outcomes),
  count: z.number().int(),
  probablyTruncated: z.number().int(),
  keyRefused: z.number().int(),
  reasons: z.array(
    z.object({
      reason: z.enum(errorReasons),
      count: z.number().int(),
      unbrokenFrom: z.number().int().nullable(),
    } satisfies Record<keyof FailureReason, z.ZodType>),
  ),
  remedy: z.object({ label: z.string(), config: changedSettings }).nullable(),
} satisfies Record<keyof OutcomeCount, z.ZodType>);
export const outcomeCountOutput: NamedSchema<OutcomeCount, typeof outcomeCountShape> =
  outcomeCountShape;

const presetShape = z.object({
  provider: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  docsUrl: z.string(),
  exampleModelId: z.string(),
  needsKey: z.boolean(),
  headerNames: z.array(z.string()).optional(),
  extraBody: extraBodyOutput.optional(),
  notes: z.array(z.string()),
} satisfies Record<keyof ProviderPreset, z.ZodType>);
export const presetOutput: NamedSchema<ProviderPreset, typeof presetShape> = presetShape;

const sessionLengthsShape = z.object({
  default: z.number().int(),
  offered: z.array(z.number().int()),
} satisfies Record<keyof SessionLengths, z.ZodType>);
export const presetsOutput = z.object({
  presets: z.array(presetOutput),
  simulated: presetOutput.nullable(),
  sessionLengths: sessionLengthsShape as NamedSchema<SessionLengths, typeof sessionLengthsShape>,
  isLocalMode: z.boolean(),
});

const modelNamesShape = z.object({
  models: z.array(z.string()).nullable(),
  problem: z.string().nullable(),
  upstreamRequestId: z.string().nullable(),
} satisfies Record<keyof ModelNames, z.ZodType>);
const localServerShape = z.object({
  provider: z.string(),
  name: z.string(),
  endpointUrl: z.string(),
  models: z.array(z.string()).nullable(),
} satisfies Record<keyof LocalServer, z.ZodType>);
export const localServersOutput = z.object({
  servers: z.array(localServerShape as NamedSchema<LocalServer, typeof localServerShape>),
});

export const modelNamesOutput: NamedSchema<ModelNames, typeof modelNamesShape> = modelNamesShape;

const connectionShape = sessionRowSchema
  .pick({
    connectionId: true,
    role: true,
    modelId: true,
    modelName: true,
    endpointUrl: true,
    extraBody: true,
    connectedAt: true,
    connectionTested: true,
    connectionLatencyMs: true,
    connectionTtftMs: true,
    lastError: true,
    adaptations: true,
    connectionReport: true,
  })
  .extend({
    /** Names of the headers that are sent beside ours. */
    headerNames: z.array(z.string()),
    pendingTest: pendingTestSchema.nullable(),
  });
export interface ConnectionOutput extends z.output<typeof connectionShape> {}
/** One of the models of a session. */
export const connectionOutput: NamedSchema<ConnectionOutput, typeof connectionShape> =
  connectionShape;

export const addedConnectionOutput = connectionShape.extend({ expiresAt: z.date() });

// The first connection's own fields, as if there were no other.
const openedSessionShape = connectionShape.extend({
  createdAt: z.date(),
  expiresAt: z.date(),
  expiresInSeconds: z.number(),
});
const sessionShape = openedSessionShape.extend({
  /** All models, in the order in which they were connected. */
  connections: z.array(connectionOutput),
});
export interface SessionOutput extends z.output<typeof sessionShape> {}
export const sessionOutput: NamedSchema<SessionOutput, typeof sessionShape> = sessionShape;

const newSessionShape = openedSessionShape.extend({ sessionId: z.string() });
/** A session that was just opened, with the capability for everything that follows. */
export interface NewSessionOutput extends z.output<typeof newSessionShape> {}
export const newSessionOutput: NamedSchema<NewSessionOutput, typeof newSessionShape> =
  newSessionShape;

/** How much a deletion took: the connected model, runs, results. */
const deletionShape = z.object({
  config: z.boolean(),
  testRuns: z.number(),
  results: z.number(),
} satisfies Record<keyof Deletion, z.ZodType>);
export const deletionOutput = z.object({
  deleted: deletionShape as NamedSchema<Deletion, typeof deletionShape>,
});

const suiteShape = suiteRowSchema
  .pick({
    id: true,
    kind: true,
    name: true,
    description: true,
    taskDomain: true,
    difficulty: true,
    promptCount: true,
    version: true,
  })
  .extend({ categories: z.array(z.string()), checkablePrompts: z.number().int() });
export interface SuiteOutput extends z.output<typeof suiteShape> {}
export const suiteOutput: NamedSchema<SuiteOutput, typeof suiteShape> = suiteShape;

const suiteWithPromptsShape = suiteShape.extend({
  prompts: z.array(suitePromptOutput),
  /** By which each is graded: the one that it names, else the one that its expected answer calls for. */
  graders: z.array(z.enum(graderNames).nullable()),
});
export interface SuiteWithPromptsOutput extends z.output<typeof suiteWithPromptsShape> {}
export const suiteWithPromptsOutput: NamedSchema<
  SuiteWithPromptsOutput,
  typeof suiteWithPromptsShape
> = suiteWithPromptsShape;

const importedSuiteShape = z.object({
  suiteId: z.uuid().nullable(),
  name: z.string(),
  format: z.enum(suiteFileFormats),
  promptCount: z.number().int(),
  categories: z.record(z.string(), z.number().int()),
  problems: z.array(z.object({ line: z.number().int().nullable(), message: z.string() })),
  moreProblems: z.number().int(),
  notes: z.array(z.string()),
  prompts: z.array(suitePromptOutput),
} satisfies Record<keyof ImportedSuite, z.ZodType>);
export const importedSuiteOutput: NamedSchema<ImportedSuite, typeof importedSuiteShape> =
  importedSuiteShape;

const runShape = runRowSchema
  .pick({
    id: true,
    testSuiteId: true,
    suiteName: true,
    name: true,
    modelName: true,
    modelId: true,
    connectionId: true,
    role: true,
    comparisonId: true,
    status: true,
    totalPrompts: true,
    completedPrompts: true,
    failedPrompts: true,
    config: true,
    pace: true,
    clockDelayP99Ms: true,
    sloTargets: true,
    error: true,
    startedAt: true,
    completedAt: true,
  })
  .extend({
    /** Share of prompts that are finished, 0 to 1. */
    progress: z.number(),
  });
export interface RunOutput extends z.output<typeof runShape> {}
export const runOutput: NamedSchema<RunOutput, typeof runShape> = runShape;

const startedRunShape = z.object({
  role: z.enum(connectionRoles).nullable(),
  connectionId: z.uuid().nullable(),
  testRunId: z.uuid(),
} satisfies Record<keyof StartedRun, z.ZodType>);
export const startedRunsOutput = z.array(
  startedRunShape as NamedSchema<StartedRun, typeof startedRunShape>,
);
const startedShape = runShape.extend({
  /** All runs of the start, this one first. */
  runs: startedRunsOutput,
});
export interface StartedOutput extends z.output<typeof startedShape> {}
/** The first run of a start, and all of them. */
export const startedOutput: NamedSchema<StartedOutput, typeof startedShape> = startedShape;

const comparedPairShape = z.object({
  candidateRunId: z.uuid(),
  baselineRunId: z.uuid(),
  /** The latest of these two models; null where there was none. */
  adapterCheck: adapterCheckOutput.nullable(),
} satisfies Record<keyof ComparedPair | 'adapterCheck', z.ZodType>);
const orderedSampleShape = z.object({
  promptIndex: z.number().int(),
  sample: z.number().int(),
  firstRunId: z.uuid(),
} satisfies Record<keyof OrderedSample, z.ZodType>);
const comparisonShape = z.object({
  id: z.uuid(),
  status: z.enum(runStatuses),
  promptOrder: z.enum(promptOrders),
  /** What the order was drawn with. */
  seed: z.number().int(),
  createdAt: z.date(),
  runs: z.array(runOutput),
  pairs: z.array(comparedPairShape),
  /** The order in which the prompts are asked. */
  order: z.array(orderedSampleShape as NamedSchema<OrderedSample, typeof orderedSampleShape>),
});
export interface ComparisonOutput extends z.output<typeof comparisonShape> {}
/** Runs that were started together. */
export const comparisonOutput: NamedSchema<ComparisonOutput, typeof comparisonShape> =
  comparisonShape;

const resultShape = resultRowSchema.omit({ sessionHash: true, search: true });
export interface ResultOutput extends z.output<typeof resultShape> {}
export const resultOutput: NamedSchema<ResultOutput, typeof resultShape> = resultShape;

export const regradingOutput = z.object({ graded: z.number().int(), changed: z.number().int() });

/** A page of a run's results. */
export const runResultsPage = z.object({
  results: z.array(resultOutput),
  nextAfterSeq: z.number().int().nullable(),
});
const runPageShape = runResultsPage.extend({ run: runOutput });
/** A run and a page of its results; `nextAfterSeq` asks for the next page, null on the last. */
export interface RunPageOutput extends z.output<typeof runPageShape> {}
export const runPageOutput: NamedSchema<RunPageOutput, typeof runPageShape> = runPageShape;

const resultPageShape = z.object({
  total: z.number().int(),
  offset: z.number().int(),
  results: z.array(resultOutput),
});
/** A page of the results that match: `total` counts all of them, `offset` those before the page. */
export interface ResultPageOutput extends z.output<typeof resultPageShape> {}
export const resultPageOutput: NamedSchema<ResultPageOutput, typeof resultPageShape> =
  resultPageShape;

const progressShape = z.object({
  run: runOutput,
  results: z.array(resultOutput),
  lastSeq: z.number().int(),
});
/** What watchers of a run are told: the run as it is now, and the results that are next. */
export interface ProgressOutput extends z.output<typeof progressShape> {}
export const progressOutput: NamedSchema<ProgressOutput, typeof progressShape> = progressShape;

const chatMessageShape = chatMessageRowSchema.omit({
  sessionHash: true,
  idempotencyKey: true,
  stopRequested: true,
  touchedAt: true,
  replacedAt: true,
});
export interface ChatMessageOutput extends z.output<typeof chatMessageShape> {}
export const chatMessageOutput: NamedSchema<ChatMessageOutput, typeof chatMessageShape> =
  chatMessageShape;

const chatExchangeShape = z.object({ question: chatMessageOutput, answer: chatMessageOutput });
/** A question and its answer, which is still being written. */
export interface ChatExchangeOutput extends z.output<typeof chatExchangeShape> {}
export const chatExchangeOutput: NamedSchema<ChatExchangeOutput, typeof chatExchangeShape> =
  chatExchangeShape;

const answerProgressShape = z.object({
  restarts: z.boolean(),
  delta: z.string(),
  offset: z.number().int(),
  reasoningDelta: z.string(),
  reasoningOffset: z.number().int(),
  ended: chatMessageOutput.nullable(),
} satisfies Record<keyof AnswerProgress, z.ZodType>);
/** What watchers of an answer are told; offsets are lengths in UTF-16 units. */
export interface AnswerProgress {
  /** What was told before does not count: it turned out to be reasoning, and the deltas are all there is. */
  restarts: boolean;
  delta: string;
  /** Length of the text once the delta is added. */
  offset: number;
  reasoningDelta: string;
  reasoningOffset: number;
  ended: ChatMessageOutput | null;
}
export const answerProgressOutput: NamedSchema<AnswerProgress, typeof answerProgressShape> =
  answerProgressShape;

/** A run as it is stored, with its progress worked out. */
export function withProgress<
  T extends { totalPrompts: number; completedPrompts: number; failedPrompts: number },
>(run: T): T & { progress: number } {
  const finished = run.completedPrompts + run.failedPrompts;
  return { ...run, progress: run.totalPrompts === 0 ? 1 : finished / run.totalPrompts };
}
