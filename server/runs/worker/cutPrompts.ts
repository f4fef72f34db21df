/**
 * Finds prompts that a server cut without a word: it counts far fewer input tokens than the prompt must have.
 * How many those are is calibrated on the other prompts of the run, and assumed low wherever that is unsure, so
 * that an economical tokenizer is not taken for a server that cuts.
 */

/** How one prompt was counted. */
export interface CountedPrompt {
  promptIndex: number;
  prompt: string;
  inputTokens: number;
}

/** Shorter prompts fit every context window, and their counts are mostly the chat template's. */
const MIN_BYTES = 1_500;
/** Of natural text in any language, tokenizers make about this many tokens a UTF-8 byte, or more. */
const USUAL_TOKENS_PER_BYTE = 0.2;
/** What the other prompts may raise the expectation to; short ones and code have more tokens a byte. */
const MOST_TOKENS_PER_BYTE = 0.22;
/** So many other prompts tell enough. */
const MOST_COMPARED = 100;
/** A prompt with less than this share of the tokens that it is expected to have was cut. */
const FAR_FEWER = 0.7;

interface Measured extends CountedPrompt {
  bytes: number;
}

/** Those of a run's prompts that were cut. */
export function findCutPrompts<Counted extends CountedPrompt>(counted: Counted[]): Counted[] {
  const measured = counted.map((each) => ({ ...each, bytes: bytesOf(each.prompt), each }));
  return measured
    .filter((one) => one.bytes >= MIN_BYTES)
    .filter((one) => {
      const others = measured
        .filter(({ promptIndex }) => promptIndex !== one.promptIndex)
        .slice(0, MOST_COMPARED);
      return one.inputTokens < FAR_FEWER * expectedTokens(one, others);
    })
    .map(({ each }) => each);
}

function expectedTokens({ bytes }: Measured, others: Measured[]): number {
  if (others.length === 0) return bytes * USUAL_TOKENS_PER_BYTE;
  // Chat template and system prompt, which are the same for all.
  const overhead = Math.max(
    0,
    Math.min(...others.map((other) => other.inputTokens - other.bytes * USUAL_TOKENS_PER_BYTE)),
  );
  const rates = others.map((other) => (other.inputTokens - overhead) / other.bytes);
  const rate = Math.min(median(rates), MOST_TOKENS_PER_BYTE);
  return overhead + bytes * rate;
}

/** The length in UTF-8, with rows of one and the same sign as one: tokenizers have tokens for those. */
function bytesOf(prompt: string): number {
  return Math.max(1, Buffer.byteLength(prompt.replace(/([^\p{L}\p{N}])\1+/gu, '$1')));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
