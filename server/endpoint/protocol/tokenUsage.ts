/** How servers count tokens: under which names, where in an event, and what their counts include. */
import { isRecord } from './jsonShapes.ts';

export interface TokenCounts {
  inputTokens: number | null;
  /** With the reasoning, whether the server counts it there or beside it. */
  outputTokens: number | null;
  /** How many of the output tokens were reasoning. */
  reasoningTokens: number | null;
}

type Fields = Record<string, unknown>;

const inputNames = ['prompt_tokens', 'input_tokens', 'promptTokenCount'];
const outputNames = ['completion_tokens', 'output_tokens', 'candidatesTokenCount'];
const totalNames = ['total_tokens', 'totalTokenCount'];
const detailNames = ['completion_tokens_details', 'output_tokens_details'];
const reasoningNames = ['reasoning_tokens', 'thoughtsTokenCount'];

/** What a database integer holds. */
const MAX_TOKEN_COUNT = 2 ** 31 - 1;

/** The usage that an event or a body carries, wherever it puts it; undefined when it has none. */
export function findUsage(payload: Fields, choice: unknown): unknown {
  // Groq tells the usage of a stream in a field of its own, also where it was not asked for.
  const groq = isRecord(payload.x_groq) ? payload.x_groq.usage : undefined;
  const ofChoice = isRecord(choice) ? choice.usage : undefined;
  return payload.usage ?? groq ?? ofChoice ?? payload.usageMetadata;
}

/** Adds what `usage` tells to the counts; what it does not tell stays as it is. */
export function readUsage(usage: unknown, counts: TokenCounts): void {
  if (!isRecord(usage)) return;
  const details = detailNames.map((name) => usage[name]).find(isRecord) ?? {};
  const input = countIn(usage, inputNames);
  const reasoning = countIn(details, reasoningNames) ?? countIn(usage, reasoningNames);
  const output = outputTokensOf(usage, input ?? 0, reasoning ?? 0);
  // Some servers fill the fields with zeros when they do not count; that is not a count.
  counts.inputTokens = input || counts.inputTokens;
  counts.outputTokens = output || counts.outputTokens;
  counts.reasoningTokens = reasoning ?? counts.reasoningTokens;
}

/**
 * The output with its reasoning. Some servers, xAI's for one, count the reasoning beside the completion: then
 * the total is that of all three, or there is more reasoning than output.
 */
function outputTokensOf(usage: Fields, input: number, reasoning: number): number {
  const completion = countIn(usage, outputNames) ?? 0;
  const isBeside =
    countIn(usage, totalNames) === input + completion + reasoning || reasoning > completion;
  return (isBeside && tokenCount(completion + reasoning)) || completion;
}

function countIn(fields: Fields, names: readonly string[]): number | null {
  for (const name of names) {
    const count = tokenCount(fields[name]);
    if (count !== null) return count;
  }
  return null;
}

function tokenCount(value: unknown): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MAX_TOKEN_COUNT ? value : null;
}
