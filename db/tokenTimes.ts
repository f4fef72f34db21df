/**
 * Times of single tokens, computed by the database from what is stored of a call, so that there is one truth
 * of them and old rows have them too. The columns named here stand in both tables that hold answers.
 */
import { sql } from 'drizzle-orm';

/**
 * How many tokens the answer itself has, without the reasoning before it. Null where that is unknown: without
 * a count, and where the model reasoned but the server does not tell how much of its output that was.
 */
export const answerTokens = sql.raw(
  `(case when coalesce(reasoning, '') = '' or reasoning_tokens > 0
    then output_tokens::numeric - coalesce(reasoning_tokens, 0) end)`,
);

/**
 * TPOT, time per output token, in milliseconds: (latency − TTFT) ÷ (tokens − 1), of the tokens of the answer,
 * since TTFT is the time to the answer's first token. Null without a count or a stream, under two tokens, and
 * where the figures contradict each other. It is a mean over the answer: chunks are not tokens, so the time
 * between two single tokens is not known.
 * Source: vLLM `vllm bench serve` (`tpot`); NVIDIA AIPerf calls the same "inter token latency".
 */
export const tpotMs = sql`case when latency_ms >= ttft_ms and ${answerTokens} > 1
    then round((latency_ms::numeric - ttft_ms) / (${answerTokens} - 1), 3)::float8 end`;

/** The first token that was seen, of reasoning or answer; in milliseconds. */
const firstTokenMs = sql.raw('least(first_thought_ms, ttft_ms)');

/** How many tokens came from then on. Reasoning that was not streamed came before. */
const tokensSeen = sql`(case when first_thought_ms is null then ${answerTokens} else output_tokens::numeric end)`;

/**
 * Output tokens a second, from the first token that was seen to the last: as the inverse of TPOT, but with
 * the reasoning where it was streamed. Null where a part of that is unknown, or where no time lies between.
 * Source: NVIDIA AIPerf (`output_token_throughput_per_user`, 1 ÷ inter token latency).
 */
export const outputTokensPerSecond = sql`case when latency_ms > ${firstTokenMs} and ${tokensSeen} > 1
    then round(1000 * (${tokensSeen} - 1) / (latency_ms::numeric - ${firstTokenMs}), 3)::float8 end`;
