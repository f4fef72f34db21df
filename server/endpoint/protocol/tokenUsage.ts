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

const inputNames = [
  'prompt_tokens',
  'input_tokens',
  'promptTokenCount',
  'promptTokens',
  'inputTokens',
];
const outputNames = [
  'completion_tokens',
  'output_tokens',
  'candidatesTokenCount',
  'completionTokens',
  'outputTokens',
  'generated_tokens',
];
const totalNames = ['total_tokens', 'totalTokenCount', 'totalTokens'];
/** Anthropic counts what it read from its cache or wrote into it beside the input. */
const cacheNames = ['cache_read_input_tokens', 'cache_creation_input_tokens'];
const detailNames = ['completion_tokens_details', 'output_tokens_details'];
const reasoningNames = ['reasoning_tokens', 'thoughtsTokenCount'];

/** What a database integer holds. */
const MAX_TOKEN_COUNT = 2 ** 31 - 1;

/** The usage that an event or a body carries, wherever it puts it; undefined when it has none. */
export function findUsage(payload: Fields, choice: unknown): unknown {
  // Groq tells the usage of a stream in a field of its own, also where it was not asked for.
  const groq = isRecord(payload.x_groq) ? payload.x_groq.usage : undefined;
  return payload.usage ?? groq ?? usageOfChoice(choice) ?? payload.usageMetadata;
}

function usageOfChoice(choice: unknown): unknown {
  if (!isRecord(choice)) return undefined;
  const { usage, delta, message } = choice;
  return usage ?? (isRecord(delta) ? delta.usage : isRecord(message) ? message.usage : undefined);
}

/** Adds what `usage` tells to the counts; what it does not tell stays as it is. */
export function readUsage(usage: unknown, counts: TokenCounts): void {
  if (!isRecord(usage)) return;
  const details = detailNames.map((name) => usage[name]).find(isRecord) ?? {};
  const input = inputTokensOf(usage);
  const reasoning = countIn(details, reasoningNames) ?? countIn(usage, reasoningNames);
  const output = outputTokensOf(usage, input ?? 0, reasoning ?? 0);
  // Some servers fill the fields with zeros when they do not count; that is not a count.
  counts.inputTokens = input || counts.inputTokens;
  counts.outputTokens = output || counts.outputTokens;
  counts.reasoningTokens = reasoning ?? counts.reasoningTokens;
}

/** The input with what came from a cache: beside it where the prompt is not counted under OpenAI's name. */
function inputTokensOf(usage: Fields): number | null {
  const input = countIn(usage, inputNames);
  if (input === null || usage.prompt_tokens !== undefined) return input;
  const cached = cacheNames.reduce((sum, name) => sum + (tokenCount(usage[name]) ?? 0), 0);
  const total = countIn(usage, totalNames);
  const isWithin = total !== null && total === input + (countIn(usage, outputNames) ?? 0);
  return isWithin ? input : (tokenCount(input + cached) ?? input);
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
