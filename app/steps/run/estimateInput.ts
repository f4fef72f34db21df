import { promptSizesOf } from '../../../contract/promptSizes.ts';
import type { EstimateRunInput, StartRunInput } from '../../lib/api.ts';

/** What an estimate is asked with: of prompts that are typed only their sizes, however long they are. */
export async function estimateInputOf(input: StartRunInput): Promise<EstimateRunInput> {
  const { prompts, idempotencyKey: _, ...others } = input;
  if (!prompts) return others;
  const { estimateTokenCount } = await import('tokenx');
  const countTokens = (texts: string[]) =>
    texts.reduce((sum, text) => sum + tokensIn(text, estimateTokenCount), 0);
  const asked = prompts.slice(0, others.promptLimit || undefined);
  return { ...others, promptSizes: promptSizesOf(asked, countTokens) };
}

/** Counting more of each text would hold the page up; the rest is taken to have as many tokens a character. */
const MAX_CHARACTERS_COUNTED = 4_000;

function tokensIn(text: string, count: (text: string) => number): number {
  const begin = text.slice(0, MAX_CHARACTERS_COUNTED);
  return begin === '' ? 0 : (count(begin) * text.length) / begin.length;
}
