import type { ConnectionReport } from '../../../contract/connectionReport.ts';

/** How much may be sent and how much may come back, in tokens (docs/decisions/0018). */
export interface ContextBudget {
  promptTokens: number;
  answerTokens: number;
}

/** What Ollama serves unless told otherwise; nearly every server takes as much. */
const UNKNOWN_CONTEXT = 4_096;
/** Models that think are served with room to think. */
const UNKNOWN_CONTEXT_TO_THINK = 16_384;
/** More would cost time and money without saying more. */
const MAX_CONTEXT = 16_384;
const MAX_ANSWER = 4_096;
/** A chat template adds some tokens around each message. */
const TEMPLATE_TOKENS = 64;

/** The budget for a model, by what was found out when its connection was tested. */
export function contextBudget(
  report: Pick<ConnectionReport, 'contextTokens' | 'probes'> | null,
): ContextBudget {
  const thinks = report?.probes.some(
    ({ name, verdict }) => name === 'reasoning' && verdict === 'ok',
  );
  const unknown = thinks ? UNKNOWN_CONTEXT_TO_THINK : UNKNOWN_CONTEXT;
  return budgetWithin(report?.contextTokens ?? unknown);
}

/** Splits a context: a quarter at most for the answer, the rest for what is sent. */
function budgetWithin(contextTokens: number): ContextBudget {
  const context = Math.min(contextTokens, MAX_CONTEXT);
  const answerTokens = Math.min(MAX_ANSWER, Math.floor(context / 4));
  return { answerTokens, promptTokens: context - answerTokens - TEMPLATE_TOKENS };
}

/**
 * The budget for asking once more after the server found a request of about `sentTokens` too long: what
 * it says its context is, but in any case well below what was sent.
 */
export function smallerBudget(sentTokens: number, said: string): ContextBudget {
  return budgetWithin(Math.min(contextTold(said) ?? Number.POSITIVE_INFINITY, sentTokens));
}

/** "maximum context length is 2048 tokens", "exceeds the available context size (2048 tokens)". */
function contextTold(said: string): number | undefined {
  const told = /context (?:length|size|window)[^\d]{0,30}(\d{3,7})/i.exec(said);
  return told ? Number(told[1]) : undefined;
}

/**
 * At least as many tokens as any usual tokenizer makes of a text: three ASCII characters a token where
 * four are usual, and each other character one of its own.
 */
export function estimateTokens(text: string): number {
  const ascii = text.length - (text.match(NOT_ASCII)?.length ?? 0);
  return Math.ceil(ascii / 3) + (text.length - ascii);
}

const NOT_ASCII = /[^\0-\x7f]/g;
