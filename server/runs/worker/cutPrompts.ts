/**
 * Finds prompts that a server cut without a word: it counts far fewer input tokens than the prompt must have.
 * How many those are is calibrated on prompts of the run that cannot have been cut, and assumed low wherever
 * that is unsure, so that an economical tokenizer is not taken for a server that cuts.
 */

/** How one prompt was counted. */
export interface CountedPrompt {
  promptIndex: number;
  prompt: string;
  inputTokens: number;
}

/** Shorter prompts fit every context window, and their counts are mostly the chat template's. */
const MIN_LENGTH = 1_500;
/** Of natural text in any language, tokenizers make about this many tokens a letter, or more. */
const USUAL_TOKENS_PER_LETTER = 0.2;
/** What the other prompts may raise the expectation to; short ones and code have more tokens a letter. */
const MOST_TOKENS_PER_LETTER = 0.22;
/** So many other prompts tell enough. */
const MOST_COMPARED = 100;
/** A prompt with less than this share of the tokens that it is expected to have was cut. */
const FAR_FEWER = 0.7;
/** Servers that cut leave at least this share of their context window; llama.cpp takes out blocks of it. */
const LEAST_KEPT = 0.5;

interface Measured extends CountedPrompt {
  length: number;
}

/** Those of a run's prompts that were cut. */
export function findCutPrompts<Counted extends CountedPrompt>(counted: Counted[]): Counted[] {
  const most = counted.reduce((most, { inputTokens }) => Math.max(most, inputTokens), 0);
  const measured = counted.map((each) => ({ ...each, length: lengthOf(each.prompt), each }));
  const isWhole = ({ inputTokens }: Measured) => inputTokens < LEAST_KEPT * most;
  const whole = measured.filter(isWhole).slice(0, MOST_COMPARED);
  return measured
    .filter((one) => one.length >= MIN_LENGTH && !isWhole(one))
    .filter((one) => one.inputTokens < FAR_FEWER * expectedTokens(one, whole))
    .map(({ each }) => each);
}

/** @param whole prompts that were not cut; where there are none, the least that is usual is expected */
function expectedTokens({ length }: Measured, whole: Measured[]): number {
  if (whole.length === 0) return length * USUAL_TOKENS_PER_LETTER;
  // Chat template and system prompt, which are the same for all.
  const overhead = Math.max(
    0,
    Math.min(...whole.map((other) => other.inputTokens - other.length * USUAL_TOKENS_PER_LETTER)),
  );
  const rates = whole.map((other) => (other.inputTokens - overhead) / other.length);
  const rate = Math.min(median(rates), MOST_TOKENS_PER_LETTER);
  return overhead + length * rate;
}

/**
 * The length in letters. A sign of Chinese, Japanese or Korean says as much as three; in scripts of letters,
 * how many bytes UTF-8 has for one tells nothing. Rows of one sign count as one: tokenizers have tokens for
 * those.
 */
function lengthOf(prompt: string): number {
  const text = prompt.replace(/([^\p{L}\p{N}])\1+|(.)\2{3,}/gsu, '$1$2');
  return Math.max(1, text.length + 2 * (text.match(denseSigns)?.length ?? 0));
}

const denseSigns = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
