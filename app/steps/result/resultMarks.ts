import type { RunResult } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';

/** What a result is marked with, as whoever reads the answer should know it. */
export function markSentences({ probablyTruncated, promptCut, inputTokens }: RunResult): string[] {
  const counted = inputTokens === null ? 'few' : formatCount(inputTokens);
  return [
    probablyTruncated
      ? 'Probably truncated: the answer has exactly as many tokens as it might. Raise max output tokens.'
      : '',
    promptCut
      ? `The prompt was cut by the server: it counted ${counted} input tokens, far fewer than the prompt has. Give the server a larger context window, or shorten the prompt.`
      : '',
  ].filter(Boolean);
}
