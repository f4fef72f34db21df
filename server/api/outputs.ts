/**
 * What the API shows of each table: the public columns, picked from the schema. Whatever is not
 * named here is stripped from every answer, whichever face it leaves through.
 */
import { createSelectSchema } from 'drizzle-zod';
import { z } from 'zod';
import type { Evidence, MetricCheck } from '../../contract/annotations.ts';
import { metricCheckVerdicts, metricUnits } from '../../contract/annotations.ts';
import type { ConnectionReport } from '../../contract/connectionReport.ts';
import { adaptableFeatures, probeNames, probeVerdicts } from '../../contract/connectionReport.ts';
import { errorKinds, errorReasons } from '../../contract/errorReasons.ts';
import { outcomes } from '../../contract/outcomes.ts';
import { type RunActivity, runActivityStates } from '../../contract/runActivity.ts';
import { runSettingsOutput } from '../../contract/schemas/runSettings.ts';
import {
  batchTestResults,
  batchTestRuns,
  chatMessages,
  modelConfigs,
  testSuites,
} from '../../db/schema.ts';
import { resultsInput } from '../results/index.ts';

const adaptationOutput = z.object({ change: z.string(), said: z.string() });

export const probeOutput = z.object({
  name: z.enum(probeNames),
  verdict: z.enum(probeVerdicts),
  finding: z.string(),
  said: z.string().nullable(),
});

export const connectionReportOutput = z.object({
  success: z.boolean(),
  message: z.string(),
  errorKind: z.enum(errorKinds).nullable(),
  errorReason: z.enum(errorReasons).nullable(),
  called: z.array(z.object({ url: z.string(), result: z.string() })),
  latencyMs: z.number().nullable(),
  ttftMs: z.number().nullable(),
  // Reports of an earlier version are without these.
  outputTokens: z.number().nullable().default(null),
  rateLimits: z
    .array(
      z.object({
        of: z.enum(['requests', 'tokens']),
        window: z.enum(['second', 'minute', 'hour', 'day', 'month']).nullable(),
        limit: z.number().nullable(),
        remaining: z.number().nullable(),
        resetMs: z.number().nullable(),
      }),
    )
    .default([]),
  serverModel: z.string().nullable(),
  models: z.array(z.string()).nullable(),
  nearestModels: z.array(z.string()),
  contextTokens: z.number().nullable(),
  waitedForModelMs: z.number(),
  probes: z.array(probeOutput),
}) satisfies z.ZodType<ConnectionReport, unknown>;

export const recipesOutput = z.object({
  curl: z.string(),
  typescript: z.string(),
  promptfoo: z.string(),
});

export const outcomeCountOutput = z.object({
  outcome: z.enum(outcomes),
  count: z.number().int(),
  remedy: z.object({ label: z.string(), config: z.record(z.string(), z.unknown()) }).nullable(),
});

export const sessionOutput = createSelectSchema(modelConfigs)
  .pick({
    modelId: true,
    modelName: true,
    endpointUrl: true,
    createdAt: true,
    expiresAt: true,
    connectionTested: true,
    connectionLatencyMs: true,
    connectionTtftMs: true,
    lastError: true,
  })
  .extend({
    expiresInSeconds: z.number(),
    adaptations: z.partialRecord(z.enum(adaptableFeatures), adaptationOutput),
    connectionReport: connectionReportOutput.nullable(),
  });

export const suitePromptOutput = z.object({
  prompt: z.string(),
  expected_answer: z.string().optional(),
  category: z.string().optional(),
});

export const suiteOutput = createSelectSchema(testSuites)
  .pick({
    id: true,
    name: true,
    description: true,
    taskDomain: true,
    difficulty: true,
    promptCount: true,
    version: true,
  })
  .extend({ categories: z.array(z.string()), checkablePrompts: z.number().int() });

const activityOutput = z.object({
  state: z.enum(runActivityStates),
  resumesAt: z.string().nullable(),
  // Older runs were told of without these.
  waitSeconds: z.number().nullable().default(null),
  lastRetry: z
    .object({ reason: z.enum(errorReasons), status: z.number().nullable(), at: z.string() })
    .nullable()
    .default(null),
  callsAtOnce: z.number().nullable().default(null),
  etaSeconds: z.number().nullable().default(null),
  inFlight: z.number(),
  limit: z.number(),
  startsPerSecond: z.number().nullable(),
  ratePerSecond: z.number().nullable(),
  retries: z.number(),
  timeline: z.array(z.tuple([z.number(), z.number(), z.number()])),
}) satisfies z.ZodType<RunActivity, unknown>;

