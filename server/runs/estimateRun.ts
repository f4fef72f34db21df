/** Estimates what a run will take before it is started; times come with what they are based on (docs/decisions/0030 for the session's end). */
import { and, eq, sql } from 'drizzle-orm';
import { estimateTokenCount } from 'tokenx';
import { z } from 'zod';
import { graderNames } from '../../contract/graders.ts';
import { type PromptSizes, promptSizesOf } from '../../contract/promptSizes.ts';
import type { EndpointRateLimit } from '../../contract/rateLimits.ts';
import { type EstimateBasis, estimateBases, type RunEstimate } from '../../contract/runEstimate.ts';
import type { RunSettings } from '../../contract/runSettings.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import { estimatedRateLimitSchema } from '../../contract/schemas/rateLimits.ts';
import type { SuitePrompt } from '../../contract/suites.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { chooseGrader } from '../grading/index.ts';
import type { Session } from '../sessions/index.ts';
import { promptOrderFor } from './joint/promptOrder.ts';
import { choosePrompts } from './runPrompts.ts';
import { type StartedModel, startedModels } from './startRun.ts';
import type { EstimateRunInput } from './startRunInput.ts';

const shape = z.object({
  calls: z.number().int(),
  promptTokens: z.number().int(),
  likelyAnswerTokens: z.number().int().nullable(),
  mostAnswerTokens: z.number().int(),
  likelyMs: z.number().nullable(),
  mostMs: z.number().nullable(),
  basis: z.enum(estimateBases).nullable(),
  limits: z.array(estimatedRateLimitSchema),
  graders: z.array(z.object({ grader: z.enum(graderNames), prompts: z.number().int() })),
  ungradedPrompts: z.number().int(),
  sessionLeftMs: z.number(),
  outlastsSession: z.boolean(),
} satisfies Record<keyof RunEstimate, z.ZodType>);
export const runEstimateSchema: NamedSchema<RunEstimate, typeof shape> = shape;

/** What is estimated of the calls themselves, whatever session they are made in. */
type CallsEstimate = Omit<
  RunEstimate,
  'graders' | 'ungradedPrompts' | 'sessionLeftMs' | 'outlastsSession'
>;

/**
 * Estimates the runs that `startRuns` would start with the same input, together.
 * @throws DomainError `suite_not_found`, `connection_not_found`, `invalid_input`
 */
export async function estimateRuns(
  db: Db,
  session: Session,
  input: EstimateRunInput,
): Promise<RunEstimate> {
  const [{ sizes, ...grading }, models] = await Promise.all([
    estimatedPrompts(db, session, input),
    startedModels(db, session, input),
  ]);
  const estimates = await Promise.all(models.map((model) => estimateOf(db, model, sizes)));
  const order = promptOrderFor(models.map((model) => model.session.connection));
  const run = together(estimates, { isInTurn: order === 'blocks' });
  const sessionLeftMs = session.expiresInSeconds * 1_000;
  return {
    ...run,
    ...grading,
    sessionLeftMs,
    outlastsSession: run.likelyMs !== null && run.likelyMs > sessionLeftMs,
  };
}

/** The prompts by their sizes, and how they are graded: of those that are being typed it is only known how many are. */
async function estimatedPrompts(db: Db, { sessionHash }: Session, input: EstimateRunInput) {
  const { promptSizes } = input;
  if (promptSizes) {
    const ungradedPrompts = Math.max(0, promptSizes.prompts - promptSizes.graded);
    return { sizes: promptSizes, graders: [], ungradedPrompts };
  }
  const { prompts } = await choosePrompts(db, sessionHash, input);
  return { sizes: promptSizesOf(prompts, countTokens), ...gradersOf(prompts) };
}

function gradersOf(prompts: SuitePrompt[]): Pick<RunEstimate, 'graders' | 'ungradedPrompts'> {
  const names = prompts.map((prompt) => chooseGrader(prompt)?.name);
  const counts = Map.groupBy(
    names.filter((name) => name !== undefined),
    (name) => name,
  );
  return {
    graders: [...counts].map(([grader, { length }]) => ({ grader, prompts: length })),
    ungradedPrompts: names.filter((name) => name === undefined).length,
  };
}

async function estimateOf(
  db: Db,
  { session, config }: StartedModel,
  sizes: PromptSizes,
): Promise<CallsEstimate> {
  const speed = (await speedOfAnswers(db, session)) ?? speedOfTest(session);
  const rateLimits = session.connection.connectionReport?.rateLimits ?? [];
  return estimate(sizes, config, speed, rateLimits);
}

/**
 * Several runs as one. What is unknown of one of them is unknown of all.
 * @param isInTurn whether one waits for the other
 */
export function together(
  estimates: CallsEstimate[],
  { isInTurn }: { isInTurn: boolean },
): CallsEstimate {
  const over = (
    part: (each: CallsEstimate) => number | null,
    combine: (values: number[]) => number,
  ) => {
    const values = estimates.map(part).filter((value) => value !== null);
    return values.length < estimates.length ? null : combine(values);
  };
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const wall = isInTurn ? sum : (values: number[]) => Math.max(...values);
  const bases = estimates.map(({ basis }) => basis);
  return {
    calls: sum(estimates.map(({ calls }) => calls)),
    promptTokens: sum(estimates.map(({ promptTokens }) => promptTokens)),
    likelyAnswerTokens: over(({ likelyAnswerTokens }) => likelyAnswerTokens, sum),
    mostAnswerTokens: sum(estimates.map(({ mostAnswerTokens }) => mostAnswerTokens)),
    likelyMs: over(({ likelyMs }) => likelyMs, wall),
    mostMs: over(({ mostMs }) => mostMs, wall),
    // The least sure of them.
    basis: bases.includes(null) ? null : (bases.find((basis) => basis !== 'answers') ?? 'answers'),
    limits: estimates.flatMap(({ limits }) => limits),
  };
}

