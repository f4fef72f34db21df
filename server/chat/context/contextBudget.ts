import type { ConnectionReport } from '../../../contract/connectionReport.ts';

/** How much may be sent and how much may come back, in tokens (docs/decisions/0018). */
export interface ContextBudget {
  promptTokens: number;
  answerTokens: number;
}

/** For a model whose context window is unknown: Ollama's default, which nearly every server has. */
const DEFAULT_CONTEXT = 4_096;
/** The same for a reasoning model, which is served with a longer context. */
const DEFAULT_REASONING_CONTEXT = 16_384;
/** More would cost time and money without saying more. */
const MAX_CONTEXT = 16_384;
const MAX_ANSWER = 4_096;
/** A chat template adds some tokens around each message. */
const TEMPLATE_TOKENS = 64;

/** The budget for a model, by the report of its connection test. */
export function contextBudget(
  report: Pick<ConnectionReport, 'contextTokens' | 'probes'> | null,
): ContextBudget {
  const isReasoningModel = report?.probes.some(
    ({ name, verdict }) => name === 'reasoning' && verdict === 'ok',
  );
  const defaultContext = isReasoningModel ? DEFAULT_REASONING_CONTEXT : DEFAULT_CONTEXT;
  return budgetWithin(report?.contextTokens ?? defaultContext);
}

/** Splits a context window: a quarter at most for the answer, the rest for the prompt. */
function budgetWithin(contextTokens: number): ContextBudget {
  const context = Math.min(contextTokens, MAX_CONTEXT);
  const answerTokens = Math.min(MAX_ANSWER, Math.floor(context / 4));
  return { answerTokens, promptTokens: context - answerTokens - TEMPLATE_TOKENS };
}

/**
 * The budget for a second attempt after the server refused a request of about `sentTokens` as too long:
 * the context window that its message names, but in any case well below what was sent.
 */
export function smallerBudget(sentTokens: number, providerMessage: string): ContextBudget {
  return budgetWithin(
    Math.min(reportedContext(providerMessage) ?? Number.POSITIVE_INFINITY, sentTokens),
  );
}

/** "maximum context length is 2048 tokens", "exceeds the available context size (2048 tokens)". */
function reportedContext(providerMessage: string): number | undefined {
  const match = /context (?:length|size|window)[^\d]{0,30}(\d{3,7})/i.exec(providerMessage);
  return match ? Number(match[1]) : undefined;
}

/**
 * Estimates the tokens of a text from above: three ASCII characters a token, where four are usual, and one
 * token for every other character.
 */
export function estimateTokens(text: string): number {
  const ascii = text.length - (text.match(NOT_ASCII)?.length ?? 0);
  return Math.ceil(ascii / 3) + (text.length - ascii);
}

const NOT_ASCII = /[^\0-\x7f]/g;