export const runOutput = createSelectSchema(batchTestRuns)
  .pick({
    id: true,
    testSuiteId: true,
    suiteName: true,
    modelName: true,
    status: true,
    totalPrompts: true,
    completedPrompts: true,
    failedPrompts: true,
    error: true,
    startedAt: true,
    completedAt: true,
  })
  .extend({
    pace: activityOutput.nullable(),
    /** Share of prompts that are finished, 0 to 1. */
    progress: z.number(),
    config: runSettingsOutput,
  });

export const resultOutput = createSelectSchema(batchTestResults).omit({
  sessionHash: true,
  search: true,
});

export const progressOutput = z.object({
  run: runOutput,
  results: z.array(resultOutput),
  lastSeq: z.number().int(),
});

const evidenceOutput = z.object({
  given: z.number().int(),
  total: z.number().int(),
  results: z.array(z.object({ resultId: z.uuid(), runId: z.uuid(), label: z.string() })),
}) satisfies z.ZodType<Evidence, unknown>;

const metricCheckOutput = z.object({
  quote: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  figure: z.string(),
  unit: z.enum(metricUnits),
  claimed: z.number(),
  actual: z.number(),
  verdict: z.enum(metricCheckVerdicts),
}) satisfies z.ZodType<MetricCheck, unknown>;

const proposedFilterOutput = resultsInput
  .pick({ filter: true, sort: true, direction: true })
  .required()
  .extend({
    runId: z.uuid(),
    category: z.string().optional(),
    search: z.string().optional(),
    label: z.string(),
  });

export const chatMessageOutput = createSelectSchema(chatMessages)
  .omit({
    sessionHash: true,
    idempotencyKey: true,
    stopRequested: true,
    touchedAt: true,
    replacedAt: true,
  })
  .extend({
    runIds: z.array(z.uuid()),
    evidence: evidenceOutput.nullable(),
    checks: z.array(metricCheckOutput),
    proposedFilter: proposedFilterOutput.nullable(),
    /** Over the time in which tokens came; null where a part of that is unknown. */
    outputTokensPerSecond: z.number().nullable(),
  });

export const exchangeOutput = z.object({ question: chatMessageOutput, answer: chatMessageOutput });

/** What watchers of an answer are told; offsets are lengths in UTF-16 units. */
export interface AnswerProgress {
  delta: string;
  /** Length of the text once the delta is added. */
  offset: number;
  reasoningDelta: string;
  reasoningOffset: number;
  ended: z.output<typeof chatMessageOutput> | null;
}

/**
 * A message with its speed: tokens after the first one over the time since that, as vLLM's serving
 * benchmark and NVIDIA's AIPerf define output token throughput per user (1 / inter-token latency).
 */
export function withSpeed<
  T extends {
    outputTokens: number | null;
    latencyMs: number | null;
    ttftMs: number | null;
    firstThoughtMs: number | null;
  },
>(message: T): T & { outputTokensPerSecond: number | null } {
  const { outputTokens, latencyMs, ttftMs, firstThoughtMs } = message;
  // Thoughts are among the tokens, so the first of either kind is the first one.
  const firstTokenMs = firstThoughtMs ?? ttftMs;
  const isKnown = outputTokens !== null && latencyMs !== null && firstTokenMs !== null;
  const seconds = isKnown ? (latencyMs - firstTokenMs) / 1000 : 0;
  const outputTokensPerSecond =
    isKnown && seconds > 0 && outputTokens > 1 ? (outputTokens - 1) / seconds : null;
  return { ...message, outputTokensPerSecond };
}

/** A run as it is stored, with its progress worked out. */
export function withProgress<
  T extends { totalPrompts: number; completedPrompts: number; failedPrompts: number },
>(run: T): T & { progress: number } {
  const finished = run.completedPrompts + run.failedPrompts;
  return { ...run, progress: run.totalPrompts === 0 ? 1 : finished / run.totalPrompts };
}