/** How fast the model was found to be, for a typical answer and for each token. */
export interface Speed {
  basis: EstimateBasis;
  callMs: number;
  firstTokenMs: number;
  /** Null where answers are not counted. */
  msPerToken: number | null;
  answerTokens: number | null;
}

/** The arithmetic. Calls are taken to run as many at once as the settings allow. */
export function estimate(
  { prompts, tokens }: Pick<PromptSizes, 'prompts' | 'tokens'>,
  config: RunSettings,
  speed: Speed | null,
  rateLimits: EndpointRateLimit[],
): CallsEstimate {
  const samples = prompts * config.samples;
  const warmUps = Math.min(config.warmup, samples);
  const calls = samples + warmUps;
  const systemTokens = config.systemPrompt
    ? TOKENS_PER_MESSAGE + estimateTokenCount(config.systemPrompt)
    : 0;
  const overheadPerCall = TOKENS_PER_CALL + TOKENS_PER_MESSAGE + systemTokens;
  const promptTokens = Math.round(
    tokens * config.samples + (tokens / prompts) * warmUps + overheadPerCall * calls,
  );
  const mostAnswerTokens = calls * config.maxTokens;
  const wallMs = (callMs: number | null) => {
    if (callMs === null) return null;
    const bounded = Math.min(callMs, config.timeoutMs);
    const rounds = Math.ceil(samples / config.concurrency);
    return Math.round(Math.max(rounds * bounded, samples * config.delayMs) + warmUps * bounded);
  };
  const maxCallMs =
    speed && speed.msPerToken !== null
      ? Math.max(speed.callMs, speed.firstTokenMs + config.maxTokens * speed.msPerToken)
      : null;
  return {
    calls,
    promptTokens,
    likelyAnswerTokens:
      speed?.basis === 'answers' && speed.answerTokens !== null
        ? Math.round(calls * Math.min(speed.answerTokens, config.maxTokens))
        : null,
    mostAnswerTokens,
    likelyMs: wallMs(speed?.callMs ?? null),
    mostMs: wallMs(maxCallMs),
    basis: speed?.basis ?? null,
    limits: rateLimits.map((limit) => ({
      ...limit,
      needed: limit.of === 'requests' ? calls : promptTokens + mostAnswerTokens,
    })),
  };
}

/** What chat templates add, as OpenAI's cookbook counts it ("How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_CALL = 3;

/** Counting more would block the process; the rest is taken to have as many tokens a character. */
const MAX_CHARACTERS_COUNTED = 100_000;

/** How many tokens the texts have, about as tokenizers count them. */
export function countTokens(texts: string[]): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  let counted = 0;
  let tokens = 0;
  for (const text of texts) {
    const part = text.slice(0, MAX_CHARACTERS_COUNTED - counted);
    if (part === '') break;
    counted += part.length;
    tokens += estimateTokenCount(part);
  }
  return counted === 0 ? 0 : (tokens * characters) / counted;
}

const MIN_ANSWERS = 3;

/** From the answers this session has of the same model; null while there are too few. */
async function speedOfAnswers(db: Db, session: Session): Promise<Speed | null> {
  const { sessionHash, modelId, success } = batchTestResults;
  const [row] = await queryRows<Record<string, number | null>>(
    db,
    sql`
      select count(*)::int as answers,
        avg(latency_ms)::float8 as "callMs",
        avg(coalesce(ttft_ms, first_byte_ms, 0))::float8 as "firstTokenMs",
        avg(output_tokens)::float8 as "answerTokens",
        (sum(latency_ms - coalesce(ttft_ms, first_byte_ms, 0)) filter (where output_tokens > 1)
          / nullif(sum(output_tokens) filter (where output_tokens > 1), 0)::float8) as "msPerToken"
      from ${batchTestResults}
      where ${and(eq(sessionHash, session.sessionHash), eq(modelId, session.connection.modelId), eq(success, true))}`,
  );
  if (!row || (row.answers ?? 0) < MIN_ANSWERS || row.callMs === null) return null;
  return {
    basis: 'answers',
    callMs: row.callMs as number,
    firstTokenMs: row.firstTokenMs ?? 0,
    answerTokens: row.answerTokens ?? null,
    msPerToken: row.msPerToken ?? null,
  };
}

/**
 * From the one short answer of the connection test. Its few tokens often arrive together, so the wait
 * for the first one is counted in: rather too much than too little.
 */
function speedOfTest({ connection: { connectionReport: report } }: Session): Speed | null {
  if (!report || report.latencyMs === null) return null;
  const tokens = report.outputTokens ?? 0;
  return {
    basis: 'connection_test',
    callMs: report.latencyMs,
    firstTokenMs: 0,
    answerTokens: report.outputTokens,
    msPerToken: tokens > 0 ? report.latencyMs / tokens : null,
  };
}
