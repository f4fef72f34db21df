/** The times of single tokens worked out by hand, for comparison with what the database computes. */
export interface TimedAnswer {
  success: boolean;
  latencyMs: number | null;
  ttftMs: number | null;
  firstThoughtMs: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  reasoning: string | null;
}

/** Tokens of the answer itself; null where nobody can know. */
export function answerTokensByHand({
  outputTokens,
  reasoningTokens,
  reasoning,
}: Omit<TimedAnswer, 'firstThoughtMs'>): number | null {
  if (outputTokens === null) return null;
  const isReasoningCounted = reasoningTokens !== null && reasoningTokens > 0;
  if (reasoning && !isReasoningCounted) return null;
  return isReasoningCounted ? outputTokens - reasoningTokens : outputTokens;
}

/** To three decimals. */
export function tpotByHand(answer: Omit<TimedAnswer, 'firstThoughtMs'>): number | null {
  const { success, latencyMs, ttftMs } = answer;
  const tokens = answerTokensByHand(answer);
  if (!success || latencyMs === null || ttftMs === null || tokens === null) return null;
  if (ttftMs > latencyMs || tokens < 2) return null;
  return rounded((latencyMs - ttftMs) / (tokens - 1));
}

/** To three decimals. */
export function outputTokensPerSecondByHand(answer: TimedAnswer): number | null {
  const { success, latencyMs, ttftMs, firstThoughtMs, outputTokens } = answer;
  const seen = [firstThoughtMs, ttftMs].filter((at) => at !== null);
  const tokens = firstThoughtMs === null ? answerTokensByHand(answer) : outputTokens;
  if (!success || latencyMs === null || seen.length === 0 || tokens === null) return null;
  const seconds = (latencyMs - Math.min(...seen)) / 1_000;
  return seconds > 0 && tokens > 1 ? rounded((tokens - 1) / seconds) : null;
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
